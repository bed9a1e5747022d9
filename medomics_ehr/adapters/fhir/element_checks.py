"""Judges the elements that the mapping reads: what has another type than FHIR gives it would be read as nothing.

Pure, and run for every resource: each check looks at one element and returns None, or where below it the fault is and
what it is (`Fault`). `structure` calls them. It holds no word of the input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

#: Path below the element (`.value`, `[1].valueQuantity.value` or ""), and reason.
Fault = tuple[str, str]
Check = Callable[[Any], Fault | None]

_DATE = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
    r"(T(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d|:60)?(\.\d+)?|24:00(:00(\.0+)?)?)(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?)?)?"
)
#: `2015-02-07T13:28:17.123456789+02:00`; longer ones are not kept in memory either.
_LONGEST_DATE = 40
_STATUS = re.compile(r"[a-z][a-z-]*")

#: JSON's types for a complex element, a date and a number; `dict | list` would be built anew for each value.
_COMPLEX = (dict, list)
_WRITTEN = (str, int, float)
_NUMBER = (int, float)


def _reference(value: Any) -> Fault | None:
    return None if isinstance(value, _COMPLEX) else ("", "not a Reference")


def _concept(value: Any) -> Fault | None:
    return None if isinstance(value, _COMPLEX) else ("", "not a CodeableConcept")


def _status(value: Any) -> Fault | None:
    return None if isinstance(value, str) and _is_status(value) else ("", "not a code: a status is in lower case")


@lru_cache(maxsize=1024)
def _is_status(text: str) -> bool:
    return _STATUS.fullmatch(text) is not None


def _date(value: Any) -> Fault | None:
    if type(value) is str:  # as nearly all are
        return None if len(value) <= _LONGEST_DATE and is_date(value) else ("", "not a FHIR date")
    text = str(value) if isinstance(value, _WRITTEN) and value is not True and value is not False else ""
    return None if len(text) <= _LONGEST_DATE and is_date(text) else ("", "not a FHIR date")


@lru_cache(maxsize=65_536)
def is_date(text: str) -> bool:
    """Whether a text is a FHIR dateTime of a day that the calendar has; most dates stand in several resources.

    >>> is_date("2020-02-29"), is_date("2021-02-30"), is_date("2021-02"), is_date("2021-13-01")
    (True, False, True, False)
    """
    if _DATE.fullmatch(text) is None or text.startswith("0000"):
        return False
    try:
        return len(text) < 10 or date.fromisoformat(text[:10]) is not None
    except ValueError:
        return False


def _period(value: Any) -> Fault | None:
    if not isinstance(value, dict):
        return "", "not a Period"
    for end in ("start", "end"):
        if end in value and (found := _date(value[end])):
            return f".{end}", found[1]
    return None


def _quantity(value: Any) -> Fault | None:
    """A number as JSON writes one, with texts for its unit.

    >>> _quantity({"value": 12.4, "unit": "g/dL"}), _quantity({"value": "12,4"}), _quantity({"value": 1, "unit": 7})
    (None, ('.value', 'not a number'), ('.unit', 'not a text'))
    """
    if not isinstance(value, dict):
        return "", "not a Quantity"
    number = value.get("value")
    if number is not None and type(number) not in _NUMBER:  # True is an int to isinstance
        return ".value", "not a number"
    for element in ("unit", "code", "system", "comparator"):
        text = value.get(element)
        if text is not None and type(text) is not str:
            return f".{element}", "not a text"
    return None


def _integer(value: Any) -> Fault | None:
    """A whole number; `90.0` is one too, and loads as one."""
    is_whole = type(value) is int or (type(value) is float and value.is_integer())
    return None if is_whole else ("", "not an integer")


def _of(kind: type, name: str) -> Check:
    return lambda value: None if type(value) is kind else ("", f"not {name}")


def _within(checks: Mapping[str, Check]) -> Check:
    """A check of the elements of a complex one, or of each of a list of them."""

    def check(value: Any) -> Fault | None:
        if isinstance(value, dict):
            for element, inner in checks.items():
                if element in value and (found := inner(value[element])):
                    return f".{element}{found[0]}", found[1]
        elif isinstance(value, list):
            for number, part in enumerate(value):
                if found := check(part):
                    return f"[{number}]{found[0]}", found[1]
        else:
            return "", "not a complex element"
        return None

    return check


_VALUES: Mapping[str, Check] = {
    "valueQuantity": _quantity,
    "valueInteger": _integer,
    "valueBoolean": _of(bool, "a boolean"),
    "valueString": _of(str, "a text"),
    "valueDateTime": _date,
}
_DOSES = {"doseAndRate": _within({"doseQuantity": _quantity}), "dose": _quantity, "text": _of(str, "a text")}

CHECKS: Mapping[str, Check] = {
    **dict.fromkeys(("subject", "patient", "encounter", "context", "medicationReference", "partOf"), _reference),
    **dict.fromkeys(
        ("code", "vaccineCode", "medicationCodeableConcept", "clinicalStatus", "verificationStatus"), _concept
    ),
    **dict.fromkeys(("birthDate", "deceasedDateTime", "onsetDateTime", "abatementDateTime", "recordedDate"), _date),
    **dict.fromkeys(("effectiveDateTime", "effectiveInstant", "issued", "performedDateTime", "authoredOn"), _date),
    **dict.fromkeys(("occurrenceDateTime", "date", "started", "dateAsserted", "authored", "receivedTime"), _date),
    **dict.fromkeys(("period", "onsetPeriod", "effectivePeriod", "performedPeriod", "billablePeriod"), _period),
    "status": _status,
    **_VALUES,
    "component": _within(_VALUES),
    "referenceRange": _within({"low": _quantity, "high": _quantity}),
    "doseQuantity": _quantity,
    "dosage": _within(_DOSES),
    "dosageInstruction": _within(_DOSES),
    "dispenseRequest": _within(
        {"quantity": _quantity, "expectedSupplyDuration": _quantity, "numberOfRepeatsAllowed": _integer}
    ),
    "collection": _within({"quantity": _quantity, "collectedDateTime": _date, "collectedPeriod": _period}),
}


@lru_cache(maxsize=4096)
def checks_of(elements: tuple[str, ...]) -> tuple[tuple[str, Check], ...]:
    """The checks of a resource with these elements: most resources of a type have the same."""
    return tuple((element, CHECKS[element]) for element in elements if element in CHECKS)
