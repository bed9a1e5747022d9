"""Who is left after each step of a waterfall: what tells whether two accounts single out the few between them."""

from __future__ import annotations

import sqlalchemy as sa

from medomics_ehr.cohort.aces import TaskCohort, subjects_by_stage
from medomics_ehr.cohort.atlas import AtlasCohort
from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.readers.circe.expression import cohort_steps
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import TIME_LIMIT, Reading, reading
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

People = frozenset[int]


def people_by_step(
    record: Record, definition: Definition | AtlasCohort | TaskCohort, seconds: float = TIME_LIMIT
) -> tuple[People, ...]:
    """The people left after each step of the waterfall, everybody first.

    Raises:
        InputRefused: it takes longer than `seconds`.
    """
    person = tables.metadata.tables["cdm.person"]
    with reading(record, seconds) as opened:
        if isinstance(definition, Definition):
            return _judged(opened, definition)
        everybody = _people(opened, sa.select(person.c.person_id))
        if isinstance(definition, AtlasCohort):
            return (everybody, *(_people(opened, people) for _, people in cohort_steps(definition.expression)))
    left = tuple(subjects for _, subjects in subjects_by_stage(record, definition, seconds))
    return (everybody, *(left or (frozenset(),)))


def _judged(opened: Reading, definition: Definition) -> tuple[People, ...]:
    definition = in_one_unit(opened, definition)
    judged = sql.judged(definition, opened.dialect).subquery()
    flags = [judged.c[f"rule_{number}"] for number in range(len(definition.rules))]
    dated = [] if definition.index is None else [judged.c.index_at.is_not(None)]
    rows = opened.rows(sa.select(judged.c.subject_id, *flags, *dated))
    steps = range(1 + len(flags) + len(dated))
    return tuple(frozenset(int(row[0]) for row in rows if all(row[1 : 1 + step])) for step in steps)


def _people(opened: Reading, statement: sa.Select[tuple[int]]) -> People:
    return frozenset(int(row[0]) for row in opened.rows(statement))
