"""The reference engine: a definition judged person by person, in memory, as the specification reads.

Slow and plain on purpose. The SQL engine must agree with it (a property test generates definitions and records).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from medomics_ehr.cohort.codes import spelling
from medomics_ehr.cohort.definition import (
    After,
    AgeAtIndex,
    AgeRange,
    AllOf,
    AnyOf,
    AroundIndex,
    Condition,
    Definition,
    Facts,
    Has,
    Near,
    Not,
    NumberRange,
    OneOf,
    Period,
    Pick,
    Selection,
    Sex,
    TextValue,
    needs_index,
)
from medomics_ehr.cohort.units import bounds_in, with_units
from medomics_ehr.contracts import Assertion, TimePrecision, latest_instant


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the event stream, as far as a cohort looks at it."""

    time: dt.datetime | None
    code: str
    assertion: Assertion = "present"
    time_precision: TimePrecision = "day"
    end: dt.datetime | None = None
    numeric_value: float | None = None
    unit: str | None = None
    text_value: str | None = None
    source_table: str = "condition_occurrence"
    source_id: int = 0
    note_id: int | None = None
    span_start: int | None = None
    span_end: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the record with all facts known of them.

    The month and the day of birth may be unknown, and the year too: None, or 0, as the CDM's `person` writes it.
    """

    person_id: int
    facts: tuple[Fact, ...] = ()
    sex: Literal["female", "male"] | None = None
    year_of_birth: int | None = None
    month_of_birth: int | None = None
    day_of_birth: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a cohort: `index` is the latest instant of the fact that dates them, None where nothing does."""

    person_id: int
    index: dt.datetime | None
    censored: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A condition holds, `since` a moment; None where it has no date, such as a sex or something not found."""

    since: dt.datetime | None


def members(definition: Definition, people: Iterable[Person]) -> list[Member]:
    """The people for whom every rule holds, in order of their identifier.

    >>> from medomics_ehr.cohort.definition import Code, CodeSet, Definition, Facts, Has, Rule
    >>> lung = Definition("lung", (Rule("lung cancer", Has(Facts(CodeSet("", (Code("ICD10//C34"),))))),))
    >>> fact = Fact(dt.datetime(2024, 3, 5), "ICD10//C34.1")
    >>> [m.index.date().isoformat() for m in members(lung, [Person(1, (fact,)), Person(2)])]
    ['2024-03-05']
    """
    everybody = list(people)
    definition = with_units(definition, lambda leaf: _units(leaf, everybody))
    judged = ((person, index_of(definition, person)) for person in everybody)
    found = [
        Member(person.person_id, index, _censored(definition, person, index))
        for person, index in judged
        if all(holds(rule.condition, person, index) for rule in definition.rules)
        and (definition.index is None or index is not None)
    ]
    return sorted(found, key=lambda member: member.person_id)


def _units(leaf: Facts, people: list[Person]) -> Counter[str]:
    """The units of the values that a leaf's codes have, in all of the record."""
    return Counter(
        fact.unit or ""
        for person in people
        for fact in person.facts
        if is_meant(leaf, fact, person) and fact.numeric_value is not None
    )


def index_of(definition: Definition, person: Person) -> dt.datetime | None:
    """The index date: that of the index facts, or the moment from which all dated rules hold."""
    if definition.index is not None:
        return min((latest for _, latest in _dated(definition.index, person)), default=None)
    held = [fulfilled(rule.condition, person) for rule in definition.rules if not needs_index(rule.condition)]
    whole = _together(held)
    return whole.since if whole is not None else None


def holds(condition: Condition, person: Person, index: dt.datetime | None) -> bool:
    """Whether a condition holds for a person whose index date is known (or None)."""
    match condition:
        case AgeAtIndex(age):
            return index is not None and age_holds(age, person, index, index)
        case AroundIndex(selection, from_days, to_days, at_least):
            inside = [
                (fact, interval(fact))
                for fact in select(selection, person)
                if index is not None and _between(interval(fact), index, from_days, to_days)
            ]
            return _enough([bounds for _, bounds in inside], at_least) is not None
        case AllOf(of):
            return all(holds(part, person, index) for part in of)
        case OneOf(of):
            return any(holds(part, person, index) for part in of)
        case Not(of):
            return not holds(of, person, index)
        case Has() | Sex():
            return fulfilled(condition, person) is not None


def fulfilled(condition: Condition, person: Person) -> Held | None:
    """Since when a condition certainly holds; None where it never does."""
    match condition:
        case Has(selection, at_least):
            return _enough([interval(fact) for fact in select(selection, person)], at_least)
        case AllOf(of):
            return _together([fulfilled(part, person) for part in of])
        case OneOf(of):
            held = [found for part in of if (found := fulfilled(part, person)) is not None]
            first = min((found.since for found in held if found.since is not None), default=None)
            return Held(first) if held else None
        case Not(of):
            return Held(None) if fulfilled(of, person) is None else None
        case Sex(sex):
            return Held(None) if person.sex == sex else None
        case AgeAtIndex() | AroundIndex():
            raise ValueError("a condition on the index date has no date of its own")


def _together(held: list[Held | None]) -> Held | None:
    """Since when all of them hold."""
    known = [found for found in held if found is not None]
    last = max((found.since for found in known if found.since is not None), default=None)
    return Held(last) if len(known) == len(held) else None


