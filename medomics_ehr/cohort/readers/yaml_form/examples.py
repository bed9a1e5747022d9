"""Tests inside a definition file: given these people and events, expect these members.

tests:
- name: found in a report
  given:
  - person: 1
    sex: female
    born: 1960-02
    events:
    - {code: ICD10//C34.1, time: 2024-03-05, source: report}
  expect:
  - {person: 1, index: 2024-03-05}
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medomics_ehr.cohort.definition import Definition
from medomics_ehr.cohort.engines.reference import Fact, Person, members
from medomics_ehr.cohort.readers.yaml_form.nodes import NodeReader
from medomics_ehr.contracts import ASSERTIONS
from medomics_ehr.contracts.event import TimePrecision, latest_instant, parse_partial_date

_EVENT_KEYS = ("code", "time", "end", "assertion", "value", "unit", "text", "source")
_PERSON_KEYS = ("person", "sex", "born", "events")


@dataclass(frozen=True, slots=True)
class Example:
    """One test of a file: `expected` is each member with its index date, as text."""

    name: str
    people: tuple[Person, ...]
    expected: tuple[tuple[int, str], ...]


def failures(definition: Definition, examples: tuple[Example, ...]) -> list[str]:
    """The tests that fail, each in one line."""
    found = []
    for example in examples:
        got = tuple(
            (m.person_id, m.index.date().isoformat() if m.index else "") for m in members(definition, example.people)
        )
        if got != example.expected:
            found.append(f"{example.name}: expected {_listed(example.expected)}, found {_listed(got)}")
    return found


def _listed(members_found: tuple[tuple[int, str], ...]) -> str:
    return ", ".join(f"{person} at {index or 'no date'}" for person, index in members_found) or "nobody"


def read_examples(data: Any, reader: NodeReader) -> tuple[Example, ...]:
    """The tests of a file."""
    if data is None:
        return ()
    if not isinstance(data, list):
        raise reader.refused("tests", "is no list")
    return tuple(_example(test, reader, f"tests[{number}]") for number, test in enumerate(data))


def _example(data: Any, reader: NodeReader, path: str) -> Example:
    if not isinstance(data, dict) or not isinstance(data.get("given"), list):
        raise reader.refused(path, "needs `given`, a list of people")
    people = tuple(_person(p, reader, f"{path}.given[{n}]") for n, p in enumerate(data["given"]))
    expected = data.get("expect") or []
    if not isinstance(expected, list) or not all(
        isinstance(m, dict) and isinstance(m.get("person"), int) for m in expected
    ):
        raise reader.refused(f"{path}.expect", "is no list of {person, index}")
    pairs = sorted((m["person"], str(m.get("index") or "")) for m in expected)
    return Example(str(data.get("name", path)), people, tuple(pairs))


def _person(data: Any, reader: NodeReader, path: str) -> Person:
    if not isinstance(data, dict) or not isinstance(data.get("person"), int) or set(data) - set(_PERSON_KEYS):
        raise reader.refused(path, f"is no person with {', '.join(_PERSON_KEYS)}")
    if data.get("sex") not in (None, "female", "male"):
        raise reader.refused(f"{path}.sex", "is not female or male")
    born: list[int | None] = [None, None, None]
    if data.get("born") is not None:
        born = [int(part) for part in str(data["born"]).split("-")]
        born += [None] * (3 - len(born))
    events = data.get("events") or []
    facts = tuple(_fact(event, reader, f"{path}.events[{n}]", n) for n, event in enumerate(events))
    return Person(data["person"], facts, data.get("sex"), *born)


def _fact(data: Any, reader: NodeReader, path: str, number: int) -> Fact:
    if not isinstance(data, dict) or not isinstance(data.get("code"), str) or set(data) - set(_EVENT_KEYS):
        raise reader.refused(path, f"is no event with {', '.join(_EVENT_KEYS)}")
    if data.get("assertion", "present") not in ASSERTIONS:
        raise reader.refused(f"{path}.assertion", f"is not one of {', '.join(ASSERTIONS)}")
    time: Any = None
    end: Any = None
    precision: TimePrecision = "day"
    try:
        if data.get("time") is not None:
            time, precision = parse_partial_date(str(data["time"]))
        if data.get("end") is not None:
            end = latest_instant(*parse_partial_date(str(data["end"])))
    except ValueError:
        raise reader.refused(path, "has a time that is no day, month or year of the calendar") from None
    return Fact(
        time,
        data["code"],
        data.get("assertion", "present"),
        precision,
        end,
        data.get("value"),
        data.get("unit"),
        data.get("text"),
        "finding" if data.get("source") == "report" else "structured",
        number,
    )
