"""FHIRPath's functions as SQL, those that SQL-on-FHIR v2 asks for and the string ones that mappings need.

A function is an entry of `_FUNCTIONS`: it takes the base collection and its arguments' syntax trees.
Sources: FHIRPath 2.0, section 5; SQL-on-FHIR v2, "Required FHIRPath expressions".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from medomics_ehr.adapters.fhir.views import boundaries, references
from medomics_ehr.adapters.fhir.views.navigation import element, exists, of_type
from medomics_ehr.adapters.fhir.views.operators import boolean
from medomics_ehr.adapters.fhir.views.syntax import Call, Expression, type_name
from medomics_ehr.adapters.fhir.views.value import Value, as_list, bound, mapped, numeric, single
from medomics_ehr.errors import InputRefused

if TYPE_CHECKING:
    from medomics_ehr.adapters.fhir.views.expressions import Scope

Compile = Callable[[Expression, "Scope"], Value]


@dataclass(frozen=True, slots=True)
class _Arguments:
    """A call's arguments, compiled on demand: some are evaluated once for each item of the base."""

    function: str
    given: tuple[Expression, ...]
    scope: Scope
    compile_: Compile

    def __len__(self) -> int:
        return len(self.given)

    def value(self, position: int) -> Value:
        """An argument evaluated once, in the scope of the call."""
        return single(self.compile_(self.given[position], self.scope), f"{self.function}()")

    def on_item(self, position: int, item: Value) -> Value:
        """An argument evaluated on one item of the base."""
        return self.compile_(self.given[position], self.scope.on(item))

    def type(self, position: int) -> str:
        """An argument that names a type."""
        name = type_name(self.given[position]) if len(self.given) > position else ""
        if not name:
            raise InputRefused(f"{self.function}(): needs the name of a type, such as {self.function}(Patient)")
        return name


_Function = Callable[[Value, _Arguments], Value]


def call(expression: Call, scope: Scope, compile_: Compile) -> Value:
    """The SQL of a function call.

    Raises:
        InputRefused: the function is unknown, or its arguments are too few or too many.
    """
    if expression.function not in _FUNCTIONS:
        raise InputRefused(f"{expression.function}(): no function of the FHIRPath subset; mend the path")
    function, least, most = _FUNCTIONS[expression.function]
    if not least <= len(expression.arguments) <= most:
        raise InputRefused(f"{expression.function}(): takes {least} to {most} arguments; mend the path")
    base = compile_(expression.base, scope)
    return function(base, _Arguments(expression.function, expression.arguments, scope, compile_))


def _exists(base: Value, arguments: _Arguments) -> Value:
    return exists(_where(base, arguments) if len(arguments) else base)


def _empty(base: Value, arguments: _Arguments) -> Value:
    return Value(f"(NOT {exists(base).sql})", "boolean")


def _where(base: Value, arguments: _Arguments) -> Value:
    item = bound(base) if base.many else base
    condition = boolean(arguments.on_item(0, item), "where()")
    if base.many:
        return replace(base, sql=f"list_filter({base.sql}, lambda {item.sql}: coalesce({condition}, false))")
    return replace(base, sql=f"CASE WHEN {condition} THEN {base.sql} END")


def _select(base: Value, arguments: _Arguments) -> Value:
    item = bound(base) if base.many else base
    chosen = arguments.on_item(0, item)
    if not base.many:
        return chosen
    listed = f"list_transform({base.sql}, lambda {item.sql}: {as_list(chosen)})"
    return replace(chosen, sql=f"flatten({listed})", many=True)


def _all(base: Value, arguments: _Arguments) -> Value:
    item = bound(base) if base.many else base
    condition = boolean(arguments.on_item(0, item), "all()")
    listed = f"list_filter({as_list(base)}, lambda {bound(base).sql}: NOT coalesce({condition}, false))"
    if not base.many:
        return Value(f"coalesce({condition}, ({base.sql}) IS NULL)", "boolean")
    return Value(f"(len({listed}) = 0)", "boolean")


def _extension(base: Value, arguments: _Arguments) -> Value:
    extensions = element(base, "extension")
    item = bound(extensions)
    test = f"{element(item, 'url').sql} = {arguments.value(0).sql}"
    return replace(extensions, sql=f"list_filter({extensions.sql}, lambda {item.sql}: coalesce({test}, false))")


def _of_type(base: Value, arguments: _Arguments) -> Value:
    return of_type(base, arguments.type(0))


def _first(base: Value, arguments: _Arguments) -> Value:
    return replace(base, sql=f"list_extract({base.sql}, 1)", many=False) if base.many else base


def _last(base: Value, arguments: _Arguments) -> Value:
    return replace(base, sql=f"list_extract({base.sql}, -1)", many=False) if base.many else base


def _tail(base: Value, arguments: _Arguments) -> Value:
    return replace(base, sql=f"{as_list(base)}[2:]", many=True)


