"""Whatever is wrong inside resources, a load ends with an account that adds up and rows that fit the CDM."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from medomics_ehr.record.cdm_fields import cdm_fields
from medomics_ehr.workspace import Workspace

from .conftest import ICD10, SNOMED, Loader, balanced, coded, condition, of, patient

_QUANTITY = {"value": 3.5, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
WHOLE: list[dict[str, Any]] = [
    patient("p2", deceasedDateTime="2021-02-03", identifier=[{"system": "s", "value": "1"}]),
    of("Encounter", "e", status="finished", **{"class": {"code": "IMP"}}, period={"start": "2020", "end": "2020-02"}),
    condition(
        encounter={"reference": "Encounter/e"}, abatementDateTime="2021", verificationStatus=coded("v", "confirmed")
    ),
    of(
        "Observation",
        "o",
        status="final",
        code=coded("http://loinc.org", "1"),
        effectiveDateTime="2020-01-01",
        valueQuantity=_QUANTITY,
        component=[{"code": coded(SNOMED, "2"), "valueCodeableConcept": coded(SNOMED, "3")}],
    ),
    of(
        "Procedure",
        "r",
        status="completed",
        code=coded(SNOMED, "4"),
        performedPeriod={"start": "2020-01-01", "end": "2020-01-02"},
    ),
    of(
        "MedicationRequest",
        "m",
        status="active",
        intent="order",
        medicationCodeableConcept=coded("d", "5"),
        authoredOn="2020-01-01",
        dispenseRequest={"quantity": _QUANTITY, "expectedSupplyDuration": {"value": 10}},
    ),
    of("Immunization", "i", status="completed", vaccineCode=coded("c", "6"), occurrenceDateTime="2020-01-01"),
    of(
        "DocumentReference",
        "d",
        status="current",
        date="2020-01-01T00:00:00Z",
        content=[{"attachment": {"contentType": "text/plain", "data": "dGV4dA=="}}],
    ),
    of(
        "ImagingStudy",
        "s",
        status="available",
        started="2020-01-01",
        series=[{"uid": "1.2", "modality": {"code": "CT"}}],
    ),
    {
        "resourceType": "Claim",
        "id": "x",
        "status": "active",
        "patient": {"reference": "Patient/p1"},
        "created": "2020-01-01",
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": coded(ICD10, "I10")}],
    },
]
_SHAPES: list[Any] = ["x", "", 5, -1.5e300, 10**18, True, None, [], {}, ["a"], [[["x"]]], {"a": 1}, {"value": "abc"}]
_CODES: list[Any] = [[{"coding": [{"code": 1}]}], {"reference": 5}, {"coding": "x"}]
_DATES: list[Any] = ["2020-13-45", "9999-12-31T23:59:59Z", "0001", {"start": "2020", "end": [1]}]
_ALL_WRONG = [*_SHAPES, *_CODES, *_DATES]
_WRONG = st.sampled_from(_ALL_WRONG)


def _places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from _places(value, (*path, key))


@st.composite
def _spoiled(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The resources, each with one element replaced by something of another shape."""
    return [
        _with(resource, draw(st.sampled_from([p for p in _places(resource) if p != ("resourceType",)])), draw(_WRONG))
        for resource in WHOLE
    ]


def _with(resource: dict[str, Any], path: tuple[Any, ...], wrong: Any) -> dict[str, Any]:
    """A copy of the resource with another value at one place."""
    resource = copy.deepcopy(resource)
    node: Any = resource
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = copy.deepcopy(wrong)
    return resource


def _each_spoiled_once() -> Iterator[dict[str, Any]]:
    """Every place of every resource with every wrong value, under an id of its own where the place is not the id."""
    for number, resource in enumerate(WHOLE):
        for place, path in enumerate(p for p in _places(resource) if p != ("resourceType",)):
            for kind, wrong in enumerate(_ALL_WRONG):
                yield _with(resource | {"id": f"x{number}-{place}-{kind}"}, path, wrong)


def _check(resources: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        load = Loader(Workspace.create(Path(folder) / "w"), Path(folder))
        result = load(patient(), *resources)
        assert balanced(result)
        assert result.account.read == len(resources) + 1
        for row in cdm_fields():
            if row["required"] == "yes" and row["table"] in result.account.tables:
                assert load.value(f"SELECT count(*) FROM cdm.{row['table']} WHERE {row['field']} IS NULL") == 0


def test_the_whole_resources_all_load() -> None:
    with tempfile.TemporaryDirectory() as folder:
        load = Loader(Workspace.create(Path(folder) / "w"), Path(folder))
        assert load(patient(), *WHOLE).account.count("loaded") == len(WHOLE) + 1


def test_no_wrong_value_at_any_place_stops_a_load() -> None:
    spoiled = list(_each_spoiled_once())
    assert len(spoiled) > 2000
    _check(spoiled)


@pytest.mark.deep
@pytest.mark.parametrize("part", range(20))
def test_many_spoiled_resources_never_stop_a_load(part: int) -> None:
    """500 loads in twenty seeded parts, so that a share of them can be run."""

    @seed(part)
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(_spoiled())
    def survives(resources: list[dict[str, Any]]) -> None:
        _check(resources)

    survives()
