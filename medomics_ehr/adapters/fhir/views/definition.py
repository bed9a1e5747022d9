"""A ViewDefinition read from JSON into frozen data, and refused where it breaks the specification's rules.

Source: SQL-on-FHIR v2, StructureDefinition ViewDefinition. Paths are parsed here and resolved by the compiler.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from medomics_ehr.adapters.fhir.views.elements import is_resource
from medomics_ehr.adapters.fhir.views.expressions import literal_value
from medomics_ehr.adapters.fhir.views.keys import refuse_unknown_keys
from medomics_ehr.adapters.fhir.views.parser import parse
from medomics_ehr.adapters.fhir.views.syntax import Expression, Literal
from medomics_ehr.adapters.fhir.views.value import Value
from medomics_ehr.errors import InputRefused

_NAME = re.compile(r"^[A-Za-z][A-Za-z0-9_]*$")
MAX_NESTED_SELECTS = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `collection` says that it may hold a list; `type` is the declared FHIR type or ""."""

    name: str
    path: Expression
    type: str = ""
    collection: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A node of the view: rows from `for_each` (or one), its columns, selects beside them, a union below them."""

    columns: tuple[Column, ...] = ()
    selects: tuple[Select, ...] = ()
    union_all: tuple[Select, ...] = ()
    for_each: Expression | None = None
    or_null: bool = False
    repeat: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class View:
    """A ViewDefinition."""

    resource: str
    selects: tuple[Select, ...]
    where: tuple[Expression, ...]
    constants: Mapping[str, Value]


def read_view(view: Mapping[str, Any]) -> View:
    """Read a ViewDefinition.

    Raises:
        InputRefused: a part is missing, of the wrong type, or a path is no FHIRPath.

    >>> read_view({"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]}).resource
    'Patient'
    """
    refuse_unknown_keys(view)
    resource = _text(view, "resource", "view")
    if not is_resource(resource):
        raise InputRefused(f"view.resource: {resource} is no resource type of FHIR R4")
    selects = tuple(_selects(view, "select", "view", 0))
    if not selects:
        raise InputRefused("view.select: a view needs at least one select")
    where = tuple(_path(item, "path", place) for item, place in _objects(view, "where", "view"))
    constants = {}
    for item, place in _objects(view, "constant", "view"):
        name = _text(item, "name", place)
        constants[name] = constant_value(name, item)
    columns = [name for select in selects for name in column_names(select)]
    _refuse_repeated(columns)
    return View(resource, selects, where, constants)


def column_names(select: Select) -> list[str]:
    """The columns of a node in the specification's order: its own, its selects', its union's.

    Raises:
        InputRefused: the branches of a union give other columns, or the same in another order.
    """
    names = [column.name for column in select.columns]
    for child in select.selects:
        names += column_names(child)
    branches = [column_names(branch) for branch in select.union_all]
    if any(branch != branches[0] for branch in branches):
        raise InputRefused("unionAll: its branches must give the same columns in the same order")
    return names + (branches[0] if branches else [])


def _refuse_repeated(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputRefused(f"column {name}: the view names it twice; rename one")


def _selects(parent: Mapping[str, Any], key: str, place: str, depth: int) -> Iterator[Select]:
    if depth > MAX_NESTED_SELECTS:
        raise InputRefused(f"{place}: selects nested deeper than {MAX_NESTED_SELECTS}")
    for item, where in _objects(parent, key, place):
        yield _select(item, where, depth)


def _select(item: Mapping[str, Any], place: str, depth: int) -> Select:
    loops = [key for key in ("forEach", "forEachOrNull", "repeat") if key in item]
    if len(loops) > 1:
        raise InputRefused(f"{place}: {' and '.join(loops)} exclude each other; nest one select in another")
    loop = loops[0] if loops else ""
    return Select(
        columns=tuple(_column(column, where) for column, where in _objects(item, "column", place)),
        selects=tuple(_selects(item, "select", place, depth + 1)),
        union_all=tuple(_selects(item, "unionAll", place, depth + 1)),
        for_each=_path(item, loop, place) if loop.startswith("forEach") else None,
        or_null=loop == "forEachOrNull",
        repeat=_repeat(item, place) if loop == "repeat" else (),
    )


def _repeat(item: Mapping[str, Any], place: str) -> tuple[Expression, ...]:
    paths = item["repeat"]
    if not isinstance(paths, list) or not paths:
        raise InputRefused(f"{place}.repeat: needs a list of paths")
    return tuple(_path({"repeat": path}, "repeat", place) for path in paths)


def _column(item: Mapping[str, Any], place: str) -> Column:
    name = _text(item, "name", place)
    if not _NAME.match(name):
        raise InputRefused(f"{place}.name: a column's name is letters, digits and _ and begins with a letter")
    collection = item.get("collection", False)
    if not isinstance(collection, bool):
        raise InputRefused(f"{place}.collection: needs true or false")
    return Column(name, _path(item, "path", place), str(item.get("type", "")), collection)


def _objects(parent: Mapping[str, Any], key: str, place: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    items = parent.get(key, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise InputRefused(f"{place}.{key}: needs a list of objects")
    for position, item in enumerate(items):
        yield item, f"{place}.{key}[{position}]"


def _text(item: Mapping[str, Any], key: str, place: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise InputRefused(f"{place}.{key}: needs a text")
    return value


def _path(item: Mapping[str, Any], key: str, place: str) -> Expression:
    try:
        return parse(_text(item, key, place))
    except InputRefused as error:
        raise InputRefused(f"{place}.{key}: {error}" if not str(error).startswith(place) else str(error)) from error


def constant_value(name: str, declared: Mapping[str, object]) -> Value:
    """A view's constant, from its one `value[x]`.

    Raises:
        InputRefused: it has no value, several, or one of a type that no constant has.

    >>> constant_value("use", {"name": "use", "valueCode": "official"}).sql
    "'official'"
    """
    values = [(key[5:], value) for key, value in declared.items() if key.startswith("value")]
    if len(values) != 1 or isinstance(values[0][1], dict | list) or values[0][1] is None:
        raise InputRefused(f"constant {name}: it needs exactly one value[x] of a primitive type")
    type_name, value = values[0][0][:1].lower() + values[0][0][1:], values[0][1]
    text = value if isinstance(value, str) else json.dumps(value)
    fhir_type = "integer" if type_name in {"positiveInt", "unsignedInt", "integer64"} else type_name
    if (fhir_type in {"integer", "decimal"}) != (isinstance(value, int | float) and not isinstance(value, bool)):
        raise InputRefused(f"constant {name}: its value is no {type_name}")
    if (fhir_type == "boolean") != isinstance(value, bool):
        raise InputRefused(f"constant {name}: its value is no {type_name}")
    return literal_value(Literal(text, fhir_type))
