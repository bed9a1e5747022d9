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

from medomics_ehr.adapters.fhir.mapping_files import (
    OTHERS,
    RareSql,
    TypeMapping,
    available_at_columns,
    available_at_sql,
    ruled_as,
)
from medomics_ehr.adapters.fhir.statements import parsed
from medomics_ehr.adapters.fhir.views import CompiledView, compile_view

#: Columns of any view that hold a reference's key.
REFERENCES = frozenset({"subject", "encounter", "part_of", "medication", "provider", "care_site", "object"})
#: Column of every view that has what the type's rule of `available_at` reads; `{available_at}` in SQL stands for it.
KNOWN_AT = "known_at"


@dataclass(frozen=True, slots=True)
class ViewSql:
    """A view as the SQL that makes its table.

    Attributes:
        name: the table's, without `raw_`.
        sql: makes it of what is in `fresh`.
        columns, filled: its columns, and those that may hold a value.
        is_empty: whether it is known to give no row.
    """

    name: str
    sql: str
    columns: frozenset[str]
    filled: frozenset[str]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ReadyView:
    """A view parsed, to be planned for and run once the resources are there."""

    view: ViewSql
    statement: duckdb.Statement


@dataclass(frozen=True, slots=True)
class RawView:
    """A view's table: its name without `raw_`, its columns, those that hold a value anywhere, and its rows."""

    name: str
    columns: frozenset[str]
    filled: frozenset[str]
    rows: int


def view_sql(mapping: TypeMapping, elements: Set[str] | None) -> tuple[ViewSql, ...]:
    """Compile the views of a type, which needs neither a resource nor a database yet.

    Args:
        elements: the elements that the type's resources have at their top, None where that is not known.
    """
    return tuple(_compiled(mapping, name, elements) for name in mapping.views)


def ready_views(memory: duckdb.DuckDBPyConnection, views: Sequence[ViewSql]) -> dict[str, ReadyView]:
    """Parse views, by name."""
    return {view.name: ReadyView(view, memory.extract_statements(view.sql)[0]) for view in views}


def _compiled(mapping: TypeMapping, name: str, elements: Set[str] | None) -> ViewSql:
    view = mapping.views[name]
    compiled = compile_view(view, _rows_with(view), ("resource_key",), elements, literal_references=True)
    columns = frozenset(column.name for column in compiled.columns)
    filled = frozenset(column.name for column in compiled.columns if not column.is_absent)
    make = _empty if compiled.is_empty else _filled
    return ViewSql(name, make(name, compiled, mapping.resource_type, filled), columns, filled, compiled.is_empty)


def materialise(memory: duckdb.DuckDBPyConnection, ready: ReadyView, has_aliases: bool) -> RawView:
    """Run a view over `fresh`.

    Args:
        has_aliases: whether a reference may lead to a resource by another key, its alias.
    """
    view, made = ready.view, memory.execute(ready.statement).fetchone()
    rows = 0 if view.is_empty else int((made or (0,))[0])
    for reference in sorted(view.filled & REFERENCES) if has_aliases and rows else ():
        _follow_aliases(memory, view.name, reference)
    return RawView(view.name, view.columns, view.filled, rows)


def _filled(name: str, compiled: CompiledView, resource_type: str, filled: Set[str]) -> str:
    selected = {
        column.name: (_key(sql) if column.name in filled else "CAST(NULL AS BIGINT)")
        if column.name in REFERENCES
        else sql
        for column, sql in zip(compiled.columns, compiled.results, strict=True)
    }
    if _has_time(resource_type, selected.keys()):
        selected[KNOWN_AT] = available_at_sql(resource_type, filled)
    return f"CREATE OR REPLACE TABLE raw_{name} AS {compiled.select(selected)}"


def _empty(name: str, compiled: CompiledView, resource_type: str, filled: Set[str]) -> str:
    types = {c.name: "BIGINT" if c.name in REFERENCES else c.sql_type for c in compiled.columns}
    if _has_time(resource_type, types.keys()):
        types[KNOWN_AT] = "TIMESTAMP"
    columns = ", ".join(f'"{column}" {kind}' for column, kind in {"resource_key": "BIGINT", **types}.items())
    return f"CREATE OR REPLACE TABLE raw_{name} ({columns})"


def _has_time(resource_type: str, columns: Set[str]) -> bool:
    """Whether a view has what its type's rule reads; of a type without a rule of its own, some of it is enough."""
    read = set(available_at_columns(resource_type))
    return bool(read & columns) if ruled_as("available_at", resource_type) == OTHERS else read <= columns


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


def mapping_statements(memory: duckdb.DuckDBPyConnection, sql: str) -> list[duckdb.Statement]:
    """The statements of a mapping's file."""
    return parsed(memory, sql.replace("{available_at}", KNOWN_AT))


def run_over(memory: duckdb.DuckDBPyConnection, sql: str, views: Sequence[RawView]) -> None:
    """Run a mapping's SQL; a statement that names views of the type, all of them empty, would add nothing."""
    for statement in mapping_statements(memory, sql):
        words = {word.lower().removesuffix("_once") for word in re.findall(r"\w+", statement.query)}
        named = [view for view in views if view.name in words]
        if not named or any(view.rows for view in named):
            memory.execute(statement)
