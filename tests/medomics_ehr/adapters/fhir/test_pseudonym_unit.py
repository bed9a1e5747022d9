"""References lead to keys, and the displays beside them, often names of persons, go; a drug's stays."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from medomics_ehr.adapters.fhir.pseudonym import Pseudonymiser
from medomics_ehr.workspace import keyed_identity

SECRET = b"k" * 32


def _staged(**elements: Any) -> dict[str, Any]:
    resource = {"resourceType": "Observation", "id": "o1", "status": "final"} | elements
    return dict(orjson.loads(Pseudonymiser(SECRET).staged(resource, 7, "Observation/o1", {})))


def _to(kind: str, logical_id: str) -> str:
    key, check = keyed_identity(SECRET, kind, logical_id)
    return f"{kind}/{key}.{check}"


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/p1"},
        {"reference": "http://h.example/fhir/Patient/p1/_history/3"},
        {"reference": "Patient/p1", "display": 'Ann "Nan" Lee, "reference":"x"'},
        {"reference": "Patient/p1", "type": "Patient", "display": "Ann \\ Lee"},
        {"display": "Ann Lee", "reference": "Patient/p1"},
        {"display": "Ann\\", "reference": "Patient/p1", "type": "Patient"},
    ],
)
def test_a_reference_keeps_no_word_but_its_key(reference: dict[str, str]) -> None:
    assert _staged(subject=reference)["subject"] == {"reference": _to("Patient", "p1")}


def test_the_display_of_a_drug_stays_where_it_may_be_its_only_name() -> None:
    drug = {"reference": "Medication/m1", "display": "Aspirin 100 mg"}
    assert _staged(partOf=[drug])["partOf"] == [{"reference": _to("Medication", "m1"), "display": "Aspirin 100 mg"}]


def test_every_reference_of_a_resource_is_followed_and_listed_once() -> None:
    keys = Pseudonymiser(SECRET)
    patient, visit = {"reference": "Patient/p1", "display": "Ann Lee"}, {"reference": "Encounter/e1"}
    resource = {"resourceType": "Observation", "subject": patient, "encounter": visit, "focus": [patient, {"a": 1}]}
    staged = orjson.loads(keys.staged(resource, 7, "Observation/o1", {}))
    assert staged["focus"] == [staged["subject"], {"a": 1}]
    assert sorted(keys.take_references()) == sorted(
        [keyed_identity(SECRET, "Patient", "p1"), keyed_identity(SECRET, "Encounter", "e1")]
    )


def test_what_is_contained_is_known_by_its_owner() -> None:
    contained = [{"resourceType": "Specimen", "id": "s"}]
    staged = _staged(contained=contained, specimen={"reference": "#s"})
    assert staged["specimen"] == {"reference": _to("Specimen", "Observation/o1#s")}


@pytest.mark.parametrize("target", ["Patient\\p1", ""])
def test_what_no_reference_can_be_is_left_for_the_views_to_pass_over(target: str) -> None:
    assert _staged(subject={"reference": target})["subject"] == {"reference": target}