def select(selection: Selection, person: Person) -> list[Fact]:
    """The facts of a person that a selection names."""
    match selection:
        case Facts():
            return [fact for fact in person.facts if is_meant(selection, fact, person)]
        case AnyOf(of):
            return list(dict.fromkeys(fact for part in of for fact in select(part, person)))
        case Pick(which, of):
            dated = [fact for fact in select(of, person) if interval(fact)[0] is not None]
            choose = min if which == "first" else max
            chosen = choose((fact.time for fact in dated if fact.time), default=None)
            return [fact for fact in dated if fact.time == chosen]
        case After(of, anchor, min_days, max_days):
            anchors = [interval(fact) for fact in select(anchor, person)]
            return [f for f in select(of, person) if any(_follows(interval(f), a, min_days, max_days) for a in anchors)]
        case Near(of, anchor, days):
            anchors = [interval(fact) for fact in select(anchor, person)]
            return [f for f in select(of, person) if any(_is_near(interval(f), a, days) for a in anchors)]


Interval = tuple[dt.datetime | None, dt.datetime | None]


def interval(fact: Fact) -> Interval:
    """The earliest and the latest instant at which a fact began; earliest None where it is undated."""
    if fact.time is None:
        return None, fact.end
    return fact.time, latest_instant(fact.time, fact.time_precision)


def is_meant(facts: Facts, fact: Fact, person: Person) -> bool:
    """Whether one row is among the facts that a leaf names."""
    return (
        spelling(facts.codes).matches(fact.code)
        and fact.assertion in facts.assertions
        and (facts.number is None or _number_holds(facts.number, fact))
        and (facts.text is None or _text_holds(facts.text, fact.text_value))
        and (facts.period is None or _inside(facts.period, interval(fact)))
        and (facts.age is None or (fact.time is not None and age_holds(facts.age, person, *interval(fact))))
    )


def _number_holds(wanted: NumberRange, fact: Fact) -> bool:
    value, bounds = fact.numeric_value, bounds_in(wanted, fact.unit or "")
    if value is None or bounds is None:
        return False
    low, high = bounds
    above = low is None or (value > low if wanted.low_open else value >= low)
    below = high is None or (value < high if wanted.high_open else value <= high)
    return above and below


def _text_holds(wanted: TextValue, text: str | None) -> bool:
    lowered = (text or "").lower()
    exact = lowered in {value.lower() for value in wanted.values}
    return bool(text) and (exact or lowered.startswith(tuple(prefix.lower() for prefix in wanted.prefixes)))


def _inside(period: Period, bounds: Interval) -> bool:
    earliest, latest = bounds
    if period.start is not None and (earliest is None or earliest.date() < period.start):
        return False
    return period.end is None or (latest is not None and latest.date() <= period.end)


def _follows(later: Interval, earlier: Interval, min_days: int, max_days: int | None) -> bool:
    if later[0] is None or earlier[1] is None or earlier[1] > later[0]:
        return False
    if (later[0].date() - earlier[1].date()).days < min_days:
        return False
    return max_days is None or _span_days(earlier[0], later[1]) <= max_days


def _is_near(one: Interval, other: Interval, days: int) -> bool:
    return _span_days(one[0], other[1]) <= days and _span_days(other[0], one[1]) <= days


def _span_days(start: dt.datetime | None, end: dt.datetime | None) -> float:
    return float("inf") if start is None or end is None else (end.date() - start.date()).days


def _between(bounds: Interval, index: dt.datetime, from_days: int | None, to_days: int | None) -> bool:
    earliest, latest = bounds
    if from_days is not None and (earliest is None or (earliest.date() - index.date()).days < from_days):
        return False
    return to_days is None or (latest is not None and (latest.date() - index.date()).days <= to_days)


def _enough(intervals: Iterable[Interval], at_least: int) -> Held | None:
    """Since the latest instant of the fact that makes `at_least`; None where there are fewer."""
    if at_least <= 1:
        bounds = list(intervals)
        return Held(min((latest for _, latest in bounds if latest is not None), default=None)) if bounds else None
    days: dict[dt.date, dt.datetime] = {}
    for earliest, latest in intervals:
        if earliest is not None and latest is not None:
            days[latest.date()] = min(latest, days.get(latest.date(), latest))
    return Held(days[sorted(days)[at_least - 1]]) if len(days) >= at_least else None


def _dated(selection: Selection, person: Person) -> Iterator[tuple[dt.datetime | None, dt.datetime]]:
    for fact in select(selection, person):
        earliest, latest = interval(fact)
        if latest is not None:
            yield earliest, latest


def _censored(definition: Definition, person: Person, index: dt.datetime | None) -> dt.datetime | None:
    if definition.censor is None or index is None:
        return None
    ends = [e for e, _ in _dated(definition.censor, person) if e is not None and e >= index]
    return min(ends, default=None)


def age_holds(age: AgeRange, person: Person, start: dt.datetime | None, end: dt.datetime | None) -> bool:
    """Whether the age lies in the range from the first instant for the youngest possible to the last for the oldest.

    Nobody without a year of birth has an age.
    """
    if not person.year_of_birth or start is None or end is None:
        return False
    born_first, born_last = births(person)
    youngest, oldest = _years(born_last, start), _years(born_first, end)
    return (age.low is None or youngest >= age.low) and (age.high is None or oldest <= age.high)


def births(person: Person) -> tuple[int, int]:
    """The first and last possible days of birth, as the number YYYYMMDD.

    >>> births(Person(1, year_of_birth=1960, month_of_birth=2))
    (19600201, 19600229)
    """
    year = person.year_of_birth or 0
    if person.month_of_birth is None:
        return year * 10000 + 101, year * 10000 + 1231
    start = year * 10000 + person.month_of_birth * 100
    if person.day_of_birth is None:
        return start + 1, start + calendar.monthrange(year, person.month_of_birth)[1]
    return start + person.day_of_birth, start + person.day_of_birth


def _years(born: int, at: dt.datetime) -> int:
    """Completed years between a day of birth written YYYYMMDD and an instant."""
    return (at.year * 10000 + at.month * 100 + at.day - born) // 10000
