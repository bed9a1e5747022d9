"""FHIRPath expressions on small resources; expected values follow the text of FHIRPath 2.0 and FHIR R4."""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest

from medomics_ehr.adapters.fhir.views import compile_view
from medomics_ehr.errors import InputRefused

OBSERVATION = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "subject": {"reference": "https://example.org/fhir/Patient/p1/_history/3"},
    "encounter": {"reference": "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7", "type": "Encounter"},
    "effectiveDateTime": "2024-03-05T10:00:00+01:00",
    "issued": "2024-03-05T09:30:00Z",
    "valueQuantity": {"value": 7.50, "unit": "g/dL"},
    "code": {"coding": [{"system": "s1", "code": "c1"}, {"system": "s2", "code": "c2"}]},
    "category": [{"coding": [{"code": "lab"}]}, {"coding": [{"code": "imaging"}]}],
}
PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "birthDate": "1960-02",
    "name": [{"family": "O'Neil", "given": ["A", None, "B"], "_given": [None, {"id": "x"}, None]}],
    "multipleBirthInteger": 2,
}
PRESCRIPTION = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "medicationReference": {"reference": "#drug"},
    "contained": [
        {"resourceType": "Organization", "id": "pharmacy"},
        {"resourceType": "Medication", "id": "drug", "code": {"coding": [{"code": "L01FF02"}]}},
    ],
}


def evaluate(resource: dict[str, Any], path: str, collection: bool = False) -> Any:
    column = {"name": "value", "path": path, "collection": collection}
    view = {"resource": resource["resourceType"], "select": [{"column": [column]}]}
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE resources (resource_type VARCHAR, resource JSON)")
        connection.execute("INSERT INTO resources VALUES (?, ?)", [resource["resourceType"], json.dumps(resource)])
        return connection.execute(compile_view(view, "resources").sql).fetchall()[0][0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("value.exists()", True),
        ("value.ofType(string).exists()", False),
        ("(value as Quantity).unit", "g/dL"),
        ("value is Quantity", True),
        ("value.ofType(Quantity).value * 2", 15.0),
        ("7 div 2", 3),
        ("7 mod 2", 1),
        ("1 / 0", None),
        ("code.coding.count()", 2),
        ("code.coding.where(system = 's2').code", "c2"),
        ("category.coding.code.join('|')", "lab|imaging"),
        ("category[1].coding[0].code", "imaging"),
        ("category.coding.where(code = 'none').exists()", False),
        ("code.coding.code.last()", "c2"),
        ("code.coding.all(system.startsWith('s'))", True),
        ("'c2' in code.coding.code", True),
        ("{} = 'a'", None),
        ("{} or true", True),
        ("false implies {}", True),
        ("iif(status = 'final', 'done', 'open')", "done"),
        ("status & {}", "final"),
        ("subject.getReferenceKey()", "Patient/p1"),
        ("subject.getReferenceKey(Group)", None),
        ("encounter.getReferenceKey(Encounter)", "urn:uuid:53fefa32-fcbb-4ff8-8a92-55ee120877b7"),
        ("encounter.getReferenceKey(Patient)", None),
        # 10:00+01:00 is 09:00Z, before 09:30Z, though its text sorts after.
        ("effective.ofType(dateTime) < issued", True),
        ("-value.ofType(Quantity).value", -7.5),
    ],
)
def test_observation(path: str, expected: Any) -> None:
    assert evaluate(OBSERVATION, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("birthDate = @1960-02", True),
        ("birthDate < @1961", True),
        # The month is known, the day is not: FHIRPath 6.1.1 asks for empty.
        ("birthDate = @1960-02-11", None),
        ("birthDate > @1960", None),
        ("birthDate.lowBoundary()", "1960-02-01"),
        ("birthDate.highBoundary()", "1960-02-29"),
        ("name.family", "O'Neil"),
        ("name.family = 'O\\'Neil'", True),
        ("name.given.count()", 2),
        ("multipleBirth.ofType(integer) + 1", 3),
    ],
)
def test_patient(path: str, expected: Any) -> None:
    assert evaluate(PATIENT, path) == expected


def test_contained_resources_are_reached_by_their_type() -> None:
    assert evaluate(PRESCRIPTION, "contained.ofType(Medication).code.coding.code.first()") == "L01FF02"
    assert evaluate(PRESCRIPTION, "contained.ofType(Organization).id.first()") == "pharmacy"


def test_a_complex_column_is_its_json_even_where_other_paths_walk_into_it() -> None:
    view = {
        "resource": "Observation",
        "select": [
            {"column": [{"name": "code", "path": "code"}, {"name": "first", "path": "code.coding.code.first()"}]}
        ],
    }
    table = "(SELECT 'Observation' AS resource_type, CAST(? AS JSON) AS resource)"
    row = duckdb.execute(compile_view(view, table).sql, [json.dumps(OBSERVATION)]).fetchall()[0]
    assert json.loads(row[0]) == OBSERVATION["code"]
    assert row[1] == "c1"


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("vaule", "vaule"),
        ("valueQuantity.value", "valueQuantity"),
        ("code.coding.cod", "cod"),
        ("value.ofType(Money)", "Money"),
        ("code.frist()", "frist"),
        ("status and true", "boolean"),
        ("status + 1", "+"),
        ("%missing", "missing"),
        ("first(1, 2)", "first"),
        ("(" * 200 + "1" + ")" * 200, "deeper"),
    ],
)
def test_what_fhir_does_not_have_is_refused_with_its_name(path: str, place: str) -> None:
    with pytest.raises(InputRefused, match=place.replace("+", r"\+")):
        evaluate(OBSERVATION, path)


def test_text_of_a_view_cannot_leave_its_literal() -> None:
    hostile = "'); DROP TABLE resources; --"
    view = {
        "resource": "Patient",
        "constant": [{"name": "word", "valueString": hostile}],
        "select": [{"column": [{"name": "same", "path": "%word = 'x'"}, {"name": "word", "path": "%word"}]}],
    }
    table = "(SELECT 'Patient' AS resource_type, JSON '{}' AS resource)"
    assert duckdb.sql(compile_view(view, table).sql).fetchall() == [(False, hostile)]


def test_kept_columns_come_first() -> None:
    view = {"resource": "Patient", "select": [{"forEach": "name.given", "column": [{"name": "g", "path": "$this"}]}]}
    table = "(SELECT 7 AS line, 'Patient' AS resource_type, CAST(? AS JSON) AS resource)"
    rows = duckdb.execute(compile_view(view, table, keep=["line"]).sql, [json.dumps(PATIENT)]).fetchall()
    assert rows == [(7, "A"), (7, "B")]
