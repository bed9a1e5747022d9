"""Selections as SQL: each becomes a common table expression of facts (subject_id, earliest, latest).

SQLAlchemy Core with bound parameters only, for DuckDB and PostgreSQL. Mirrors `reference.select`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import sqlalchemy as sa

from medomics_ehr.cohort.codes import Spelling, spelling
from medomics_ehr.cohort.definition import (
    After,
    AgeRange,
    AnyOf,
    CodeSet,
    Facts,
    Near,
    NumberRange,
    Period,
    Pick,
    Selection,
    TextValue,
)
from medomics_ehr.cohort.units import bounds_in
from medomics_ehr.record import tables

Source = Literal["structured", "reports"]
Condition = sa.ColumnElement[bool]

person = tables.metadata.tables["cdm.person"]
_MICROSECOND = "1 microsecond"


class Selections:
    """Compiles selections, each once, into named common table expressions.

    Args:
        dialect: `duckdb` or `postgresql`.
        source: look only at facts from this source (None: all).
        event: the table of events; a test or a benchmark may give another of the same columns.
    """

    def __init__(self, dialect: str, source: Source | None = None, event: sa.FromClause = tables.event) -> None:
        self.dialect = dialect
        self.source = source
        self.event = event
        self._known: dict[Selection, sa.CTE] = {}

    def facts(self, selection: Selection) -> sa.CTE:
        """The facts of a selection: columns subject_id, earliest (null where undated), latest."""
        if selection not in self._known:
            self._known[selection] = self._select(selection).cte()
        return self._known[selection]

    def _select(self, selection: Selection) -> sa.Select[Any] | sa.CompoundSelect[Any]:
        match selection:
            case Facts():
                return self._leaf(selection)
            case AnyOf(of):
                return sa.union_all(*(_columns(self.facts(part)) for part in of))
            case Pick(which, of):
                return _pick(self.facts(of), which)
            case After(of, anchor, min_days, max_days):
                later, earlier = self.facts(of), self.facts(anchor)
                return _where_some(later, earlier, lambda f, a: _follows(f, a, min_days, max_days))
            case Near(of, anchor, days):
                later, earlier = self.facts(of), self.facts(anchor)
                return _where_some(later, earlier, lambda f, a: _is_near(f, a, days))

    def _leaf(self, leaf: Facts) -> sa.Select[Any]:
        event = self.event
        wheres = [code_matches(event.c.code, leaf.codes, self.dialect), event.c.assertion.in_(leaf.assertions)]
        if leaf.number is not None:
            wheres.append(_number_holds(leaf.number, event))
        if leaf.text is not None:
            wheres.append(_text_holds(leaf.text, event))
        if self.source is not None:
            wheres.append(from_source(event, self.source))
        latest = latest_instant(event)
        statement = sa.select(event.c.subject_id, event.c.time.label("earliest"), latest.label("latest"))
        if leaf.period is not None:
            wheres.append(_inside(leaf.period, event.c.time, latest))
        if leaf.age is not None:
            statement = statement.join_from(event, person, person.c.person_id == event.c.subject_id)
            wheres.append(age_holds(leaf.age, event.c.time, latest))
        return statement.where(*wheres)


def code_matches(column: sa.ColumnElement[str], codes: CodeSet, dialect: str) -> Condition:
    """The event codes that a code set means; an empty set means none."""
    meant: Spelling = spelling(codes)
    parts: list[Condition] = [column.in_(meant.exact)] if meant.exact else []
    parts += [_begins_with(column, prefix, dialect) for prefix in meant.prefixes]
    return sa.or_(*parts) if parts else sa.false()


def _begins_with(column: sa.ColumnElement[str], prefix: str, dialect: str) -> Condition:
    """A range in bytewise order, so that DuckDB can skip blocks and PostgreSQL can use its index."""
    bytewise = column if dialect == "duckdb" else sa.collate(column, "C")
    return sa.and_(bytewise >= prefix, bytewise < prefix[:-1] + chr(ord(prefix[-1]) + 1))


def from_source(event: sa.FromClause, source: Source) -> Condition:
    """Facts found by the report coder, or all others."""
    return event.c.source_table == "finding" if source == "reports" else event.c.source_table != "finding"


def latest_instant(event: sa.FromClause) -> sa.ColumnElement[Any]:
    """As `contracts.latest_instant`; the end, an upper bound, where a fact is undated."""
    time = event.c.time

    def last_of(unit: str) -> sa.ColumnElement[Any]:
        start = sa.func.date_trunc(unit, time, type_=sa.DateTime)
        return sa.type_coerce(start + _interval(f"1 {unit}") - _interval(_MICROSECOND), sa.DateTime)

    return sa.case(
        (time.is_(None), event.c.end),
        (event.c.time_precision == "second", time),
        (event.c.time_precision == "day", last_of("day")),
        (event.c.time_precision == "month", last_of("month")),
        else_=last_of("year"),
    )


def _interval(text: str) -> sa.ColumnElement[Any]:
    return sa.cast(sa.literal(text, sa.Text), sa.Interval)


def _number_holds(wanted: NumberRange, event: sa.FromClause) -> Condition:
    """A plain comparison, beside the unit only where the record's values have several or are left out."""
    if wanted.recorded is None:
        raise ValueError("the unit of a range is not settled; run `recorded_units.in_one_unit` first")
    value, units = event.c.numeric_value, [unit for unit, _ in wanted.recorded.values]
    alike: dict[_Bounds, list[str]] = {}
    for unit in units:
        bounds = bounds_in(wanted, unit)
        if bounds is not None:
            alike.setdefault(bounds, []).append(unit)
    given = sa.func.coalesce(event.c.unit, "")
    parts: list[Condition] = []
    for bounds, of in alike.items():
        inside = _between(wanted, bounds, value)
        parts.append(inside if len(of) == len(units) else sa.and_(given.in_(of), inside))
    return sa.and_(value.is_not(None), sa.or_(sa.false(), *parts))


