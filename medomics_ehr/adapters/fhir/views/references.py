"""Keys of resources and of references to them: `Type/id`, the same text from either side.

Source: SQL-on-FHIR v2, "getResourceKey and getReferenceKey". A reference that is no `Type/id` (`urn:uuid:`,
`#contained`, a conditional one) keeps its own text as key: whoever reads bundles knows what it resolves to.
"""

from __future__ import annotations

from collections.abc import Callable

from medomics_ehr.adapters.fhir.views.value import Value, literal, mapped

_ID = r"[A-Za-z0-9.\-]{1,64}"
_VERSION = rf"(?:/_history/{_ID})?$"


def resource_key(resource_type: str, logical_id: Value) -> Value:
    """The key of a resource.

    >>> resource_key("Patient", Value("r.id", "id")).sql
    "('Patient/' || r.id)"
    """
    return Value(mapped(logical_id, lambda item: f"({literal(resource_type + '/')} || {item.sql})"), "string")


def reference_key(base: Value, wanted: str | None, element: Callable[[Value, str], Value]) -> Value:
    """The key of what each reference points to, empty where it is not of the type `wanted`."""
    if base.type == "empty":
        return base
    item_sql = mapped(base, lambda item: _key(element(item, "reference").sql, wanted, element, item))
    return Value(item_sql, "string", base.many)


def literal_key(base: Value, wanted: str | None, element: Callable[[Value, str], Value]) -> Value:
    """The same where every reference is empty or a literal `Type/id`: needs no pattern to find it."""
    if base.type == "empty":
        return base

    def key(item: Value) -> str:
        reference = element(item, "reference").sql
        return (
            f"CASE WHEN starts_with({reference}, {literal(wanted + '/')}) THEN {reference} END" if wanted else reference
        )

    return Value(mapped(base, key), "string", base.many)


def _key(reference: str, wanted: str | None, element: Callable[[Value, str], Value], item: Value) -> str:
    target = f"(?:^|/)({wanted or '[A-Z][A-Za-z]+'}/{_ID}){_VERSION}"
    key = f"nullif(regexp_extract({reference}, {literal(target)}, 1), '')"
    if wanted is None:
        return f"coalesce({key}, {reference})"
    other = f"starts_with({reference}, '#') OR starts_with({reference}, 'urn:') OR contains({reference}, '?')"
    stated = f"{element(item, 'type').sql} = {literal(wanted)}"
    return f"coalesce({key}, CASE WHEN ({other}) AND {stated} THEN {reference} END)"
