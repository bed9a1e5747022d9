"""Small parts that Circe expressions are made of: days, ranges, lists of concepts, and the refusal of the unknown."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.errors import InputRefused

DateColumn = sa.ColumnElement[Any]
Condition = sa.ColumnElement[bool]


def days_after(date: sa.ColumnElement[Any], days: int | sa.ColumnElement[Any]) -> DateColumn:
    """A date some days later; null where either is null."""
    number = sa.literal(days, sa.Integer) if isinstance(days, int) else days
    return sa.type_coerce(sa.type_coerce(date, sa.Integer) + sa.cast(number, sa.Integer), sa.Date)


def only(data: Mapping[str, Any], where: str, known: Iterable[str]) -> None:
    """Refuse, by name, whatever says something and is not among the known parts."""
    if not isinstance(data, Mapping):
        raise InputRefused(f"{where}: it is no mapping; mend the definition")
    for key, value in data.items():
        if key not in known and value not in (None, [], {}, False):
            raise InputRefused(f"{where}.{key}: this part of a Circe definition is not supported; take it out in ATLAS")


def number_holds(column: sa.ColumnElement[Any], wanted: Mapping[str, Any], where: str) -> Condition:
    """A numeric range, `{"Value": 5, "Op": "gte"}`."""
    only(wanted, where, ("Value", "Op", "Extent"))
    extent = wanted.get("Extent")
    high = None if extent is None else _number(extent, where)
    return _in_range(column, wanted, where, _number(wanted.get("Value"), where), high)


def date_holds(column: sa.ColumnElement[Any], wanted: Mapping[str, Any], where: str) -> Condition:
    """A range of dates, `{"Value": "2010-01-01", "Op": "gt"}`."""
    only(wanted, where, ("Value", "Op", "Extent"))
    extent = wanted.get("Extent")
    return _in_range(column, wanted, where, day(wanted.get("Value"), where), day(extent, where) if extent else None)


def _in_range(column: sa.ColumnElement[Any], wanted: Mapping[str, Any], where: str, low: Any, high: Any) -> Condition:
    operator = str(wanted.get("Op"))
    if operator.endswith("bt"):
        inside = sa.and_(column >= low, column <= high)
        return sa.not_(inside) if operator == "!bt" else inside
    comparisons = {
        "gt": column > low,
        "gte": column >= low,
        "lt": column < low,
        "lte": column <= low,
        "eq": column == low,
        "!eq": column != low,
    }
    if operator not in comparisons:
        raise InputRefused(f"{where}.Op: {operator[:20]!r} is no comparison of Circe")
    holds: Condition = comparisons[operator]
    return holds


def _number(value: Any, where: str) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputRefused(f"{where}.Value: it is no number; mend the definition")
    return value


def day(value: Any, where: str) -> dt.date:
    """A date written YYYY-MM-DD."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputRefused(f"{where}: it is no date of the form YYYY-MM-DD; mend the definition") from None


def concept_ids(concepts: Any, where: str) -> list[int]:
    """The identifiers of a list of concepts."""
    try:
        return [int(concept["CONCEPT_ID"]) for concept in concepts]
    except (TypeError, KeyError, ValueError):
        raise InputRefused(f"{where}: it is no list of concepts; mend the definition") from None
