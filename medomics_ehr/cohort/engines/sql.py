"""The SQL engine: a definition as one statement over the record, a row for each person.

Mirrors `reference`: conditions without index become flags and dates of a person, the index follows from them, and
what depends on the index is judged last.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.definition import (
    AgeAtIndex,
    AllOf,
    AroundIndex,
    Condition,
    Definition,
    Has,
    Not,
    OneOf,
    Selection,
    Sex,
    check,
    needs_index,
    walk,
)
from medomics_ehr.cohort.engines.sql_selection import Selections, Source, age_holds, days_between, person
from medomics_ehr.record import tables

Truth = sa.ColumnElement[bool]
Moment = sa.ColumnElement[Any]
_NO_DATE: Moment = sa.cast(sa.null(), sa.DateTime)
_CONCEPT = {"female": 8532, "male": 8507}
_WRITTEN = {"female": ("f", "female", "femme"), "male": ("m", "male", "homme")}


def judged(
    definition: Definition, dialect: str, source: Source | None = None, event: sa.FromClause = tables.event
) -> sa.Select[Any]:
    """A row for each person: subject_id, index_at, censored_at, and rule_0, rule_1, … whether each rule holds.

    Args:
        source: judge the rules that need no index by facts of this source alone; what must not be found is still
            looked for everywhere.
    """
    check(definition)
    return _Judge(definition, dialect, source, event).statement()


def member(statement: sa.FromClause, definition: Definition) -> Truth:
    """Whether a row of `judged` belongs to the cohort."""
    rules = [statement.c[f"rule_{number}"] for number in range(len(definition.rules))]
    dated = [] if definition.index is None else [statement.c.index_at.is_not(None)]
    return sa.and_(sa.true(), *rules, *dated)


class _Judge:
    def __init__(self, definition: Definition, dialect: str, source: Source | None, event: sa.FromClause) -> None:
        self.definition = definition
        self.everywhere = Selections(dialect, None, event)
        self.here = Selections(dialect, source, event) if source else self.everywhere
        self.joined: dict[tuple[Has, bool], sa.Subquery] = {}

    def statement(self) -> sa.Select[Any]:
        plain = [rule.condition for rule in self.definition.rules if not needs_index(rule.condition)]
        index = self._index(plain)
        base = sa.select(
            person.c.person_id.label("subject_id"),
            index.label("index_at"),
            *(self._truth(condition).label(f"plain_{number}") for number, condition in enumerate(plain)),
        ).select_from(self._with_joins())
        indexed = base.cte()
        return self._second_pass(indexed)

    def _index(self, plain: list[Condition]) -> Moment:
        if self.definition.index is not None:
            facts = self.everywhere.facts(self.definition.index)
            dated = sa.select(sa.func.min(facts.c.latest)).where(facts.c.subject_id == person.c.person_id)
            return dated.scalar_subquery()
        dates = [self._moment(condition) for condition in plain]
        return sa.case((sa.and_(sa.true(), *map(self._truth, plain)), _greatest(dates)), else_=_NO_DATE)

    def _with_joins(self) -> sa.FromClause:
        source: sa.FromClause = person
        for has in self.joined.values():
            source = source.outerjoin(has, has.c.subject_id == person.c.person_id)
        return source

    def _has(self, condition: Has, denied: bool) -> sa.Subquery:
        key = (condition, denied and self.here is not self.everywhere)
        if key not in self.joined:
            facts = (self.everywhere if denied else self.here).facts(condition.selection)
            self.joined[key] = _enough(facts, condition.at_least).subquery()
        return self.joined[key]

    def _truth(self, condition: Condition, denied: bool = False) -> Truth:
        match condition:
            case Has():
                return self._has(condition, denied).c.subject_id.is_not(None)
            case AllOf(of):
                return sa.and_(sa.true(), *(self._truth(part, denied) for part in of))
            case OneOf(of):
                return sa.or_(sa.false(), *(self._truth(part, denied) for part in of))
            case Not(of):
                return sa.not_(self._truth(of, True))
            case Sex(sex):
                return _is_of_sex(sex)
            case AgeAtIndex() | AroundIndex():
                raise ValueError("a condition on the index date is judged in the second pass")

    def _moment(self, condition: Condition) -> Moment:
        """When a condition that holds began to hold; null where it has no date."""
        match condition:
            case Has():
                return self._has(condition, False).c.fulfilled
            case AllOf(of):
                return _greatest([self._moment(part) for part in of])
            case OneOf(of):
                return _least([sa.case((self._truth(part), self._moment(part)), else_=_NO_DATE) for part in of])
            case _:
                return _NO_DATE

    def _second_pass(self, indexed: sa.CTE) -> sa.Select[Any]:
        around = self._around(indexed)
        rules, plain = [], 0
        for number, rule in enumerate(self.definition.rules):
            if needs_index(rule.condition):
                truth = _judge_at_index(rule.condition, indexed, around)
            else:
                truth, plain = indexed.c[f"plain_{plain}"], plain + 1
            rules.append(truth.label(f"rule_{number}"))
        source = indexed.join(person, person.c.person_id == indexed.c.subject_id)
        for part in around.values():
            source = source.outerjoin(part, part.c.subject_id == indexed.c.subject_id)
        censored = self._censored(indexed).label("censored_at")
        return sa.select(indexed.c.subject_id, indexed.c.index_at, censored, *rules).select_from(source)

    def _around(self, indexed: sa.CTE) -> dict[AroundIndex, sa.Subquery]:
        nodes = (node for rule in self.definition.rules for node in walk(rule.condition))
        wanted = dict.fromkeys(node for node in nodes if isinstance(node, AroundIndex))
        return {node: self._inside(node, indexed).subquery() for node in wanted}

    def _inside(self, node: AroundIndex, indexed: sa.CTE) -> sa.Select[Any]:
        facts = self.everywhere.facts(node.selection)
        statement = sa.select(facts.c.subject_id, facts.c.earliest, facts.c.latest).join_from(
            facts, indexed, indexed.c.subject_id == facts.c.subject_id
        )
        statement = statement.where(indexed.c.index_at.is_not(None))
        if node.from_days is not None:
            statement = statement.where(days_between(indexed.c.index_at, facts.c.earliest) >= node.from_days)
        if node.to_days is not None:
            statement = statement.where(days_between(indexed.c.index_at, facts.c.latest) <= node.to_days)
        return _enough(statement.subquery(), node.at_least)

    def _censored(self, indexed: sa.CTE) -> Moment:
        censor: Selection | None = self.definition.censor
        if censor is None:
            return _NO_DATE
        facts = self.everywhere.facts(censor)
        after = sa.and_(facts.c.subject_id == indexed.c.subject_id, facts.c.earliest >= indexed.c.index_at)
        return sa.select(sa.func.min(facts.c.earliest)).where(after, facts.c.latest.is_not(None)).scalar_subquery()


def _judge_at_index(condition: Condition, indexed: sa.CTE, around: dict[AroundIndex, sa.Subquery]) -> Truth:
    match condition:
        case AgeAtIndex(age):
            return sa.func.coalesce(age_holds(age, indexed.c.index_at, indexed.c.index_at), sa.false())
        case AroundIndex():
            return around[condition].c.subject_id.is_not(None)
        case AllOf(of):
            return sa.and_(sa.true(), *(_judge_at_index(part, indexed, around) for part in of))
        case OneOf(of):
            return sa.or_(sa.false(), *(_judge_at_index(part, indexed, around) for part in of))
        case Not(of):
            return sa.not_(_judge_at_index(of, indexed, around))
        case Sex(sex):
            return _is_of_sex(sex)
        case Has():
            raise ValueError("a rule on the index date holds only conditions on the index date; split the rule")


def _enough(facts: sa.FromClause, at_least: int) -> sa.Select[Any]:
    """The subjects with that many facts, and when the last of these many began: subject_id, fulfilled."""
    if at_least <= 1:
        earliest = sa.func.min(facts.c.latest).label("fulfilled")
        return sa.select(facts.c.subject_id, earliest).group_by(facts.c.subject_id)
    day = sa.cast(facts.c.latest, sa.Date)
    days = (
        sa.select(facts.c.subject_id, day.label("day"), sa.func.min(facts.c.latest).label("fulfilled"))
        .where(facts.c.earliest.is_not(None), facts.c.latest.is_not(None))
        .group_by(facts.c.subject_id, day)
        .subquery()
    )
    rank = sa.func.row_number().over(partition_by=days.c.subject_id, order_by=days.c.day)
    ranked = sa.select(days.c.subject_id, days.c.fulfilled, rank.label("rank")).subquery()
    return sa.select(ranked.c.subject_id, ranked.c.fulfilled).where(ranked.c.rank == at_least)


def _greatest(dates: list[Moment]) -> Moment:
    """The latest of the dates that are known; both databases pass over nulls."""
    return sa.func.greatest(*dates, type_=sa.DateTime) if len(dates) > 1 else (dates or [_NO_DATE])[0]


def _least(dates: list[Moment]) -> Moment:
    return sa.func.least(*dates, type_=sa.DateTime) if len(dates) > 1 else (dates or [_NO_DATE])[0]


def _is_of_sex(sex: str) -> Truth:
    written = sa.func.lower(sa.func.coalesce(person.c.gender_source_value, ""))
    unknown = sa.func.coalesce(person.c.gender_concept_id, 0) == 0
    concept = sa.func.coalesce(person.c.gender_concept_id, 0) == _CONCEPT[sex]
    return sa.or_(concept, sa.and_(unknown, written.in_(_WRITTEN[sex])))
