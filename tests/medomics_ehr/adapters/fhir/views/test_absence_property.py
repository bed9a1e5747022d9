"""What a view leaves out, because no resource has the element, changes nothing of its rows."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medomics_ehr.adapters.fhir.mapping_files import read_mappings
from medomics_ehr.adapters.fhir.views import compile_view

CODE = {"coding": [{"system": "http://loinc.org", "code": "8480-6", "display": "Systolic"}], "text": "pressure"}
QUANTITY = {"value": 120.50, "comparator": "<", "unit": "mmHg", "code": "mm[Hg]"}
#: Elements of an observation as they are staged: a reference is empty or `Type/<key>.<check>`.
ELEMENTS: dict[str, Any] = {
    "status": "final",
    "subject": {"reference": "Patient/12.3"},
    "encounter": {"reference": ""},
    "performer": [{"reference": "Organization/4.5"}, {"reference": "Practitioner/6.7"}],
    "modifierExtension": [{"url": "urn:not"}],
    "effectiveDateTime": "2020-01-02",
    "effectivePeriod": {"start": "2020", "end": "2021-03"},
    "issued": "2020-01-02T03:04:05Z",
    "category": [{"text": "none"}, {"coding": [{"display": "a lab"}, {"code": "laboratory"}]}],
    "code": CODE,
    "valueQuantity": QUANTITY,
    "valueString": "high",
    "valueBoolean": True,
    "valueCodeableConcept": CODE,
    "dataAbsentReason": {"coding": [{"code": "unknown"}]},
    "interpretation": [{"coding": [{"code": "H"}]}],
    "referenceRange": [{"text": "none"}, {"low": {"value": 1.5}}],
    "component": [{"code": CODE, "valueQuantity": QUANTITY}, {"code": {"text": "a part"}}],
    "hasMember": [{"reference": "Observation/8.9"}],
    "derivedFrom": [{"reference": "Observation/10.11"}, {"reference": ""}],
}
VIEWS = next(t for t in read_mappings().types if t.resource_type == "Observation").views


@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=15, deadline=None)
@given(chosen=st.lists(st.sets(st.sampled_from(sorted(ELEMENTS))), min_size=1, max_size=3))
def test_a_view_told_of_the_elements_gives_the_same_rows(name: str, chosen: list[set[str]]) -> None:
    resources = [{"resourceType": "Observation", "id": "1"} | {e: ELEMENTS[e] for e in names} for names in chosen]
    present = set().union(*resources)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE resources (resource_type VARCHAR, resource VARCHAR)")
        connection.executemany("INSERT INTO resources VALUES ('Observation', ?)", [[json.dumps(r)] for r in resources])
        plain = compile_view(VIEWS[name], "resources")
        told = compile_view(VIEWS[name], "resources", elements=present, literal_references=True)
        expected = connection.execute(plain.sql).fetchall()
        assert connection.execute(told.sql).fetchall() == expected
    assert not (told.is_empty and expected)
    absent = [place for place, column in enumerate(told.columns) if column.is_absent]
    assert all(row[place] in (None, []) for row in expected for place in absent)
    assert [(c.name, c.sql_type) for c in told.columns] == [(c.name, c.sql_type) for c in plain.columns]


def test_what_is_asked_of_absent_elements_is_still_answered() -> None:
    columns = {"any": "component.exists()", "none": "component.empty()", "count": "component.count()"}
    view = {"resource": "Observation", "select": [{"column": [{"name": n, "path": p} for n, p in columns.items()]}]}
    row = "(SELECT 'Observation' AS resource_type, '{\"id\": \"1\"}' AS resource)"
    with duckdb.connect() as connection:
        assert connection.execute(compile_view(view, row, elements={"id"}).sql).fetchall() == [(False, True, 0)]
