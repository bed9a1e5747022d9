"""A note's findings as rows of the record: `medomics.finding`, its shadow `cdm.note_nlp`, and events.

Pure: rows in, rows out. The words stay in `medomics.note_text`, under its permission: `note_nlp.lexical_variant`
holds the event code instead of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from medomics_ehr.contracts.event import parse_partial_date
from medomics_ehr.contracts.finding import Assertion, Finding, event_code, numeric_part
from medomics_ehr.workspace import keyed_hash

#: OMOP CDM 5.4, NOTE_NLP.term_temporal.
_TEMPORAL: dict[Assertion, str] = {"historical": "Past", "planned": "Future"}


@dataclass(frozen=True, slots=True)
class Note:
    """A note of the record: when it was written and when it could be read."""

    note_id: int
    subject_id: int
    text: str
    sha256: str
    date: dt.datetime | None
    available_at: dt.datetime | None
    language: str | None = None
    type: str | None = None


Rows = dict[str, list[dict[str, Any]]]


def rows_of(note: Note, findings: tuple[Finding, ...], secret: bytes, system: str, today: dt.date) -> Rows:
    """All rows for a note's findings, by table; a finding given twice counts once.

    Args:
        secret: the workspace's key.
        system: name, version and profile of the coder, for `note_nlp.nlp_system`.
        today: the day of coding, for `note_nlp.nlp_date`.
    """
    rows: Rows = {"medomics.finding": [], "cdm.note_nlp": [], "medomics.event": []}
    unique = {keyed_hash(secret, "finding", f"{note.note_id}|{f.finding_id(str(note.note_id))}"): f for f in findings}
    for key, finding in unique.items():
        for table, made in note_rows_of(key, note, finding, system, today).items():
            rows[table].extend(made)
    return rows


def note_rows_of(key: int, note: Note, finding: Finding, system: str, today: dt.date) -> Rows:
    """The rows of one finding under a key that it has already, by table."""
    return {
        "medomics.finding": [_finding(key, note, finding)],
        "cdm.note_nlp": [_note_nlp(key, note, finding, system, today)],
        "medomics.event": [event_of(key, note, finding)],
    }


def event_of(key: int, note: Note, finding: Finding) -> dict[str, Any]:
    """The event of a finding.

    Its time is the finding's own date, else the note's. An undated historical finding has no time: it lies anywhere
    before the note, whose date is its `end`. It was known when the note was.
    """
    time, precision = _time(note, finding)
    number, unit = numeric_part(finding.value) if finding.kind == "biomarker" else (None, None)
    undated = finding.assertion == "historical" and finding.date is None
    return {
        "subject_id": note.subject_id,
        "time": None if undated else time,
        "code": event_code(finding),
        "numeric_value": number,
        "text_value": finding.value if finding.kind == "biomarker" else None,
        "end": note.date if undated else None,
        "assertion": finding.assertion,
        "time_precision": precision,
        "available_at": note.available_at,
        "confidence": finding.confidence,
        "unit": unit,
        "source_table": "finding",
        "source_id": key,
        "note_id": note.note_id,
        "span_start": finding.start,
        "span_end": finding.end,
    }


def _time(note: Note, finding: Finding) -> tuple[dt.datetime | None, str]:
    if finding.date is not None:
        return parse_partial_date(finding.date)
    return note.date, "day"


def _finding(key: int, note: Note, finding: Finding) -> dict[str, Any]:
    return {
        "finding_id": key,
        "note_id": note.note_id,
        "subject_id": note.subject_id,
        "span_start": finding.start,
        "span_end": finding.end,
        "kind": finding.kind,
        "code": finding.code,
        "value": finding.value,
        "assertion": finding.assertion,
        "date": finding.date,
        "confidence": finding.confidence,
        "rule_or_model": finding.rule_or_model,
        "section": finding.section or None,
    }


def _note_nlp(key: int, note: Note, finding: Finding, system: str, today: dt.date) -> dict[str, Any]:
    details = {"assertion": finding.assertion, "value": finding.value, "date": finding.date}
    return {
        "note_nlp_id": key,
        "note_id": note.note_id,
        "section_concept_id": 0,
        "snippet": None,
        "offset": str(finding.start),
        "lexical_variant": event_code(finding)[:250],
        "note_nlp_concept_id": 0,
        "note_nlp_source_concept_id": 0,
        "nlp_system": system,
        "nlp_date": today,
        "nlp_datetime": None,
        "term_exists": "N" if finding.assertion in ("absent", "family") else "Y",
        "term_temporal": _TEMPORAL.get(finding.assertion, "Present"),
        "term_modifiers": ",".join(f"{name}={value}" for name, value in details.items() if value),
    }
