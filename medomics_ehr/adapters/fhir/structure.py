"""Judges one document: is it JSON, is it FHIR, is each resource well enough formed to be mapped?

Cheap checks decide; `fhir.resources` is asked only why a resource that failed them was refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

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

_REFERENCES = frozenset({"subject", "patient", "encounter", "context", "medicationReference", "partOf"})
_CONCEPTS = frozenset({"code", "vaccineCode", "medicationCodeableConcept", "clinicalStatus", "verificationStatus"})
_DATES = frozenset(
    {
        "birthDate",
        "deceasedDateTime",
        "onsetDateTime",
        "abatementDateTime",
        "recordedDate",
        "effectiveDateTime",
        "effectiveInstant",
        "issued",
        "performedDateTime",
        "authoredOn",
        "occurrenceDateTime",
        "date",
        "started",
        "dateAsserted",
    }
)
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_DATE = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-4]):[0-5]\d(:[0-5]\d|:60)?(\.\d+)?"
    r"(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?)?)?"
)
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
    for element, check in _checks_of(tuple(resource)):
        reason = check(resource[element])
        if reason:
            return f"{kind}.{element}", reason
    return None


def _reference_fault(value: Any) -> str:
    return "" if isinstance(value, _COMPLEX) else "not a Reference"


def _concept_fault(value: Any) -> str:
    return "" if isinstance(value, _COMPLEX) else "not a CodeableConcept"


def _code_fault(value: Any) -> str:
    return "" if isinstance(value, str) else "not a code"


def _date_fault(value: Any) -> str:
    if not isinstance(value, _WRITTEN):
        return ""
    text = str(value)
    return "" if len(text) <= _LONGEST_DATE and _is_date(text) else "not a FHIR date"


#: `2015-02-07T13:28:17.123456789+02:00`; longer ones are not kept in memory either.
_LONGEST_DATE = 40


@lru_cache(maxsize=65_536)
def _is_date(text: str) -> bool:
    """Most dates stand in several resources of a visit."""
    return _DATE.fullmatch(text) is not None


#: JSON's types for a complex element and for a date; `dict | list` would be built anew for each value.
_COMPLEX = (dict, list)
_WRITTEN = (str, int, float)
_Check = Callable[[Any], str]
_CHECKS: Mapping[str, _Check] = {
    **dict.fromkeys(_REFERENCES, _reference_fault),
    **dict.fromkeys(_CONCEPTS, _concept_fault),
    **dict.fromkeys(_DATES, _date_fault),
    "status": _code_fault,
}


@lru_cache(maxsize=4096)
def _checks_of(elements: tuple[str, ...]) -> tuple[tuple[str, _Check], ...]:
    """The checks of a resource with these elements: most resources of a type have the same."""
    return tuple((element, _CHECKS[element]) for element in elements if element in _CHECKS)


def explain(resource: Mapping[str, Any], first: tuple[str | None, str]) -> tuple[str | None, str]:
    """Element path and reason in the words of `fhir.resources` (R4B), where it refuses the resource too.

    Its messages may quote the input; only the kind of fault is kept, never the value.
    """
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    kind = resource.get("resourceType")
    try:
        get_fhir_model_class(str(kind)).model_validate(dict(resource))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        path = ".".join(str(part) for part in fault["loc"])
        return f"{kind}.{path}" if path else first[0], f"{first[1]} ({fault['type']})"
    except (KeyError, LookupError, TypeError, ValueError, AttributeError):
        return first
    return first