def _count(base: Value, arguments: _Arguments) -> Value:
    return Value(f"CAST(len({as_list(base)}) AS BIGINT)", "integer")


def _distinct(base: Value, arguments: _Arguments) -> Value:
    return replace(base, sql=f"list_distinct({base.sql})") if base.many else base


def _join(base: Value, arguments: _Arguments) -> Value:
    separator = arguments.value(0).sql if len(arguments) else "''"
    return Value(f"array_to_string({as_list(base)}, {separator})", "string")


def _not(base: Value, arguments: _Arguments) -> Value:
    return Value(f"(NOT ({boolean(base, 'not()')}))", "boolean")


def _iif(base: Value, arguments: _Arguments) -> Value:
    condition = boolean(arguments.on_item(0, base), "iif()")
    branches = [arguments.on_item(position, base) for position in range(1, len(arguments))]
    typed = next((branch for branch in branches if branch.type != "empty"), branches[0])
    many = any(branch.many for branch in branches)
    texts = [as_list(numeric(branch)) if many else numeric(branch).sql for branch in branches]
    otherwise = texts[1] if len(texts) > 1 else "NULL"
    sql = f"CASE WHEN {condition} THEN {texts[0]} ELSE {otherwise} END"
    return replace(typed, sql=sql, many=many, text_number=False)


def _boundary(which: boundaries.Which) -> _Function:
    def function(base: Value, arguments: _Arguments) -> Value:
        return boundaries.boundary(base, which)

    return function


def _resource_key(base: Value, arguments: _Arguments) -> Value:
    return references.resource_key(base.type, element(base, "id"))


def _reference_key(base: Value, arguments: _Arguments) -> Value:
    if base.type not in {"Reference", "empty"}:
        raise InputRefused(f"getReferenceKey(): needs a Reference, not {base.type}")
    wanted = arguments.type(0) if len(arguments) else None
    key = references.literal_key if arguments.scope.literal_references else references.reference_key
    return key(base, wanted, element)


def _text(template: str, result: str = "string") -> _Function:
    """A function on strings: `{0}` is the base, `{1}`, `{2}` are its arguments."""

    def function(base: Value, arguments: _Arguments) -> Value:
        others = [arguments.value(position).sql for position in range(len(arguments))]
        sql = mapped(base, lambda item: "(" + template.format(item.sql, *others) + ")")
        return Value(sql, result, base.many)

    return function


def _substring(base: Value, arguments: _Arguments) -> Value:
    template = "substr({0}, ({1}) + 1, {2})" if len(arguments) == 2 else "substr({0}, ({1}) + 1)"
    return _text(template)(base, arguments)


def _to_decimal(base: Value, arguments: _Arguments) -> Value:
    return numeric(replace(base, type="decimal", text_number=True))


#: Name to function, least and most arguments.
_FUNCTIONS: dict[str, tuple[_Function, int, int]] = {
    "all": (_all, 1, 1),
    "contains": (_text("contains({0}, {1})", "boolean"), 1, 1),
    "count": (_count, 0, 0),
    "distinct": (_distinct, 0, 0),
    "empty": (_empty, 0, 0),
    "endsWith": (_text("ends_with({0}, {1})", "boolean"), 1, 1),
    "exists": (_exists, 0, 1),
    "extension": (_extension, 1, 1),
    "first": (_first, 0, 0),
    "getReferenceKey": (_reference_key, 0, 1),
    "getResourceKey": (_resource_key, 0, 0),
    "hasValue": (lambda base, arguments: exists(base), 0, 0),
    "highBoundary": (_boundary("high"), 0, 0),
    "iif": (_iif, 2, 3),
    "join": (_join, 0, 1),
    "last": (_last, 0, 0),
    "length": (_text("CAST(len({0}) AS BIGINT)", "integer"), 0, 0),
    "lowBoundary": (_boundary("low"), 0, 0),
    "lower": (_text("lower({0})"), 0, 0),
    "matches": (_text("regexp_matches({0}, {1})", "boolean"), 1, 1),
    "not": (_not, 0, 0),
    "ofType": (_of_type, 1, 1),
    "replace": (_text("replace({0}, {1}, {2})"), 2, 2),
    "replaceMatches": (_text("regexp_replace({0}, {1}, {2}, 'g')"), 2, 2),
    "select": (_select, 1, 1),
    "startsWith": (_text("starts_with({0}, {1})", "boolean"), 1, 1),
    "substring": (_substring, 1, 2),
    "tail": (_tail, 0, 0),
    "toDecimal": (_to_decimal, 0, 0),
    "toInteger": (_text("TRY_CAST({0} AS BIGINT)", "integer"), 0, 0),
    "toString": (_text("CAST({0} AS VARCHAR)"), 0, 0),
    "trim": (_text("trim({0})"), 0, 0),
    "upper": (_text("upper({0})"), 0, 0),
    "where": (_where, 1, 1),
}
FUNCTION_NAMES = tuple(sorted(_FUNCTIONS))
