"""Runs the views of one resource type over the resources of a batch, into tables `raw_<view>`.

What no resource of the batch has is not read: a column of an absent element is NULL, a view that loops over one is
empty, and SQL over nothing but empty views is not run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import duckdb

from medomics_ehr.adapters.fhir.mapping_files import RareSql, TypeMapping, available_at_columns, available_at_sql
from medomics_ehr.adapters.fhir.views import CompiledView, compile_view

#: Columns of any view that hold a reference's key.
REFERENCES = frozenset({"subject", "encounter", "part_of", "medication", "provider", "care_site", "object"})
#: Column of every view that has what the type's rule of `available_at` reads; `{available_at}` in SQL stands for it.
KNOWN_AT = "known_at"


@dataclass(frozen=True, slots=True)
class RawView:
    """A view's table: its name without `raw_`, its columns, those that hold a value anywhere, and its rows."""

    name: str
    columns: frozenset[str]
    filled: frozenset[str]
    rows: int


def materialise(
    memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, name: str, elements: Set[str] | None, has_aliases: bool
) -> RawView:
    """Run a view of the type over `fresh`.

    Args:
        elements: the elements that the type's resources have at their top, None where that is not known.
        has_aliases: whether a reference may lead to a resource by another key, its alias.
    """
    view = mapping.views[name]
    compiled = compile_view(view, _rows_with(view), ("resource_key",), elements, literal_references=True)
    columns = frozenset(column.name for column in compiled.columns)
    filled = frozenset(column.name for column in compiled.columns if not column.is_absent)
    rows = 0 if compiled.is_empty else _fill(memory, name, compiled, mapping.resource_type, filled)
    if compiled.is_empty:
        _leave_empty(memory, name, compiled, mapping.resource_type)
    for reference in sorted(filled & REFERENCES) if has_aliases and rows else ():
        _follow_aliases(memory, name, reference)
    return RawView(name, columns, filled, rows)


def _fill(
    memory: duckdb.DuckDBPyConnection, name: str, compiled: CompiledView, resource_type: str, filled: Set[str]
) -> int:
    selected = {
        column.name: (_key(sql) if column.name in filled else "CAST(NULL AS BIGINT)")
        if column.name in REFERENCES
        else sql
        for column, sql in zip(compiled.columns, compiled.results, strict=True)
    }
    if _has_time(resource_type, selected.keys()):
        selected[KNOWN_AT] = available_at_sql(resource_type, filled)
    rows = memory.execute(f"CREATE OR REPLACE TABLE raw_{name} AS {compiled.select(selected)}")
    return int((rows.fetchone() or (0,))[0])


def _leave_empty(memory: duckdb.DuckDBPyConnection, name: str, compiled: CompiledView, resource_type: str) -> None:
    types = {c.name: "BIGINT" if c.name in REFERENCES else c.sql_type for c in compiled.columns}
    if _has_time(resource_type, types.keys()):
        types[KNOWN_AT] = "TIMESTAMP"
    columns = ", ".join(f'"{column}" {kind}' for column, kind in {"resource_key": "BIGINT", **types}.items())
    memory.execute(f"CREATE OR REPLACE TABLE raw_{name} ({columns})")


def _has_time(resource_type: str, columns: Set[str]) -> bool:
    return set(available_at_columns(resource_type)) <= columns


def _key(reference: str) -> str:
    """The key in a staged reference `Type/<key>.<check>`."""
    return f"try_cast(split_part(split_part({reference}, '/', 2), '.', 1) AS BIGINT)"


def _follow_aliases(memory: duckdb.DuckDBPyConnection, name: str, reference: str) -> None:
    memory.execute(
        f"UPDATE raw_{name} SET {reference} = alias.resource_key FROM alias "
        f"WHERE alias.alias_key = raw_{name}.{reference}"
    )


def _rows_with(view: Mapping[str, Any]) -> str:
    """The resources whose text has the element that a `forEach` loops over; the others give no row anyway.

    >>> "valueCodeableConcept" in _rows_with({"select": [{"forEach": "value.ofType(CodeableConcept).coding"}]})
    True
    >>> _rows_with({"select": [{"column": []}]})
    'fresh'
    """
    for select in view["select"]:
        loops = [part.get("forEach", "") for part in select.get("unionAll", [select])]
        elements = [_looped_element(loop) for loop in loops]
        if all(elements):
            tests = [f"contains(resource, '{element}\":')" for element in elements]
            return f"(SELECT * FROM fresh WHERE {' OR '.join(tests)})"
    return "fresh"


def _looped_element(loop: str) -> str:
    """The element of the resource's JSON that a `forEach` goes through, "" where there is no loop."""
    found = re.match(r"(\w+)(?:\.ofType\((\w)(\w*)\))?", loop)
    return found[1] + (found[2].upper() + found[3] if found[2] else "") if found else ""


def needed_sql(memory: duckdb.DuckDBPyConnection, rare: Sequence[RareSql], raw: Mapping[str, RawView]) -> list[str]:
    """The rare statements that a row of their view needs."""
    asked = [part for part in rare if raw[part.view].rows]
    if not asked:
        return []
    exist = ", ".join(f"EXISTS (SELECT 1 FROM raw_{part.view} WHERE {part.condition})" for part in asked)
    found = memory.execute(f"SELECT {exist}").fetchone() or ()
    return [part.sql for part, is_needed in zip(asked, found, strict=True) if is_needed]


def run_over(memory: duckdb.DuckDBPyConnection, sql: str, views: Sequence[RawView]) -> None:
    """Run statements; one that names views of the type, all of them empty, is left out: it would add nothing."""
    for statement in memory.extract_statements(sql):
        words = {word.lower().removesuffix("_once") for word in re.findall(r"\w+", statement.query)}
        named = [view for view in views if view.name in words]
        if not named or any(view.rows for view in named):
            memory.execute(statement)
