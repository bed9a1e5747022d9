"""One patient as the record holds them: facts on a timeline, reports with their findings."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from apps.review.service.corrections import REJECTED, finding_of
from medomics_ehr.contracts import Finding
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


@dataclass(frozen=True, slots=True)
class Person:
    """What the head of the page says of a patient."""

    subject_id: int
    birth: str
    sex: str
    death: str
    facts: int
    reports: int


@dataclass(frozen=True, slots=True)
class PatientReport:
    """A report with its findings; offsets slice `text`, and `finding_ids` names each for the review log.

    Rejected findings are left out of `findings`; `rejected` counts them.
    """

    note_id: int
    date: str
    kind: str
    title: str
    text: str
    findings: tuple[Finding, ...]
    finding_ids: tuple[str, ...] = ()
    rejected: int = 0


def person(record: Record, subject_id: int) -> Person | None:
    """The patient, or None where the record knows nobody of this id."""
    p, d, e, n = (
        tables.metadata.tables["cdm.person"],
        tables.metadata.tables["cdm.death"],
        tables.event,
        tables.note_text,
    )
    with record.read() as connection:
        row = connection.execute(sa.select(p).where(p.c.person_id == subject_id)).mappings().first()
        if row is None:
            return None
        died = connection.execute(sa.select(d.c.death_date).where(d.c.person_id == subject_id)).scalar()
        facts = sa.select(e.c.source_table, e.c.source_id).where(e.c.subject_id == subject_id).distinct()
        count = connection.execute(sa.select(sa.func.count()).select_from(facts.subquery())).scalar_one()
        notes = connection.execute(sa.select(sa.func.count()).where(n.c.subject_id == subject_id)).scalar_one()
    birth = "-".join(str(part).zfill(2) for part in (row["year_of_birth"], row["month_of_birth"]) if part)
    return Person(subject_id, birth, str(row["gender_source_value"] or ""), str(died or ""), count, notes)


def timeline(record: Record, subject_id: int) -> pd.DataFrame:
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
    rows = record.frame(statement)
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


def reports(record: Record, subject_id: int) -> list[PatientReport]:
    """The patient's reports, newest first, each with its findings in the order of the text."""
    n, f = tables.note_text, tables.finding
    notes = record.frame(sa.select(n).where(n.c.subject_id == subject_id).order_by(n.c.note_date.desc()))
    found = record.frame(sa.select(f).where(f.c.subject_id == subject_id).order_by(f.c.span_start))
    return [_report(row, found[found["note_id"] == row["note_id"]]) for row in notes.to_dict("records")]


def _report(note: dict[Hashable, Any], rows: pd.DataFrame) -> PatientReport:
    shown = rows[rows["rule_or_model"] != REJECTED]
    clean = shown.astype(object).where(shown.notna(), None).to_dict("records")
    return PatientReport(
        note_id=int(note["note_id"]),
        date=str(note["note_date"])[:10],
        kind=str(note["note_type"] or ""),
        title=str(note["title"] or note["note_type"] or "report"),
        text=str(note["text"]),
        findings=tuple(finding_of({str(name): value for name, value in row.items()}) for row in clean),
        finding_ids=tuple(str(row["finding_id"]) for row in clean),
        rejected=len(rows) - len(shown),
    )


def _what(display: object, code: str) -> str:
    return display if isinstance(display, str) else label_of(code) or code.partition("//")[2]


def _value(number: float | None, unit: str | None, text: str | None) -> str:
    if number is not None and not pd.isna(number):
        return f"{number:g} {unit}".strip() if isinstance(unit, str) else f"{number:g}"
    return text if isinstance(text, str) else ""
