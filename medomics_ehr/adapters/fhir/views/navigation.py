"""Walks from an element to the elements below it, over the struct that a resource was read into.

Resolves names against FHIR's element definitions and notes in the shape what is used.
"""

from __future__ import annotations

from dataclasses import replace

from medomics_ehr.adapters.fhir.views.elements import CHOICE, RESOURCE, Element, elements_of, is_complex, is_resource
from medomics_ehr.adapters.fhir.views.shape import Shape
from medomics_ehr.adapters.fhir.views.value import Value, bound, literal, without_nulls
from medomics_ehr.errors import InputRefused


class UnknownElement(InputRefused):
    """A path names an element that its type does not have."""


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


def exists(value: Value) -> Value:
    """Whether there is at least one item; of a choice, in any of its types."""
    if value.type == "empty":
        return Value("false", "boolean")
    if value.type == CHOICE:
        assert value.parent is not None
        tests = [exists(descend(value.parent, candidate)).sql for candidate in value.choice]
        return Value(f"({' OR '.join(tests)})", "boolean")
    sql = f"(coalesce(len({value.sql}), 0) > 0)" if value.many else f"(({value.sql}) IS NOT NULL)"
    return Value(sql, "boolean")
