"""Where a cohort's people were found: by structured facts alone, by reports alone, by either, or by both together.

Each member is counted once. What must not be found is looked for in every source.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from medomics_ehr.cohort.definition import Definition, Rule, needs_index
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.engines.sql_selection import Source
from medomics_ehr.cohort.running import Reading


@dataclass(frozen=True, slots=True)
class FoundIn:
    """Members by where the facts that make them members stand.

    Attributes:
        structured: found by structured facts alone, not by reports alone.
        reports: found by reports alone, not by structured facts alone.
        both: found by either alone.
        together: found only by combining the two.
    """

    structured: int = 0
    reports: int = 0
    both: int = 0
    together: int = 0


def found_in(reading: Reading, definition: Definition) -> FoundIn:
    """Count the members by source."""
    plain = tuple(rule for rule in definition.rules if not needs_index(rule.condition))
    members = _subjects(definition, definition.rules, reading.dialect, None)
    structured = _subjects(definition, plain, reading.dialect, "structured")
    reports = _subjects(definition, plain, reading.dialect, "reports")
    in_structured = structured.c.subject_id.is_not(None).label("in_structured")
    in_reports = reports.c.subject_id.is_not(None).label("in_reports")
    joined = members.outerjoin(structured, structured.c.subject_id == members.c.subject_id).outerjoin(
        reports, reports.c.subject_id == members.c.subject_id
    )
    flags = sa.select(in_structured, in_reports).select_from(joined).subquery()
    columns = (flags.c.in_structured, flags.c.in_reports)
    statement = sa.select(*columns, sa.func.count()).group_by(*columns)
    names = {(True, False): "structured", (False, True): "reports", (True, True): "both", (False, False): "together"}
    found = reading.rows(statement)
    return FoundIn(**{names[bool(structured), bool(reports)]: int(people) for structured, reports, people in found})


def _subjects(definition: Definition, rules: tuple[Rule, ...], dialect: str, source: Source | None) -> sa.Subquery:
    narrowed = Definition(definition.name, rules, definition.index)
    judged = sql.judged(narrowed, dialect, source).subquery()
    return sa.select(judged.c.subject_id).where(sql.member(judged, narrowed)).subquery()
