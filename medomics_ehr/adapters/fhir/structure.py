"""Judges one document: is it JSON, is it FHIR, is each resource well enough formed to be mapped?

Cheap checks decide; `fhir.resources` is asked only why a resource that failed them was refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from medomics_ehr.adapters.fhir.element_checks import checks_of

#: Elements without which a resource cannot be placed, by type.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "Encounter": ("subject",),
    "Condition": ("subject",),
    "Observation": ("subject", "code"),
    "Procedure": ("subject",),
    "MedicationRequest": ("subject",),
    "MedicationAdministration": ("subject",),
    "MedicationStatement": ("subject",),
    "Immunization": ("patient", "vaccineCode"),
    "AllergyIntolerance": ("patient",),
    "DiagnosticReport": ("subject", "code"),
    "DocumentReference": ("subject", "content"),
    "ImagingStudy": ("subject",),
}

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_TYPE = re.compile(r"[A-Z][A-Za-z]{2,40}")


class NotJson(ValueError):
    """The bytes are no JSON; the message says where."""


def parse(data: bytes) -> Any:
    """Parse as RFC 8259 says: no NaN, no trailing comma, UTF-8 only. A byte order mark is passed over.

    Raises:
        NotJson: with line and column of the fault.

    >>> parse(b'\\xef\\xbb\\xbf{"a": 1}')
    {'a': 1}
    >>> parse(b'{"a": 1\\n')
    Traceback (most recent call last):
    ...
    medomics_ehr.adapters.fhir.structure.NotJson: not JSON: unexpected end of data at column 8
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return _parse_bare(data)


def _parse_bare(data: bytes) -> Any:
    """Parse without mark and line end; most documents need no copy without them."""
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n"))
    except orjson.JSONDecodeError as error:
        if "UTF-8" in error.msg:
            raise NotJson("not JSON: not in UTF-8; write the file anew in this encoding") from None
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise NotJson(f"not JSON: {error.msg.split(': ')[0]} at {line}column {error.colno}") from None


def type_fault(resource: Any) -> tuple[str | None, str] | None:
    """Why this is no resource of any type, or None where it is one."""
    if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
        return None, "no FHIR resource: resourceType is missing"
    if not _is_type_name(resource["resourceType"]):
        return None, "no FHIR resource: resourceType is no name of a type"
    return None


@lru_cache(maxsize=1024)
def _is_type_name(name: str) -> bool:
    return _TYPE.fullmatch(name) is not None


def fault(resource: Any) -> tuple[str | None, str] | None:
    """Element path and reason why a resource cannot be taken, or None where it can.

    >>> fault({"resourceType": "Condition", "id": "a", "subject": {"reference": "Patient/1"}}) is None
    True
    >>> fault({"resourceType": "Patient", "birthDate": "12/03/1960"})
    ('Patient.birthDate', 'not a FHIR date')
    """
    return type_fault(resource) or element_fault(resource)


def element_fault(resource: Mapping[str, Any]) -> tuple[str | None, str] | None:
    """The same for a resource whose type is known to be in order."""
    kind = resource["resourceType"]
    logical_id = resource.get("id", "none")
    if not isinstance(logical_id, str) or not _ID.fullmatch(logical_id):
        return f"{kind}.id", "not a FHIR id (1 to 64 letters, digits, '-' or '.')"
    for element in REQUIRED.get(kind, ()):
        if not resource.get(element):
            return f"{kind}.{element}", "required element is missing"
    if None in resource.values():
        return kind, "an element is null, which FHIR does not allow"
    for element, check in checks_of(tuple(resource)):
        found = check(resource[element])
        if found:
            return f"{kind}.{element}{found[0]}", found[1]
    return None


def explain(resource: Mapping[str, Any], first: tuple[str | None, str]) -> tuple[str | None, str]:
    """Element path, as exact as `fhir.resources` (R4B) gives it where it refuses the element too, and reason.

    Its messages may quote the input, and are not kept.
    """
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    kind = resource.get("resourceType")
    try:
        get_fhir_model_class(str(kind)).model_validate(dict(resource))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        paths = (".".join((str(kind), *map(str, fault["loc"]))) for fault in faults)
        return next((path for path in paths if path.startswith(first[0] or "")), first[0]), first[1]
    except (KeyError, LookupError, TypeError, ValueError, AttributeError):
        return first
    return first
