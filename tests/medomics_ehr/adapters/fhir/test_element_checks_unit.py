"""What has another type than FHIR R4 gives it is refused with its element, not read as nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from medomics_ehr.adapters.fhir.element_checks import is_date
from medomics_ehr.adapters.fhir.structure import explain, fault

from .conftest import Loader, balanced, coded, condition, of, patient

_LOINC = "http://loinc.org"


def _hb(**elements: Any) -> dict[str, Any]:
    return (
        of("Observation", "o", status="final", code=coded(_LOINC, "718-7"), effectiveDateTime="2020-03-02") | elements
    )


def _quantity(value: Any, **elements: Any) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": "g/dL"} | elements}


def _panel(value: Any) -> dict[str, Any]:
    return {"component": [{"code": coded(_LOINC, "8480-6"), "valueQuantity": {"value": v}} for v in (120, value)]}


_WRONG = [
    (_hb(**_quantity("12,4")), "valueQuantity.value", "not a number"),
    (_hb(**_quantity("12.4")), "valueQuantity.value", "not a number"),
    (_hb(**_quantity([12])), "valueQuantity.value", "not a number"),
    (_hb(**_quantity(True)), "valueQuantity.value", "not a number"),
    (_hb(**_quantity(12.4, unit=7)), "valueQuantity.unit", "not a text"),
    (_hb(valueQuantity="12.4 g/dL"), "valueQuantity", "not a Quantity"),
    (_hb(valueInteger="3"), "valueInteger", "not an integer"),
    (_hb(valueInteger=3.5), "valueInteger", "not an integer"),
    (_hb(valueInteger=True), "valueInteger", "not an integer"),
    (_hb(valueBoolean="true"), "valueBoolean", "not a boolean"),
    (_hb(valueString=3), "valueString", "not a text"),
    (_hb(**_panel("80")), "component[1].valueQuantity.value", "not a number"),
    (_hb(referenceRange=[{"low": {"value": "12"}}]), "referenceRange[0].low.value", "not a number"),
    (_hb(status="Final"), "status", "not a code: a status is in lower case"),
    (_hb(effectivePeriod={"start": "2021-02-30"}), "effectivePeriod.start", "not a FHIR date"),
    (condition(onsetDateTime="2021-02-30"), "onsetDateTime", "not a FHIR date"),
    (condition(onsetDateTime="2021-02-29T10:00:00Z"), "onsetDateTime", "not a FHIR date"),
    (condition(onsetDateTime=["2021-02-01"]), "onsetDateTime", "not a FHIR date"),
    (condition(onsetDateTime="2021-02-01T24:30:00Z"), "onsetDateTime", "not a FHIR date"),
]


@pytest.mark.parametrize(("resource", "element", "reason"), _WRONG)
def test_a_value_of_a_wrong_type_is_refused_with_its_element(
    resource: dict[str, Any], element: str, reason: str
) -> None:
    assert fault(resource) == (f"{resource['resourceType']}.{element}", reason)


@pytest.mark.parametrize(
    "value",
    [
        _quantity(12.4),
        _quantity(12),
        _quantity(-0.5),
        {"valueQuantity": {"unit": "g/dL"}},
        _panel(80),
        {"valueInteger": 90.0},
        {},
    ],
)
def test_what_fhir_allows_passes(value: dict[str, Any]) -> None:
    assert fault(_hb(**value)) is None


def test_the_days_of_the_calendar_are_the_dates() -> None:
    written = {f"{y}-{m:02}-{d:02}" for y in (1900, 2000, 2023, 2024) for m in range(14) for d in range(33)}
    days = {str(date(y, 1, 1) + timedelta(n)) for y in (1900, 2000, 2023, 2024) for n in range(365)}
    assert {day for day in written if is_date(day)} == days | {"2000-12-31", "2024-12-31"}


def test_an_explanation_names_no_other_element_than_the_one_refused() -> None:
    resource = _hb(**_quantity("12,4"))
    del resource["status"]
    found = fault(resource)
    assert found is not None
    assert explain(resource, found) == ("Observation.valueQuantity.value", "not a number")


def test_the_place_of_a_wrong_value_is_in_the_quarantine(load: Loader) -> None:
    result = load(patient(), _hb(**_quantity("12,4")), condition(onsetDateTime="2021-02-30"))
    assert balanced(result)
    assert load.rows("SELECT line, element, reason FROM medomics.quarantine ORDER BY line") == [
        (2, "Observation.valueQuantity.value", "not a number"),
        (3, "Condition.onsetDateTime", "not a FHIR date"),
    ]
