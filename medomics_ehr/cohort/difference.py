"""What changed between two definitions on one record: who entered, who left, and by which rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.aces import TaskCohort, subjects_by_stage, task_people
from medomics_ehr.cohort.atlas import AtlasCohort, atlas_people
from medomics_ehr.cohort.attrition import DATED
from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.readers.circe import cohort_steps
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import Reading
from medomics_ehr.record.store import Record

_MOST_BOUND = 2000


@dataclass(frozen=True, slots=True)
class Moved:
    """One person who entered or left; `rule` is the first rule of the definition that they do not meet."""

    person_id: int
    rule: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two cohorts compared.

    Attributes:
        before, after: their sizes.
        entered: members of the second only, with the rule of the first that kept them out.
        left: members of the first only, with the rule of the second that put them out.
        redated: members of both whose index date differs.
    """

    before: int
    after: int
    entered: tuple[Moved, ...]
    left: tuple[Moved, ...]
    redated: int

    def reasons(self) -> dict[str, dict[str, int]]:
        """How many moved by which rule."""
        return {
            "entered": dict(Counter(moved.rule for moved in self.entered)),
            "left": dict(Counter(moved.rule for moved in self.left)),
        }


Cohort = Definition | AtlasCohort | TaskCohort


@dataclass(frozen=True, slots=True)
class _Judged:
    """One cohort: its members with their index, and which rule each other person fails first."""

    members: Mapping[int, Any]
    first_failed: Callable[[list[int]], Mapping[int, str]]


def difference(reading: Reading, record: Record, before: Cohort, after: Cohort) -> Difference:
    """Compare the people of two definitions, of whichever kind each is."""
    one, other = (_judged(reading, record, definition) for definition in (before, after))
    entered = sorted(set(other.members) - set(one.members))
    left = sorted(set(one.members) - set(other.members))
    kept_out, put_out = one.first_failed(entered), other.first_failed(left)
    return Difference(
        len(one.members),
        len(other.members),
        tuple(Moved(person, kept_out[person]) for person in entered),
        tuple(Moved(person, put_out[person]) for person in left),
        sum(other.members.get(person, index) != index for person, index in one.members.items()),
    )


def _judged(reading: Reading, record: Record, definition: Cohort) -> _Judged:
    if isinstance(definition, AtlasCohort):
        members = _dated(atlas_people(reading, definition))
        return _Judged(members, lambda people: _first_lost(_atlas_steps(reading, definition), people))
    if isinstance(definition, TaskCohort):
        members = _dated(task_people(record, definition, reading.seconds))
        return _Judged(members, lambda people: _first_lost(_task_steps(reading, record, definition), people))
    settled = in_one_unit(reading, definition)
    judged = sql.judged(settled, reading.dialect).subquery()
    columns = (judged.c.subject_id, judged.c.index_at)
    found = reading.rows(sa.select(*columns).where(sql.member(judged, settled)))
    failed = _first_failed(judged, settled)
    return _Judged(
        {int(person): index for person, index in found},
        lambda people: {
            int(person): _label(settled, rule)
            for person, rule in _of(reading, sa.select(judged.c.subject_id, failed), judged.c.subject_id, people)
        },
    )


def _dated(people: pd.DataFrame) -> dict[int, Any]:
    moments = pd.to_datetime(people["index_date"])
    return {int(person): at.to_pydatetime() for person, at in zip(people["subject_id"], moments, strict=True)}


def _atlas_steps(reading: Reading, cohort: AtlasCohort) -> Iterator[tuple[str, frozenset[int]]]:
    for label, people in cohort_steps(cohort.expression):
        yield label, frozenset(int(person) for (person,) in reading.rows(people))


def _task_steps(reading: Reading, record: Record, cohort: TaskCohort) -> list[tuple[str, frozenset[int]]]:
    return subjects_by_stage(record, cohort, reading.seconds)


def _first_lost(steps: Iterable[tuple[str, frozenset[int]]], people: list[int]) -> dict[int, str]:
    """The first step without each person."""
    lost: dict[int, str] = {}
    for label, left in steps:
        lost |= {person: label for person in people if person not in left and person not in lost}
    return {person: lost.get(person, DATED) for person in people}


def _of(
    reading: Reading, statement: sa.Select[Any], column: sa.ColumnElement[Any], people: list[int]
) -> list[tuple[Any, ...]]:
    """The rows of some people; of many, all rows are read and theirs are kept."""
    if not people:
        return []
    if len(people) <= _MOST_BOUND:
        return reading.rows(statement.where(column.in_(people)))
    wanted = set(people)
    return [row for row in reading.rows(statement) if row[0] in wanted]


def _first_failed(judged: sa.FromClause, definition: Definition) -> sa.ColumnElement[int]:
    cases = [(sa.not_(judged.c[f"rule_{n}"]), n) for n in range(len(definition.rules))]
    return sa.case(*cases, else_=len(definition.rules))


def _label(definition: Definition, number: int) -> str:
    return definition.rules[number].label if number < len(definition.rules) else DATED
