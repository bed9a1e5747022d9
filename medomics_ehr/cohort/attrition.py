"""The waterfall: how many people are left after each rule. Every person is counted at exactly one step, so it sums."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.running import Reading

EVERYBODY = "everybody in the record"
DATED = "has an index date"

#: Which rules hold, and for how many people just these hold.
Group = tuple[tuple[bool, ...], int]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its rule in words, the people left after it, and those it lost."""

    label: str
    people: int
    lost: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """People who meet every rule but this one."""

    label: str
    people: int


@dataclass(frozen=True, slots=True)
class Attrition:
    """The steps from everybody to the cohort, whose size the last step gives, and who only just missed it."""

    steps: tuple[Step, ...]
    nearest: tuple[NearMiss, ...]

    @property
    def count(self) -> int:
        """The size of the cohort."""
        return self.steps[-1].people


def waterfall(reading: Reading, definition: Definition) -> Attrition:
    """Count the people at each step of a definition."""
    judged = sql.judged(definition, reading.dialect).subquery()
    flags: list[sa.ColumnElement[Any]] = [judged.c[f"rule_{n}"] for n in range(len(definition.rules))]
    labels = [rule.label for rule in definition.rules]
    if definition.index is not None:
        flags.append(judged.c.index_at.is_not(None))
        labels.append(DATED)
    inner = sa.select(judged.c.subject_id, *(flags[n].label(f"flag_{n}") for n in range(len(flags)))).subquery()
    columns = [inner.c[f"flag_{n}"] for n in range(len(flags))]
    statement = sa.select(*columns, sa.func.count(inner.c.subject_id)).group_by(*columns)
    groups = [(tuple(bool(flag) for flag in row[:-1]), int(row[-1])) for row in reading.rows(statement)]
    return Attrition(steps(labels, groups), near_misses(labels, groups))


def steps(labels: Sequence[str], groups: Sequence[Group]) -> tuple[Step, ...]:
    """The steps, from how many people have which flags.

    >>> [step.people for step in steps(["a", "b"], [((True, True), 2), ((True, False), 1), ((False, True), 4)])]
    [7, 3, 2]
    """
    left = [sum(count for flags, count in groups if all(flags[:number])) for number in range(len(labels) + 1)]
    lost = [0, *(before - after for before, after in itertools.pairwise(left))]
    return tuple(Step(*step) for step in zip([EVERYBODY, *labels], left, lost, strict=True))


def near_misses(labels: Sequence[str], groups: Sequence[Group]) -> tuple[NearMiss, ...]:
    """For each rule, the people who meet all others; rules without any are left out.

    >>> near_misses(["a", "b"], [((True, True), 2), ((True, False), 1), ((False, True), 4)])
    (NearMiss(label='a', people=4), NearMiss(label='b', people=1))
    """
    single = {flags.index(False): count for flags, count in groups if flags.count(False) == 1}
    return tuple(NearMiss(label, single[number]) for number, label in enumerate(labels) if number in single)
