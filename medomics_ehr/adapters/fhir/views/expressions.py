"""Turns a FHIRPath syntax tree into SQL over the struct that a resource was read into.

Paths are resolved against FHIR's element definitions, so a misspelt element is refused when the view is compiled.
Elements are in `navigation`, functions in `functions`, operators in `operators`; this module walks the tree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from medomics_ehr.adapters.fhir.views import functions, operators
from medomics_ehr.adapters.fhir.views.elements import is_resource
from medomics_ehr.adapters.fhir.views.navigation import element
from medomics_ehr.adapters.fhir.views.syntax import (
    Binary,
    Call,
    Expression,
    Index,
    Literal,
    Step,
    This,
    Unary,
    Variable,
)
from medomics_ehr.adapters.fhir.views.value import Value, literal, single
from medomics_ehr.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Scope:
    """What a path can see.

    Attributes:
        focus: the item that the path starts from.
        resource: the resource it lies in.
        constants: the view's constants by name.
        row_index: SQL of `%rowIndex`.
        literal_references: whether every reference is empty or `Type/id`.
        used: names of the variables met so far (shared by all scopes of a compilation).
    """

    focus: Value
    resource: Value
    constants: Mapping[str, Value] = field(default_factory=dict)
    row_index: str = "0"
    literal_references: bool = False
    used: set[str] = field(default_factory=set)

    def on(self, focus: Value) -> Scope:
        """The same scope with another focus."""
        return replace(self, focus=focus)


def compile_expression(expression: Expression, scope: Scope) -> Value:
    """The SQL of an expression.

    Raises:
        InputRefused: an element, function, constant or type is unknown, or the types do not fit.
    """
    match expression:
        case This():
            return scope.focus
        case Literal():
            return literal_value(expression)
        case Variable():
            return _variable(expression.name, scope)
        case Step():
            return _step(expression, scope)
        case Call():
            return functions.call(expression, scope, compile_expression)
        case Index():
            return _index(expression, scope)
        case Unary():
            return operators.sign(expression.operator, compile_expression(expression.operand, scope))
        case Binary():
            return operators.binary(expression, scope, compile_expression)


def literal_value(constant: Literal) -> Value:
    """A constant as SQL."""
    if constant.type == "empty":
        return Value("NULL", "empty")
    if constant.type == "boolean":
        return Value(constant.text, "boolean")
    if constant.type == "decimal":
        return Value(literal(constant.text), "decimal", text_number=True)
    return Value(constant.text if constant.type == "integer" else literal(constant.text), constant.type)


def _variable(name: str, scope: Scope) -> Value:
    scope.used.add(name)
    if name == "rowIndex":
        return Value(scope.row_index, "integer")
    if name in {"resource", "rootResource"}:
        return scope.resource
    if name not in scope.constants:
        raise InputRefused(f"%{name}: the view defines no constant of this name; add it or mend the path")
    return scope.constants[name]


def _step(step: Step, scope: Scope) -> Value:
    base = compile_expression(step.base, scope)
    if isinstance(step.base, This) and step.name == scope.focus.type and is_resource(step.name):
        return scope.focus
    return element(base, step.name)


def _index(expression: Index, scope: Scope) -> Value:
    base = compile_expression(expression.base, scope)
    index = single(compile_expression(expression.index, scope), "an index")
    if index.type != "integer":
        raise InputRefused("an index in [] must be an integer; mend the path")
    if base.many:
        return replace(base, sql=f"list_extract({base.sql}, ({index.sql}) + 1)", many=False)
    return replace(base, sql=f"CASE WHEN ({index.sql}) = 0 THEN {base.sql} END")
