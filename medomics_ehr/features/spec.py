"""What a feature table holds: its index dates, windows, and columns, as a YAML file says. Opens no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from medomics_ehr.contracts import ASSERTIONS, Assertion
from medomics_ehr.errors import InputRefused

Aggregate = Literal["present", "count", "days_since", "last", "min", "max", "mean", "slope"]
AGGREGATES: tuple[Aggregate, ...] = get_args(Aggregate)
#: Aggregates that need a number; the others count facts.
NUMERIC: frozenset[Aggregate] = frozenset({"last", "min", "max", "mean", "slope"})
By = Literal["code", "ancestor"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Columns named one by one: facts of these codes (or below them), in one unit.

    Attributes:
        name: start of the column's name.
        codes: `SYSTEM//CODE`; a trailing `*` means the codes below too.
        aggregates: what to compute in each window.
        unit: UCUM unit that numbers are converted to, "" for the unit most events have.
    """

    name: str
    codes: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Columns found in the data: a group for each code, or each ancestor, that enough rows have.

    Attributes:
        by: `code`, or `ancestor` (ICD-10 categories, ATC groups).
        systems: code systems looked at, all where empty.
        at_least: share of rows that must have a fact before the code becomes a column.
        at_most: how many codes, the most frequent first.
        aggregates: what to compute in each window.
    """

    by: By = "code"
    systems: tuple[str, ...] = ()
    at_least: float = 0.01
    at_most: int = 1000
    aggregates: tuple[Aggregate, ...] = ("present",)


@dataclass(frozen=True, slots=True)
class FeatureSpec:
    """A whole table.

    Attributes:
        cohort: name of a saved cohort, whose people and index dates are the rows.
        windows: days before the index, None for all time before it.
        assertions: which facts count.
    """

    cohort: str
    windows: tuple[int | None, ...]
    chosen: tuple[Chosen, ...]
    found: tuple[Found, ...]
    assertions: tuple[Assertion, ...] = ("present",)


def read_spec(path: Path) -> FeatureSpec:
    """Read a feature table's YAML.

    Raises:
        InputRefused: the file is missing, is no YAML, or asks for what does not exist; the message names the key.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputRefused(f"{path}: no such file; name the YAML of a feature table") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise InputRefused(f"{path}: not readable as YAML; see docs/features.md for its form") from None
    return parse_spec(data, str(path))


def parse_spec(data: Any, place: str = "spec") -> FeatureSpec:
    """A specification from its YAML data.

    >>> parse_spec({"cohort": "lung", "windows": ["365d", "all"], "found": [{"by": "ancestor"}]}).windows
    (365, None)
    """
    top = _mapping(data, place, {"cohort", "windows", "assertions", "columns", "found"})
    if not isinstance(top.get("cohort"), str):
        raise InputRefused(f"{place}: `cohort` must name a saved cohort (`medomics cohort save`)")
    assertions = _choices(top.get("assertions", ["present"]), ASSERTIONS, f"{place}: assertions")
    columns = [_chosen(item, f"{place}: columns[{n}]") for n, item in enumerate(top.get("columns") or [])]
    found = [_found(item, f"{place}: found[{n}]") for n, item in enumerate(top.get("found") or [])]
    if not columns and not found:
        raise InputRefused(f"{place}: no columns; give `columns`, `found`, or both")
    if len({column.name for column in columns}) < len(columns):
        raise InputRefused(f"{place}: two columns have one name; give each its own")
    windows = tuple(_window(text, place) for text in top.get("windows") or ["all"])
    return FeatureSpec(str(top["cohort"]), windows, tuple(columns), tuple(found), assertions)


def window_name(days: int | None) -> str:
    """How a window reads in a column's name.

    >>> window_name(365), window_name(None)
    ('365d', 'all')
    """
    return "all" if days is None else f"{days}d"


def _window(text: Any, place: str) -> int | None:
    if text == "all":
        return None
    days = str(text).removesuffix("d")
    if not days.isdigit() or not 0 < int(days) <= 36_525:
        raise InputRefused(f"{place}: window {text!r} is none; write days such as 365d (at most 36525d), or all")
    return int(days)


def _chosen(item: Any, place: str) -> Chosen:
    row = _mapping(item, place, {"name", "codes", "aggregates", "unit"})
    codes = tuple(str(code) for code in row.get("codes") or [])
    if not codes or any("//" not in code for code in codes):
        raise InputRefused(f"{place}: `codes` must list codes such as LOINC//718-7 or ICD10//C34*")
    if not isinstance(row.get("name"), str) or "|" in row["name"]:
        raise InputRefused(f"{place}: `name` must be a text without |")
    aggregates = _choices(row.get("aggregates", ["present"]), AGGREGATES, f"{place}: aggregates")
    return Chosen(row["name"], codes, aggregates, str(row.get("unit") or ""))


def _found(item: Any, place: str) -> Found:
    row = _mapping(item, place, {"by", "systems", "at_least", "at_most", "aggregates"})
    (by,) = _choices([row.get("by", "code")], get_args(By), f"{place}: by")
    return Found(
        by=by,
        systems=tuple(str(system) for system in row.get("systems") or []),
        at_least=_share(row.get("at_least", 0.01), f"{place}: at_least"),
        at_most=_count(row.get("at_most", 1000), f"{place}: at_most"),
        aggregates=_choices(row.get("aggregates", ["present"]), AGGREGATES, f"{place}: aggregates"),
    )


def _share(value: Any, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InputRefused(f"{place}: {value!r} is no share of the rows; write a number from 0 to 1, such as 0.05")
    return float(value)


def _count(value: Any, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise InputRefused(f"{place}: {value!r} is no number of codes; write 1 or more")
    return value


def _mapping(data: Any, place: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise InputRefused(f"{place}: expected keys such as {', '.join(sorted(known))}")
    if unknown := set(data) - known:
        raise InputRefused(
            f"{place}: unknown key {sorted(map(str, unknown))[0]!r}; known are {', '.join(sorted(known))}"
        )
    return data


def _choices(values: Any, known: tuple[Any, ...], place: str) -> tuple[Any, ...]:
    listed = values if isinstance(values, list) else [values]
    for value in listed:
        if value not in known:
            raise InputRefused(f"{place}: {value!r} is unknown; choose from {', '.join(known)}")
    return tuple(listed)
