"""What changed between two definitions on one record: who entered, who left, and by which rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from medomics_ehr.cohort.attrition import DATED
from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.running import Reading


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


def difference(reading: Reading, before: Definition, after: Definition) -> Difference:
    """Compare the people of two definitions."""
    one, other = (sql.judged(definition, reading.dialect).subquery() for definition in (before, after))
    in_one, in_other = sql.member(one, before), sql.member(other, after)
    statement = sa.select(
        one.c.subject_id,
        in_one,
        in_other,
        one.c.index_at,
        other.c.index_at,
        _first_failed(one, before),
        _first_failed(other, after),
    ).join_from(one, other, other.c.subject_id == one.c.subject_id)
    found = reading.rows(statement.where(sa.or_(in_one, in_other)).order_by(one.c.subject_id))
    return Difference(
        sum(bool(row[1]) for row in found),
        sum(bool(row[2]) for row in found),
        tuple(Moved(row[0], _label(before, row[5])) for row in found if not row[1]),
        tuple(Moved(row[0], _label(after, row[6])) for row in found if not row[2]),
        sum(bool(row[1] and row[2] and row[3] != row[4]) for row in found),
    )


def _first_failed(judged: sa.FromClause, definition: Definition) -> sa.ColumnElement[int]:
    cases = [(sa.not_(judged.c[f"rule_{n}"]), n) for n in range(len(definition.rules))]
    return sa.case(*cases, else_=len(definition.rules))


def _label(definition: Definition, number: int) -> str:
    return definition.rules[number].label if number < len(definition.rules) else DATED
