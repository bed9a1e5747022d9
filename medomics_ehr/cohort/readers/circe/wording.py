"""Says in words what a criterion of a Circe group asks, so that an account of it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_TYPES = {0: "exactly", 1: "at most", 2: "at least"}


def criterion_words(data: Mapping[str, Any], sets: Mapping[int, str]) -> str:
    """One criterion of a group.

    Args:
        sets: number of each concept set to its name.

    >>> window = {"Start": {"Days": 365, "Coeff": -1}, "End": {"Days": 0, "Coeff": 1}}
    >>> asked = {"Criteria": {"DrugExposure": {"CodesetId": 3}}, "StartWindow": window}
    >>> criterion_words(asked, {3: "metformin"})
    'at least 1 drug exposure of metformin from day -365 to day 0'
    """
    occurrence = data.get("Occurrence") or {"Type": 2, "Count": 1}
    times = f"{_TYPES.get(int(occurrence.get('Type') or 0), '')} {occurrence.get('Count', 0)}".strip()
    (kind, body), *_ = (data.get("Criteria") or {"event": {}}).items()
    parts = [times, spoken(kind), *_of(body, sets), *_window(data.get("StartWindow") or {})]
    return " ".join(parts) + (" in the same visit" if data.get("RestrictVisit") else "")


def spoken(kind: str) -> str:
    """A kind of criterion in lower-case words.

    >>> spoken("ConditionOccurrence")
    'condition occurrence'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _of(body: Mapping[str, Any], sets: Mapping[int, str]) -> Iterator[str]:
    if body.get("CodesetId") is not None:
        yield f"of {sets.get(int(body['CodesetId']), 'an unnamed set')}"
    if body.get("First"):
        yield "(the first)"


def _window(window: Mapping[str, Any]) -> Iterator[str]:
    for name, word in (("Start", "from"), ("End", "to")):
        bound = window.get(name) or {}
        if bound.get("Days") is not None:
            yield f"{word} day {int(bound['Days']) * int(bound.get('Coeff') or -1)}"


def criteria_in(group: Mapping[str, Any], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every criterion of a group and of the groups below it, each with its path."""
    for number, one in enumerate(group.get("CriteriaList") or []):
        yield f"{where}.CriteriaList[{number}]", one
    for number, below in enumerate(group.get("Groups") or []):
        yield from criteria_in(below, f"{where}.Groups[{number}]")
