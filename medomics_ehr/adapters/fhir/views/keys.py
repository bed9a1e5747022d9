"""Refuses a key that a ViewDefinition does not have: a misspelt `forEach` would be passed over, and a path be blamed.

Source: SQL-on-FHIR v2, StructureDefinition ViewDefinition. The view itself has the elements of any canonical resource,
so there only what is nearly one of its own is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from medomics_ehr.errors import InputRefused

_ANY = frozenset({"id", "extension", "modifierExtension", "description"})
_SELECT = _ANY | {"column", "select", "forEach", "forEachOrNull", "repeat", "unionAll"}
_COLUMN = _ANY | {"path", "name", "collection", "type", "tag"}
_VIEW = frozenset({"resourceType", "resource", "select", "where", "constant"})


def refuse_unknown_keys(view: Mapping[str, Any]) -> None:
    """Go through a ViewDefinition's selects and columns.

    Raises:
        InputRefused: a key is none of the specification's.

    >>> refuse_unknown_keys({"resource": "Patient", "select": [{"forEech": "name", "column": []}]})
    Traceback (most recent call last):
    medomics_ehr.errors.InputRefused: view.select[0]: has no key forEech; is it forEach?
    """
    for key in view:
        if key not in _VIEW and get_close_matches(key, _VIEW, 1, 0.8):
            _refuse(key, "view", _VIEW)
    _selects(view.get("select"), "view.select")


def _selects(selects: object, place: str) -> None:
    for item, where in _items(selects, place):
        for key in item.keys() - _SELECT:
            _refuse(key, where, _SELECT)
        for column, column_place in _items(item.get("column"), f"{where}.column"):
            for key in column.keys() - _COLUMN:
                _refuse(key, column_place, _COLUMN)
        for nested in ("select", "unionAll"):
            _selects(item.get(nested), f"{where}.{nested}")


def _items(given: object, place: str) -> Iterable[tuple[Mapping[str, Any], str]]:
    """What is no list of objects is refused where it is read."""
    items = given if isinstance(given, list) else []
    return [(item, f"{place}[{n}]") for n, item in enumerate(items) if isinstance(item, Mapping)]


def _refuse(key: str, place: str, known: Iterable[str]) -> None:
    near = get_close_matches(key, list(known), 1)
    told = f"is it {near[0]}?" if near else "leave it out"
    raise InputRefused(f"{place}: has no key {key}; {told}")
