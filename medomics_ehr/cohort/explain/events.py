"""Explains a definition over events: judged by the reference engine, so that the account is the specification's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.definition import (
    After,
    AllOf,
    AroundIndex,
    Code,
    CodeSet,
    Condition,
    Definition,
    Facts,
    Has,
    Near,
    Not,
    OneOf,
    leaves,
    walk,
)
from medomics_ehr.cohort.engines.reference import Fact, Person, holds, index_of, select
from medomics_ehr.cohort.engines.sql_selection import code_matches
from medomics_ehr.cohort.evidence import Quote, quotes
from medomics_ehr.cohort.explain.verdicts import MAX_ROWS, NO_SUCH_PERSON, Explanation, Row, Verdict
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import reading
from medomics_ehr.cohort.units import bounds_in, compared, why_left_out
from medomics_ehr.cohort.wording import unit_in_words
from medomics_ehr.contracts import ASSERTIONS
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

#: Part of a leaf to why a fact that has the code and the assertion is not among its facts.
_LACKS = {
    "number": "its value is outside the range or missing",
    "text": "its value is another",
    "period": "it lies outside the period",
    "age": "the age at it is outside the range",
}


def explain_events(
    record: Record, definition: Definition, person_id: int, displays: Mapping[str, tuple[str, ...]]
) -> Explanation:
    """Judge one person, rule by rule.

    Raises:
        InputRefused: the record holds no such person.
    """
    person = person_of(record, definition, person_id)
    with reading(record) as opened:
        definition = in_one_unit(opened, definition)
    index = index_of(definition, person)
    cited = quotes(record, spans_of(person.facts))
    judged = [_verdict(rule.label, rule.condition, person, index, displays, cited) for rule in definition.rules]
    member = all(verdict.met for verdict in judged) and (definition.index is None or index is not None)
    return Explanation(person_id, member, index, tuple(judged))


def person_of(record: Record, definition: Definition, person_id: int) -> Person:
    """A person with the events whose codes a definition names, whatever their assertion."""
    people = tables.metadata.tables["cdm.person"]
    codes = CodeSet("", tuple(dict.fromkeys(code for leaf in leaves(definition) for code in leaf.codes.codes)))
    event = tables.event
    wanted = sa.select(event).where(event.c.subject_id == person_id, code_matches(event.c.code, codes, record.dialect))
    with record.read() as connection:
        row = connection.execute(sa.select(people).where(people.c.person_id == person_id)).mappings().first()
        facts = connection.execute(wanted.order_by(event.c.time, event.c.code, event.c.source_id)).mappings().all()
    if row is None:
        raise InputRefused(NO_SUCH_PERSON)
    sex = _sex(row)
    return Person(
        person_id,
        tuple(fact_of(fact) for fact in facts),
        sex,
        row["year_of_birth"],
        row["month_of_birth"],
        row["day_of_birth"],
    )


def _sex(row: sa.RowMapping) -> Any:
    concept = {8532: "female", 8507: "male"}.get(row["gender_concept_id"] or 0)
    written = str(row["gender_source_value"] or "").lower()
    known = {"f": "female", "female": "female", "femme": "female", "m": "male", "male": "male", "homme": "male"}
    return concept or (known.get(written) if not row["gender_concept_id"] else None)


def fact_of(row: sa.RowMapping) -> Fact:
    """A row of `medomics.event` as the reference engine sees it."""
    return Fact(**{name: row[name] for name in Fact.__dataclass_fields__})


def spans_of(facts: Iterable[Fact]) -> list[tuple[int, int, int]]:
    """Where in their reports facts were found."""
    return [
        (fact.note_id, fact.span_start, fact.span_end)
        for fact in facts
        if fact.note_id is not None and fact.span_start is not None and fact.span_end is not None
    ]


def _verdict(
    rule: str,
    condition: Condition,
    person: Person,
    index: dt.datetime | None,
    displays: Mapping[str, tuple[str, ...]],
    cited: Mapping[tuple[int, int, int], Quote],
) -> Verdict:
    met = holds(condition, person, index)
    deciding = _deciding(condition, person)
    rows = [row_of(fact, displays, cited) for fact in deciding[:MAX_ROWS]]
    nearest = (
        []
        if met
        else [row_of(fact, displays, cited, why) for fact, why in _misses(condition, person, index)[:MAX_ROWS]]
    )
    return Verdict(rule, met, tuple(rows), tuple(nearest), tuple(_notes(condition)))


def _notes(condition: Condition) -> Iterator[str]:
    """In which unit values are compared, and how many of the record are left out."""
    numbers = (node.number for node in walk(condition) if isinstance(node, Facts) and node.number is not None)
    yield from dict.fromkeys(unit_in_words(found) for number in numbers if (found := compared(number)) is not None)


def _deciding(condition: Condition, person: Person) -> list[Fact]:
    """The facts that the condition's selections find, with the anchors they rely on, in order of time."""
    found: dict[Fact, None] = {}
    for node in walk(condition):
        if isinstance(node, Has | AroundIndex):
            chosen = select(node.selection, person)
            found.update(dict.fromkeys(chosen))
            if chosen:
                anchors = (part.anchor for part in walk(node.selection) if isinstance(part, After | Near))
                found.update(dict.fromkeys(fact for anchor in anchors for fact in select(anchor, person)))
    return sorted(found, key=lambda fact: (fact.time or dt.datetime.min, fact.code))


