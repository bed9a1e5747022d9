"""FHIR R4's element definitions, as far as a path needs them: type, cardinality, choice.

The table `elements.csv` is written by `generate_elements`. Pure: opens nothing but that table.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

INTEGERS = frozenset({"integer", "positiveInt", "unsignedInt", "integer64"})
NUMBERS = INTEGERS | {"decimal"}
TEMPORAL = frozenset({"date", "dateTime", "instant", "time"})
#: Stands for a choice element such as `Observation.value` before `ofType` names one of its types.
CHOICE = "choice"
#: The type of `contained` and of a bundle's entries: any resource.
RESOURCE = "Resource"


@dataclass(frozen=True, slots=True)
class Element:
    """An element: `json_name` is its key in JSON, such as `valueQuantity` for the element `value`."""

    json_name: str
    type: str
    is_list: bool


@cache
def _table() -> str:
    return files(__package__).joinpath("elements.csv").read_text(encoding="utf-8")


def _lines(type_name: str) -> list[str]:
    """The table's lines of a type, which lie together: a load reads those of few types."""
    table, lines = _table(), []
    start = table.find(f"\n{type_name},") + 1
    while start and table.startswith(f"{type_name},", start):
        end = table.find("\n", start)
        lines.append(table[start:end])
        start = end + 1
    return lines


@cache
def _elements(type_name: str) -> dict[str, tuple[Element, ...]]:
    found: dict[str, tuple[Element, ...]] = {}
    for _, name, json_name, element_type, is_list in csv.reader(_lines(type_name)):
        found[name] = (*found.get(name, ()), Element(json_name, element_type, is_list == "1"))
    return found


@lru_cache
def is_type(name: str) -> bool:
    """Whether FHIR R4 has a resource or a complex type of this name.

    >>> is_type("Patient"), is_type("Patent")
    (True, False)
    """
    return name.isalnum() and f"\n{name}," in _table()


def is_complex(name: str) -> bool:
    """Whether the type has elements of its own (primitive types begin in lower case)."""
    return name[:1].isupper()


def is_resource(name: str) -> bool:
    """Whether the type is a resource, known by its `implicitRules`."""
    return "implicitRules" in _elements(name)


def elements_of(type_name: str, name: str) -> tuple[Element, ...]:
    """The JSON elements behind `name` in a type: none, one, or one for each type of a choice.

    >>> [element.json_name for element in elements_of("Observation", "effective")]
    ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod', 'effectiveTiming']
    """
    return _elements(type_name).get(name, ())


def duckdb_type(primitive: str) -> str:
    """The DuckDB type a primitive is read as; a decimal stays text so that its precision is kept.

    >>> duckdb_type("decimal"), duckdb_type("boolean"), duckdb_type("positiveInt")
    ('VARCHAR', 'BOOLEAN', 'BIGINT')
    """
    if primitive in INTEGERS:
        return "BIGINT"
    return "BOOLEAN" if primitive == "boolean" else "VARCHAR"