_Bounds = tuple[float | None, float | None]


def _between(wanted: NumberRange, bounds: _Bounds, value: sa.ColumnElement[Any]) -> Condition:
    low, high = bounds
    parts: list[Condition] = [sa.true()]
    if low is not None:
        parts.append(value > low if wanted.low_open else value >= low)
    if high is not None:
        parts.append(value < high if wanted.high_open else value <= high)
    return sa.and_(*parts)


def _text_holds(wanted: TextValue, event: sa.FromClause) -> Condition:
    lowered = sa.func.lower(event.c.text_value)
    parts: list[Condition] = [lowered.in_([value.lower() for value in wanted.values])]
    parts += [lowered.startswith(prefix.lower(), autoescape=True) for prefix in wanted.prefixes]
    return sa.and_(event.c.text_value != "", sa.or_(*parts))


def _inside(period: Period, earliest: sa.ColumnElement[Any], latest: sa.ColumnElement[Any]) -> Condition:
    parts: list[Condition] = [sa.true()]
    if period.start is not None:
        parts.append(sa.cast(earliest, sa.Date) >= period.start)
    if period.end is not None:
        parts.append(sa.cast(latest, sa.Date) <= period.end)
    return sa.and_(*parts)


def age_holds(age: AgeRange, start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> Condition:
    """As `reference.age_holds`, on the joined `cdm.person`; compares days written YYYYMMDD."""
    born_first, born_last = _births()
    parts: list[Condition] = [start.is_not(None), end.is_not(None), person.c.year_of_birth > 0]
    if age.low is not None:
        parts.append(_day_number(start) - born_last >= age.low * 10000)
    if age.high is not None:
        parts.append(_day_number(end) - born_first < (age.high + 1) * 10000)
    return sa.and_(*parts)


def _births() -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
    year, month, day = person.c.year_of_birth, person.c.month_of_birth, person.c.day_of_birth
    leap = sa.and_(year % 4 == 0, sa.or_(year % 100 != 0, year % 400 == 0))
    last_day = sa.case((month.in_((4, 6, 9, 11)), 30), (sa.and_(month == 2, leap), 29), (month == 2, 28), else_=31)
    start = year * 10000 + month * 100
    first = sa.case((month.is_(None), year * 10000 + 101), else_=start + sa.func.coalesce(day, 1))
    last = sa.case((month.is_(None), year * 10000 + 1231), else_=start + sa.func.coalesce(day, last_day))
    return first, last


def _day_number(at: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    def part(name: str) -> sa.ColumnElement[int]:
        return sa.cast(sa.extract(name, at), sa.Integer)

    return part("year") * 10000 + part("month") * 100 + part("day")


def _columns(facts: sa.FromClause) -> sa.Select[Any]:
    return sa.select(facts.c.subject_id, facts.c.earliest, facts.c.latest)


def _pick(facts: sa.CTE, which: Literal["first", "last"]) -> sa.Select[Any]:
    choose = sa.func.min if which == "first" else sa.func.max
    chosen = sa.select(facts.c.subject_id, choose(facts.c.earliest).label("at")).group_by(facts.c.subject_id).subquery()
    same = sa.and_(chosen.c.subject_id == facts.c.subject_id, chosen.c.at == facts.c.earliest)
    return _columns(facts).join_from(facts, chosen, same)


def _where_some(facts: sa.CTE, anchors: sa.CTE, relation: Callable[[Any, Any], Condition]) -> sa.Select[Any]:
    anchor = anchors.alias()
    some = sa.select(sa.literal(1)).where(anchor.c.subject_id == facts.c.subject_id, relation(facts.c, anchor.c))
    return _columns(facts).where(some.correlate(facts).exists())


def _follows(later: Any, earlier: Any, min_days: int, max_days: int | None) -> Condition:
    parts = [earlier.latest <= later.earliest]
    if min_days:
        parts.append(days_between(earlier.latest, later.earliest) >= min_days)
    if max_days is not None:
        parts.append(days_between(earlier.earliest, later.latest) <= max_days)
    return sa.and_(*parts)


def _is_near(one: Any, other: Any, days: int) -> Condition:
    return sa.and_(days_between(one.earliest, other.latest) <= days, days_between(other.earliest, one.latest) <= days)


def days_between(start: sa.ColumnElement[Any], end: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    """Calendar days from one instant's day to another's."""
    return sa.type_coerce(sa.cast(end, sa.Date) - sa.cast(start, sa.Date), sa.Integer)