def _misses(condition: Condition, person: Person, index: dt.datetime | None) -> list[tuple[Fact, str]]:
    """Facts with a code that was asked for, and the first reason why each was not enough.

    Under a `not` that fails, the facts that are there are the reason, and others under it none.
    """
    found: dict[Fact, str] = {}
    for part in _failed(condition, person, index):
        if isinstance(part, Not):
            found.update(
                dict.fromkeys(_present(part.of, person, index), "it is there, and the rule asks that it is not")
            )
            continue
        for leaf in (node for node in walk(part) if isinstance(node, Facts)):
            for fact in select(Facts(leaf.codes, assertions=ASSERTIONS), person):
                found.setdefault(fact, _reason(leaf, fact, person))
    return list(found.items())


def _failed(condition: Condition, person: Person, index: dt.datetime | None) -> Iterator[Condition]:
    """The parts of a condition that fail and make it fail, joined by nothing more."""
    if holds(condition, person, index):
        return
    if isinstance(condition, AllOf | OneOf):
        for part in condition.of:
            yield from _failed(part, person, index)
    elif isinstance(condition, Not) and isinstance(condition.of, Not):
        yield from _failed(condition.of.of, person, index)
    else:
        yield condition


def _present(condition: Condition, person: Person, index: dt.datetime | None) -> list[Fact]:
    """The facts that make a condition hold."""
    if not holds(condition, person, index):
        return []
    match condition:
        case AllOf(of) | OneOf(of):
            return [fact for part in of for fact in _present(part, person, index)]
        case Has(selection):
            return select(selection, person)
        case AroundIndex(selection, start, end):
            return [fact for fact in select(selection, person) if _is_around(fact, person, index, start, end)]
        case _:
            return []


def _is_around(fact: Fact, person: Person, index: dt.datetime | None, start: int | None, end: int | None) -> bool:
    this = Facts(CodeSet("", (Code(fact.code, descend=False),)), ASSERTIONS)
    return holds(AroundIndex(this, start, end), replace(person, facts=(fact,)), index)


def _reason(leaf: Facts, fact: Fact, person: Person) -> str:
    """Why a fact of the right code is not among those of a leaf, or what it then lacks."""
    if fact.assertion not in leaf.assertions:
        return f"it is {fact.assertion}"
    single = replace(person, facts=(fact,))
    if leaf.number is not None and fact.numeric_value is not None and bounds_in(leaf.number, fact.unit or "") is None:
        return why_left_out(leaf.number, fact.unit)
    for name, reason in _LACKS.items():
        only = replace(Facts(leaf.codes, leaf.assertions), **{name: getattr(leaf, name)})
        if not select(only, single):
            return reason
    return "too few, or not in the order or within the gap that is asked"


def row_of(
    fact: Fact,
    displays: Mapping[str, tuple[str, ...]],
    cited: Mapping[tuple[int, int, int], Quote],
    why_not: str = "",
) -> Row:
    """A fact with its label and its sentence."""
    span = (fact.note_id or 0, fact.span_start or 0, fact.span_end or 0)
    return Row(fact, (displays.get(fact.code) or ("",))[0], cited.get(span), why_not)
