"""The waterfall: how many people are left after each rule. Every person is counted at exactly one step, so it sums."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.running import TIME_LIMIT, rows
from medomics_ehr.record.store import Record

EVERYBODY = "everybody in the record"
DATED = "has an index date"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its rule in words, the people left after it, and those it lost."""

    label: str
    people: int
    lost: int


def waterfall(record: Record, definition: Definition, seconds: float = TIME_LIMIT) -> tuple[Step, ...]:
    """The steps from everybody to the cohort; the last one's `people` is the count."""
    judged = sql.judged(definition, record.dialect).subquery()
    flags: list[sa.ColumnElement[Any]] = [judged.c[f"rule_{n}"] for n in range(len(definition.rules))]
    if definition.index is not None:
        flags.append(judged.c.index_at.is_not(None))
    named: list[sa.Label[Any]] = [flags[n].label(f"flag_{n}") for n in range(len(flags))]
    inner = sa.select(*named, sa.literal(1).label("one")).subquery()
    columns = [inner.c[f"flag_{n}"] for n in range(len(flags))]
    statement = (
        sa.select(*columns, sa.func.count().label("people")).group_by(*columns)
        if columns
        else sa.select(sa.func.count()).select_from(inner)
    )
    labels = [rule.label for rule in definition.rules] + ([DATED] if definition.index is not None else [])
    counted = [(tuple(bool(flag) for flag in row[:-1]), int(row[-1])) for row in rows(record, statement, seconds)]
    return steps(labels, counted)


def steps(labels: Sequence[str], counted: Iterable[tuple[tuple[bool, ...], int]]) -> tuple[Step, ...]:
    """The steps, from how many people have which flags.

    >>> [step.people for step in steps(["a", "b"], [((True, True), 2), ((True, False), 1), ((False, True), 4)])]
    [7, 3, 2]
    """
    groups = list(counted)
    left = [sum(count for flags, count in groups if all(flags[:number])) for number in range(len(labels) + 1)]
    lost = [0, *(before - after for before, after in itertools.pairwise(left))]
    return tuple(Step(*step) for step in zip([EVERYBODY, *labels], left, lost, strict=True))
