"""The event and the shadow of a finding: its time, its end, its value, its assertion (DESIGN of the event stream)."""

import datetime as dt

import pytest

from medomics_ehr.contracts import EVENT_SCHEMA, Finding
from nlp.batch.note_rows import Note, event_of, rows_of

WRITTEN, SIGNED = dt.datetime(2023, 5, 16, 9, 30), dt.datetime(2023, 5, 18, 17)
NOTE = Note(11, 7, "...", "0" * 64, WRITTEN, SIGNED)


def finding(kind="diagnosis", code="C61", **more):
    return Finding(2, 5, kind, code=code, **more)


@pytest.mark.parametrize(
    ("date", "time", "precision"),
    [
        (None, WRITTEN, "day"),
        ("2019", dt.datetime(2019, 1, 1), "year"),
        ("2019-03", dt.datetime(2019, 3, 1), "month"),
        ("2019-03-12", dt.datetime(2019, 3, 12), "day"),
    ],
)
def test_a_findings_own_date_goes_before_the_notes(date, time, precision):
    event = event_of(1, NOTE, finding(date=date))
    assert (event["time"], event["time_precision"], event["end"]) == (time, precision, None)


def test_an_undated_historical_finding_lies_anywhere_before_its_note():
    event = event_of(1, NOTE, finding(assertion="historical"))
    assert (event["time"], event["end"]) == (None, WRITTEN)


@pytest.mark.parametrize("assertion", ["present", "absent", "possible", "family", "planned"])
def test_other_assertions_keep_the_notes_date(assertion):
    event = event_of(1, NOTE, finding(assertion=assertion))
    assert (event["time"], event["end"], event["assertion"]) == (WRITTEN, None, assertion)


def test_every_event_was_known_when_its_note_was():
    assert event_of(1, NOTE, finding(date="2030"))["available_at"] == SIGNED


@pytest.mark.parametrize(
    ("value", "number", "unit"), [("60 %", 60.0, "%"), ("4.2 ng/mL", 4.2, "ng/mL"), ("positive", None, None)]
)
def test_a_biomarkers_value_stays_beside_its_code(value, number, unit):
    event = event_of(1, NOTE, finding("biomarker", "CD274", value=value))
    assert event["code"] == "BIOMARKER//CD274"
    assert (event["numeric_value"], event["unit"], event["text_value"]) == (number, unit, value)


def test_an_event_has_the_columns_of_the_contract():
    assert set(event_of(1, NOTE, finding())) == set(EVENT_SCHEMA.names)


def test_a_finding_given_twice_makes_one_row_and_its_key_depends_on_note_and_secret():
    twice = rows_of(NOTE, (finding(), finding()), b"k", "s", dt.date(2024, 1, 1))
    assert [len(found) for found in twice.values()] == [1, 1, 1]
    other = rows_of(Note(12, 7, "", "", WRITTEN, SIGNED), (finding(),), b"k", "s", dt.date(2024, 1, 1))
    keys = {rows["medomics.finding"][0]["finding_id"] for rows in (twice, other)}
    keys.add(rows_of(NOTE, (finding(),), b"other", "s", dt.date(2024, 1, 1))["medomics.finding"][0]["finding_id"])
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("assertion", "exists", "temporal"),
    [("present", "Y", "Present"), ("absent", "N", "Present"), ("historical", "Y", "Past"), ("planned", "Y", "Future")],
)
def test_the_shadow_says_existence_and_time_as_the_cdm_does(assertion, exists, temporal):
    [row] = rows_of(NOTE, (finding(assertion=assertion),), b"k", "s", dt.date(2024, 1, 1))["cdm.note_nlp"]
    assert (row["term_exists"], row["term_temporal"], row["lexical_variant"]) == (exists, temporal, "ICD10//C61")
