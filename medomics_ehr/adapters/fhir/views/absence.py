"""Which paths give nothing, known without reading a resource: those that start at an element that no resource has.

Resources use few of the elements that a mapping asks for, and SQL that reads what is not there costs planning and time.
Pure: looks at syntax trees only.
"""

from __future__ import annotations

from collections.abc import Set

from medomics_ehr.adapters.fhir.views.definition import Select
from medomics_ehr.adapters.fhir.views.elements import elements_of
from medomics_ehr.adapters.fhir.views.syntax import Call, Expression, Index, Step, This, type_name

#: Functions that give nothing for nothing, whatever their arguments.
_STRICT = frozenset(
    {"contains", "distinct", "endsWith", "extension", "first", "getReferenceKey", "last", "length", "lower", "matches"}
    | {"ofType", "replace", "replaceMatches", "select", "startsWith", "substring", "tail", "toDecimal", "toInteger"}
    | {"toString", "trim", "upper", "where"}
)


def is_absent(path: Expression, resource_type: str, elements: Set[str]) -> bool:
    """Whether a path from a resource gives nothing where resources have only these elements at their top.

    >>> from medomics_ehr.adapters.fhir.views.parser import parse
    >>> path = parse("value.ofType(Quantity).unit")
    >>> is_absent(path, "Observation", {"valueString"}), is_absent(path, "Observation", {"valueQuantity"})
    (True, False)
    >>> is_absent(parse("value.exists()"), "Observation", set())
    False
    """
    first = _leading_elements(path, resource_type)
    return bool(first) and not first & elements


def gives_no_rows(select: Select, resource_type: str, elements: Set[str]) -> bool:
    """Whether a select of a resource gives no row, since all that it loops over is absent."""
    if select.for_each is not None:
        return not select.or_null and is_absent(select.for_each, resource_type, elements)
    branches = select.union_all
    return bool(branches) and all(gives_no_rows(branch, resource_type, elements) for branch in branches)


def _leading_elements(path: Expression, resource_type: str) -> frozenset[str]:
    """The elements of a resource's JSON without which a path gives nothing; none where that cannot be told."""
    chosen = ""
    while isinstance(path, Call | Index | Step):
        if isinstance(path, Step) and isinstance(path.base, This) and path.name != resource_type:
            found = elements_of(resource_type, path.name)
            return frozenset(e.json_name for e in found if len(found) == 1 or chosen in ("", e.type))
        if isinstance(path, Call) and path.function not in _STRICT:
            return frozenset()
        is_choice = isinstance(path, Call) and path.function == "ofType" and len(path.arguments) == 1
        chosen = type_name(path.arguments[0]) if isinstance(path, Call) and is_choice else ""
        path = path.base
    return frozenset()
