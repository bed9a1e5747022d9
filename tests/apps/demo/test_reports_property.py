"""Every report of any seed keeps the gold contract: exact offsets, known kinds, well-formed codes."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from apps.demo.reports.marks import mark, unmark
from apps.demo.reports.writer import write_reports
from apps.demo.sampling import draw_patient
from medomics_ehr.contracts import ASSERTIONS, KINDS

CODE = {
    "diagnosis": r"[A-Z]\d\d(\.\d)?",
    "morphology": r"\d{4}/[0-3]",
    "drug": r"[A-Z]\d\d[A-Z]{2}\d\d",
    "biomarker": r"[A-Z0-9-]+",
}
VALUES = {
    "response": {"CR", "PR", "SD", "PD"},
    "exam": {"ct", "mri", "pet_ct", "ultrasound", "biopsy"},
    "performance": {"0", "1", "2"},
    "treatment": {
        "chemotherapy", "immunotherapy", "targeted_therapy", "hormone_therapy", "radiotherapy", "surgery",
        "palliative_care", "surveillance",
    },
}  # fmt: skip
patients = st.builds(draw_patient, st.integers(0, 10**6), st.integers(1, 5000))


@given(patients)
@settings(max_examples=40, deadline=None)
def test_findings_slice_the_text_and_keep_the_gold_contract(patient):
    for report in write_reports(patient, 3):
        assert not re.search("[\ue000-\ue002{}]", report.text)
        for finding in report.findings:
            assert report.text[finding["start"] : finding["end"]] == finding["text"]
            assert finding["text"] == finding["text"].strip() != ""
            assert finding["kind"] in KINDS
            assert finding["assertion"] in ASSERTIONS
            if finding["kind"] in CODE:
                assert re.fullmatch(CODE[finding["kind"]], finding["code"])
            if finding["kind"] in VALUES:
                assert finding["value"] in VALUES[finding["kind"]]
            if finding["kind"] in {"biomarker", "stage"}:
                assert finding["value"]


@given(patients)
@settings(max_examples=40, deadline=None)
def test_a_finding_bears_no_date_equal_to_its_report_and_none_after_it_unless_planned(patient):
    for report in write_reports(patient, 3):
        for finding in report.findings:
            if date := finding.get("date"):
                assert date != report.day.isoformat()
                assert date <= report.day.isoformat()


@given(patients)
@settings(max_examples=40, deadline=None)
def test_no_report_is_dated_after_the_last_contact_or_knows_what_lies_ahead(patient):
    for report in write_reports(patient, 3):
        assert report.day <= patient.last_contact
        if report.day < patient.index:
            assert not any(f["kind"] in {"drug", "response"} for f in report.findings)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ue000\ue001\ue002"), min_size=1), st.text("ab \n"))
def test_marks_give_back_text_and_offsets(words, around):
    text, findings = unmark(around + mark(words, "exam", value="ct") + around)
    assert text == around + words + around
    assert text[findings[0]["start"] : findings[0]["end"]] == words
