"""One patient as the record holds them: facts on a timeline, reports with their findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from apps.review.service.corrections import REJECTED, finding_of
from medomics_ehr.contracts import Finding
from medomics_ehr.features.as_of import known_by
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.terminology.labels import label_of

#: Lanes of the timeline, top to bottom, by the record's table or the finding's code system.
LANES = ("visit", "diagnosis", "treatment", "exam and result", "report finding")
_LANE_OF_TABLE = {
    "visit_occurrence": "visit",
    "visit_detail": "visit",
    "condition_occurrence": "diagnosis",
    "drug_exposure": "treatment",
    "procedure_occurrence": "treatment",
    "measurement": "exam and result",
    "observation": "exam and result",
    "imaging_occurrence": "exam and result",
    "finding": "report finding",
}


#: Digits of the largest number of 63 bits; Python refuses to read numbers of thousands of digits at all.
_LONGEST_ID = 19


@dataclass(frozen=True, slots=True)
class Person:
    """What the head of the page says of a patient."""

    subject_id: int
    birth: str
    sex: str
    death: str
    facts: int
    reports: int


def subject_of(text: str) -> int | None:
    """The identifier that somebody typed, None where it is none: an id is a whole number of 63 bits.

    >>> subject_of(" 42 "), subject_of("²"), subject_of("9" * 30)
    (42, None, None)
    """
    plain = text.strip()
    number = int(plain) if len(plain) <= _LONGEST_ID and plain.isascii() and plain.isdecimal() else -1
    return number if 0 <= number < 2**63 else None


@dataclass(frozen=True, slots=True)
class PatientReport:
    """A report with its findings; offsets slice `text`, and `finding_ids` names each for the review log.

    Findings that were rejected in review stand apart, in `rejected` and `rejected_ids`.
    """

    note_id: int
    date: str
    kind: str
    title: str
    text: str
    findings: tuple[Finding, ...]
    finding_ids: tuple[str, ...] = ()
    rejected: tuple[Finding, ...] = ()
    rejected_ids: tuple[str, ...] = ()


def person(record: Record, subject_id: int, as_of: dt.date | None = None) -> Person | None:
    """The patient, or None where the record knows nobody of this id.

    Args:
        as_of: say only what had happened and was known by the end of this day.
    """
    p, d, e = tables.metadata.tables["cdm.person"], tables.metadata.tables["cdm.death"], tables.event
    with record.read() as connection:
        row = connection.execute(sa.select(p).where(p.c.person_id == subject_id)).mappings().first()
        if row is None:
            return None
        died = connection.execute(sa.select(d.c.death_date).where(d.c.person_id == subject_id)).scalar()
    columns = (e.c.subject_id, e.c.time, e.c.end, e.c.available_at, e.c.source_table, e.c.source_id)
    facts = _known(record.frame(sa.select(*columns).where(e.c.subject_id == subject_id)), subject_id, as_of)
    birth = "-".join(str(part).zfill(2) for part in (row["year_of_birth"], row["month_of_birth"]) if part)
    death = str(died) if died and (as_of is None or died <= as_of) else ""
    count = len(facts.drop_duplicates(["source_table", "source_id"]))
    notes = len(_notes(record, subject_id, as_of))
    return Person(subject_id, birth, str(row["gender_source_value"] or ""), death, count, notes)


def timeline(record: Record, subject_id: int, as_of: dt.date | None = None) -> pd.DataFrame:
    """The patient's facts: time, end, lane, what, value, assertion, precision, available_at, source; newest first.

    A fact with several codings is one row, under the display its source gave.
    """
    e, c = tables.event, tables.code_display
    display = sa.select(c.c.code, sa.func.min(c.c.display).label("display")).group_by(c.c.code).subquery()
    statement = (
        sa.select(e, display.c.display)
        .join(display, display.c.code == e.c.code, isouter=True)
        .where(e.c.subject_id == subject_id, e.c.time.is_not(None), e.c.source_table.in_(list(_LANE_OF_TABLE)))
    )
    rows = _known(record.frame(statement), subject_id, as_of)
    if rows.empty:
        return pd.DataFrame(columns=["time", "end", "lane", "what", "value", "assertion", "code", "available_at"])
    rows = rows.sort_values(["time", "display"], na_position="last").drop_duplicates(["source_table", "source_id"])
    frame = pd.DataFrame(
        {
            "time": rows["time"],
            "end": rows["end"],
            "lane": rows["source_table"].map(_LANE_OF_TABLE),
            "what": [_what(*pair) for pair in zip(rows["display"], rows["code"], strict=True)],
            "value": [_value(*v) for v in zip(rows["numeric_value"], rows["unit"], rows["text_value"], strict=True)],
            "assertion": rows["assertion"],
            "code": rows["code"],
            "available_at": rows["available_at"],
        }
    )
    return frame.sort_values("time", ascending=False, ignore_index=True)


def reports(record: Record, subject_id: int, as_of: dt.date | None = None) -> list[PatientReport]:
    """The patient's reports, newest first, each with its findings in the order of the text."""
    f = tables.finding
    found = record.frame(sa.select(f).where(f.c.subject_id == subject_id).order_by(f.c.span_start))
    notes = _notes(record, subject_id, as_of)
    return [_report(row, found[found["note_id"] == row["note_id"]]) for row in notes.to_dict("records")]


def _notes(record: Record, subject_id: int, as_of: dt.date | None) -> pd.DataFrame:
    n = tables.note_text
    notes = record.frame(sa.select(n).where(n.c.subject_id == subject_id).order_by(n.c.note_date.desc()))
    return _known(notes.assign(time=notes["note_date"]), subject_id, as_of)


def _known(rows: pd.DataFrame, subject_id: int, as_of: dt.date | None) -> pd.DataFrame:
    """What had happened and was known by the end of the day, by the rule that holds for every model."""
    if as_of is None:
        return rows
    end_of_day = pd.Timestamp(as_of) + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    return known_by(rows, pd.DataFrame({"subject_id": [subject_id], "index_date": [end_of_day]}))


def _report(note: dict[Hashable, Any], rows: pd.DataFrame) -> PatientReport:
    rejected = rows["rule_or_model"] == REJECTED
    findings, finding_ids = _findings(rows[~rejected])
    rejects, rejected_ids = _findings(rows[rejected])
    return PatientReport(
        note_id=int(note["note_id"]),
        date=str(note["note_date"])[:10],
        kind=str(note["note_type"] or ""),
        title=str(note["title"] or note["note_type"] or "report"),
        text=str(note["text"]),
        findings=findings,
        finding_ids=finding_ids,
        rejected=rejects,
        rejected_ids=rejected_ids,
    )


def _findings(rows: pd.DataFrame) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
    clean = rows.astype(object).where(rows.notna(), None).to_dict("records")
    found = tuple(finding_of({str(name): value for name, value in row.items()}) for row in clean)
    return found, tuple(str(row["finding_id"]) for row in clean)


def _what(display: object, code: str) -> str:
    return display if isinstance(display, str) else label_of(code) or code.partition("//")[2]


def _value(number: float | None, unit: str | None, text: str | None) -> str:
    if number is not None and not pd.isna(number):
        return f"{number:g} {unit}".strip() if isinstance(unit, str) else f"{number:g}"
    return text if isinstance(text, str) else ""
