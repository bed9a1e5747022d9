"""The record's notes become findings, shadows in note_nlp and dated events; a second run does nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest
import sqlalchemy as sa

from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from nlp.batch import record_notes
from nlp.batch.record_notes import code_notes, estimate_notes
from nlp.batch.settings import Settings

FAST = Settings("fast", processes=1)
WRITTEN = dt.datetime(2023, 5, 16, 9, 30)
SIGNED = dt.datetime(2023, 5, 18, 17, 0)
TEXTS = {
    11: "TDM du 06/04/2023 : métastases hépatiques. Pas de métastase osseuse. PSA 4,2 ng/mL.",
    12: "Antécédents : cancer du sein gauche en 2011. Chimiothérapie par FOLFOX proposée.",
    13: "",
}


def store(workspace: Workspace, texts: dict[int, str]) -> Record:
    record = Record.of(workspace)
    record.create()
    rows = [
        {
            "note_id": note_id,
            "subject_id": 7,
            "note_date": WRITTEN,
            "available_at": SIGNED,
            "note_type": None,
            "language": "fr",
            "title": None,
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for note_id, text in texts.items()
    ]
    with record.write() as connection:
        connection.execute(sa.delete(tables.note_text))
        connection.execute(sa.insert(tables.note_text), rows)
    return record


def events(record: Record) -> dict[str, dict[str, object]]:
    frame = record.frame(sa.select(tables.event).where(tables.event.c.source_table == "finding"))
    return {row["code"]: row for row in frame.to_dict("records")}


def counts(record: Record) -> list[int]:
    names = (tables.finding, tables.metadata.tables["cdm.note_nlp"], tables.event, tables.coded_note)
    return [int(record.frame(sa.select(sa.func.count()).select_from(table)).iloc[0, 0]) for table in names]


@pytest.fixture(params=["duckdb", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    url = request.param if request.param == "duckdb" else request.getfixturevalue("postgresql_url")
    return Workspace.create(tmp_path / "workspace", url)


def test_findings_become_rows_and_events(place):
    record = store(place, TEXTS)
    result = code_notes(place, FAST)
    assert (result.reports, result.failed) == (3, 0)
    assert counts(record) == [result.findings, result.findings, result.findings, 3]
    found = events(record)
    liver = found["ICD10//C78.7"]
    assert (liver["time"], liver["time_precision"], liver["assertion"]) == (dt.datetime(2023, 4, 6), "day", "present")
    assert (liver["available_at"], liver["note_id"], liver["subject_id"]) == (SIGNED, 11, 7)
    assert TEXTS[11][liver["span_start"] : liver["span_end"]] == "métastases hépatiques"
    assert found["ICD10//C79.5"]["assertion"] == "absent"
    psa = found["BIOMARKER//PSA"]
    assert (psa["numeric_value"], psa["unit"]) == (4.2, "ng/mL")
    breast = next(row for code, row in found.items() if code.startswith("ICD10//C50"))
    assert (breast["time"], breast["time_precision"], breast["assertion"]) == (
        dt.datetime(2011, 1, 1),
        "year",
        "historical",
    )
    assert found["TREATMENT//chemotherapy"]["assertion"] == "planned"


def test_codes_get_their_labels_in_both_languages_once(place):
    record = store(place, TEXTS)
    code_notes(place, FAST)
    code_notes(place, Settings("fast", min_confidence=0.5, processes=1))
    shown = record.frame(sa.select(tables.code_display).where(tables.code_display.c.code == "TREATMENT//chemotherapy"))
    assert shown["display"].tolist() == ["chemotherapy"]
    labels = record.frame(sa.select(tables.code_display).where(tables.code_display.c.code == "ICD10//C78.7"))
    assert len(labels) == len(set(labels["display"])) == 2


def test_no_words_leave_the_note_text(place):
    record = store(place, TEXTS)
    code_notes(place, FAST)
    shadow = record.frame(sa.select(tables.metadata.tables["cdm.note_nlp"])).to_csv()
    assert "hépatiques" not in shadow
    assert "sein" not in shadow
    assert "ICD10//C78.7" in shadow


def test_a_second_run_codes_only_what_changed(place):
    record = store(place, TEXTS)
    first = code_notes(place, FAST)
    before = counts(record)
    assert code_notes(place, FAST).reports == 0
    assert counts(record) == before
    store(place, TEXTS | {11: "TDM : pas de lésion."})
    again = code_notes(place, FAST)
    assert again.reports == 1
    assert counts(record)[0] == first.findings - _of_note(TEXTS[11]) + again.findings
    assert "ICD10//C78.7" not in events(record)


def _of_note(text: str) -> int:
    from nlp.coder import Report

    return len({f.finding_id("11") for f in FAST.load().code(Report("11", text, "fr", "2023-05-16"))})


def test_another_configuration_codes_again(workspace):
    record = store(workspace, TEXTS)
    code_notes(workspace, FAST)
    assert code_notes(workspace, Settings("fast", min_confidence=1.0, processes=1)).reports == 3
    assert counts(record)[3] == 3


def test_a_note_that_changes_meanwhile_is_left_for_the_next_run(workspace, monkeypatch):
    """The load that replaces a note's text commits between the coder's reading and its writing."""
    record = store(workspace, TEXTS)
    coded = record_notes.code_documents

    def slow(documents, settings):
        answers = list(coded(documents, settings))
        store(workspace, TEXTS | {11: "Autre texte."})
        return iter(answers)

    monkeypatch.setattr(record_notes, "code_documents", slow)
    code_notes(workspace, FAST)
    assert "ICD10//C78.7" not in events(record)
    assert counts(record)[3] == 2
    monkeypatch.undo()
    assert code_notes(workspace, FAST).reports == 1


def test_two_codings_at_once_are_refused(workspace):
    store(workspace, TEXTS)
    with record_notes._only_coding(workspace), pytest.raises(EnvironmentFailed, match="another coding"):
        code_notes(workspace, FAST)


def test_an_estimate_writes_nothing(workspace):
    record = store(workspace, TEXTS)
    assert estimate_notes(workspace, FAST).reports == 3
    assert counts(record) == [0, 0, 0, 0]
