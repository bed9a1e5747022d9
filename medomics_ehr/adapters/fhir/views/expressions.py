"""Turns a FHIRPath syntax tree into SQL over the struct that a resource was read into.

Paths are resolved against FHIR's element definitions, so a misspelt element is refused when the view is compiled.
Functions are in `functions`, operators in `operators`; this module walks the tree and the elements.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from medomics_ehr.adapters.fhir.views import functions, operators
from medomics_ehr.adapters.fhir.views.elements import CHOICE, RESOURCE, Element, elements_of, is_complex, is_resource
from medomics_ehr.adapters.fhir.views.shape import Shape
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
from medomics_ehr.adapters.fhir.views.value import Value, bound, literal, single, without_nulls
from medomics_ehr.errors import InputRefused


class UnknownElement(InputRefused):
    """A path names an element that its type does not have."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a path can see.

    Attributes:
        focus: the item that the path starts from.
        resource: the resource it lies in.
        constants: the view's constants by name.
        row_index: SQL of `%rowIndex`.
        used: names of the variables met so far (shared by all scopes of a compilation).
    """

    focus: Value
    resource: Value
    constants: Mapping[str, Value] = field(default_factory=dict)
    row_index: str = "0"
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


def element(base: Value, name: str) -> Value:
    """The element `name` of each item.

    Raises:
        InputRefused: the type has no such element.
    """
    if base.type == "empty":
        return base
    if base.type == CHOICE:
        raise InputRefused(f"{name}: it follows a choice element; name its type first with ofType()")
    found = elements_of(base.type, name)
    if not found or base.shape is None:
        raise UnknownElement(f"{name}: {base.type} has no such element in FHIR R4; mend the path")
    if len(found) > 1 or found[0].json_name != name:
        return Value("", CHOICE, base.many, choice=found, parent=base)
    return descend(base, found[0])


def descend(base: Value, child: Element) -> Value:
    """The JSON element `child` of each item of a complex value."""
    assert base.shape is not None
    shape = base.shape.child(child)
    struct = _opened(bound(base) if base.many else base)
    sql = f"struct_extract({struct}, {literal(child.json_name)})"
    if child.is_list and not is_complex(child.type):
        # A primitive's array holds null where an item has nothing but extensions.
        sql = without_nulls(sql)
    if base.many:
        listed = f"list_transform({base.sql}, lambda {bound(base).sql}: {sql})"
        sql = f"flatten({listed})" if child.is_list else without_nulls(listed)
    if child.type == RESOURCE:
        shape.whole = True
    return Value(
        sql,
        child.type,
        base.many or child.is_list,
        shape=shape if is_complex(child.type) else None,
        text_number=child.type == "decimal",
    )


def _opened(item: Value) -> str:
    """SQL of an item as a struct: what is kept whole is JSON and is read here."""
    assert item.shape is not None
    if not item.shape.whole:
        return item.sql
    return f"json_transform({item.sql}, {literal(item.shape.structure())})"


def of_type(value: Value, name: str) -> Value:
    """The items of a type: one branch of a choice, one kind of contained resource.

    Raises:
        InputRefused: the choice has no such type.
    """
    if value.type == RESOURCE:
        return _resources_of_type(value, name)
    if value.type != CHOICE:
        return value if value.type in {name, "empty"} else Value("NULL", "empty")
    assert value.parent is not None
    for candidate in value.choice:
        if candidate.type == name:
            return descend(value.parent, candidate)
    offered = ", ".join(candidate.type for candidate in value.choice)
    raise InputRefused(f"ofType({name}): no type of this choice element; it offers {offered}")


def _resources_of_type(value: Value, name: str) -> Value:
    if not is_resource(name):
        raise InputRefused(f"ofType({name}): no resource type of FHIR R4; mend the path")
    assert value.shape is not None
    item = bound(value)
    test = f"json_extract_string({item.sql}, '$.resourceType') = {literal(name)}"
    sql = f"list_filter({value.sql}, lambda {item.sql}: {test})"
    shape = value.shape.children.setdefault(f"ofType({name})", Shape(name, is_list=value.many, whole=True))
    return replace(value, sql=sql, type=name, shape=shape)


def whole_json(value: Value) -> Value:
    """A complex value as its JSON text.

    >>> shape = Shape("Period")
    >>> whole_json(Value("r.period", "Period", shape=shape)).type, shape.whole
    ('json', True)
    """
    assert value.shape is not None
    value.shape.whole = True
    return replace(value, type="json", shape=None)


def _index(expression: Index, scope: Scope) -> Value:
    base = compile_expression(expression.base, scope)
    index = single(compile_expression(expression.index, scope), "an index")
    if index.type != "integer":
        raise InputRefused("an index in [] must be an integer; mend the path")
    if base.many:
        return replace(base, sql=f"list_extract({base.sql}, ({index.sql}) + 1)", many=False)
    return replace(base, sql=f"CASE WHEN ({index.sql}) = 0 THEN {base.sql} END")


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
