"""How often what a definition names occurs in the record: by code, and what was not counted and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from medomics_ehr.cohort.codes import spelling
from medomics_ehr.cohort.definition import Definition, Facts, leaves
from medomics_ehr.cohort.engines.sql_selection import code_matches, from_source
from medomics_ehr.cohort.running import Reading
from medomics_ehr.cohort.units import Compared, compared
from medomics_ehr.record import tables

_MARKER = "BIOMARKER//"
#: More values than these are measurements, such as CEA's.
_MOST_RESULTS = 15


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One code that occurs: its label, its counted events, and the people who have them."""

    code: str
    label: str
    events: int
    people: int


@dataclass(frozen=True, slots=True)
class ResultCount:
    """One value of a marker that occurs: its counted events, and the people who have them."""

    value: str
    events: int
    people: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """How one term occurs.

    Attributes:
        term: as it was written.
        asked: the codes it stands for; a trailing `…` means those below too.
        origin: where this meaning comes from.
        codes: the codes that occur, the most frequent first.
        structured, reports: counted events by source.
        not_counted: events of these codes that were not asked for, by assertion.
        values: where a range was asked, in which unit the values were compared, and which were left out.
        results: the values that a marker has in the record, whichever were asked; none where it has very many.
    """

    term: str
    asked: tuple[str, ...]
    origin: str
    codes: tuple[CodeCount, ...] = ()
    structured: int = 0
    reports: int = 0
    not_counted: Mapping[str, int] = field(default_factory=dict)
    values: tuple[Compared, ...] = ()
    results: tuple[ResultCount, ...] = ()


def occurrences(
    reading: Reading,
    definition: Definition,
    origins: Mapping[str, str],
    displays: Mapping[str, tuple[str, ...]],
) -> tuple[Occurrence, ...]:
    """How each term of a definition occurs, a term once.

    Args:
        origins: term to where its meaning comes from.
        displays: code to its labels.
    """
    distinct: dict[Facts, list[Compared]] = {}
    for leaf in leaves(definition):
        values = distinct.setdefault(Facts(leaf.codes, leaf.assertions), [])
        found = compared(leaf.number) if leaf.number is not None else None
        if found is not None and found not in values:
            values.append(found)
    counted = ((_of_leaf(reading, leaf, origins, displays), values) for leaf, values in distinct.items())
    return tuple(replace(occurrence, values=tuple(values)) for occurrence, values in counted)


def _of_leaf(
    reading: Reading,
    leaf: Facts,
    origins: Mapping[str, str],
    displays: Mapping[str, tuple[str, ...]],
) -> Occurrence:
    event = tables.event
    meant = code_matches(event.c.code, leaf.codes, reading.dialect)
    counted = event.c.assertion.in_(leaf.assertions)
    events, people = sa.func.count(), sa.func.count(event.c.subject_id.distinct())
    by_code = sa.select(event.c.code, events, people).where(meant, counted).group_by(event.c.code)
    reported = from_source(event, "reports").label("reported")
    marked = sa.select(event.c.assertion, reported).where(meant).subquery()
    by_mark = sa.select(*marked.c, sa.func.count()).group_by(*marked.c)
    codes = [CodeCount(code, _label(displays, code), n, who) for code, n, who in reading.rows(by_code)]
    marks = [(str(assertion), bool(source), int(n)) for assertion, source, n in reading.rows(by_mark)]
    others = sorted({assertion for assertion, _, _ in marks} - set(leaf.assertions))
    return Occurrence(
        leaf.codes.label,
        _asked(leaf),
        origins.get(leaf.codes.label, "definition"),
        tuple(sorted(codes, key=lambda code: (-code.events, code.code))),
        sum(n for assertion, source, n in marks if assertion in leaf.assertions and not source),
        sum(n for assertion, source, n in marks if assertion in leaf.assertions and source),
        {other: sum(n for assertion, _, n in marks if assertion == other) for other in others},
        results=_results(reading, leaf),
    )


def _results(reading: Reading, leaf: Facts) -> tuple[ResultCount, ...]:
    """The values of markers alone: other events may hold sentences."""
    if not any(code.code.startswith(_MARKER) for code in leaf.codes.codes):
        return ()
    event = tables.event
    value = sa.func.coalesce(event.c.text_value, "").label("value")
    counted = sa.select(value, event.c.subject_id).where(
        code_matches(event.c.code, leaf.codes, reading.dialect),
        event.c.code.startswith(_MARKER),
        event.c.assertion.in_(leaf.assertions),
    )
    rows = counted.subquery()
    people = sa.func.count(rows.c.subject_id.distinct())
    found = reading.rows(sa.select(rows.c.value, sa.func.count(), people).group_by(rows.c.value))
    results = [ResultCount(str(text) or "no value", int(n), int(who)) for text, n, who in found]
    return tuple(sorted(results, key=lambda one: (-one.people, one.value))) if len(results) <= _MOST_RESULTS else ()


def _label(displays: Mapping[str, tuple[str, ...]], code: str) -> str:
    return (displays.get(code) or ("",))[0]


def _asked(leaf: Facts) -> tuple[str, ...]:
    meant = spelling(leaf.codes)
    below = {
        code.code for code in leaf.codes.codes if code.descend and any(p.startswith(code.code) for p in meant.prefixes)
    }
    return tuple(f"{code.code}…" if code.code in below else code.code for code in leaf.codes.codes)
