"""Loads small invented inputs on both databases and checks what the record holds afterwards."""

from __future__ import annotations

import base64
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.workspace import Workspace

from .conftest import ICD10, SNOMED, Loader, balanced, coded, condition, of, patient


def test_a_condition_becomes_a_row_and_an_event_for_each_coding(load_both: Loader) -> None:
    result = load_both(patient(), condition())
    assert balanced(result)
    assert result.account.count("loaded") == 2
    rows = load_both.rows(
        "SELECT condition_start_date, condition_concept_id, condition_source_value FROM cdm.condition_occurrence"
    )
    assert [(str(day)[:10], concept, value) for day, concept, value in rows] == [("2020-03-02", 0, "254637007")]
    events = load_both.rows(
        "SELECT code, time, available_at, assertion, time_precision FROM medomics.event "
        "WHERE source_table = 'condition_occurrence' ORDER BY code"
    )
    known = dt.datetime(2020, 3, 5, 23, 59, 59, 999999)
    day = dt.datetime(2020, 3, 2)
    assert events == [
        ("ICD10//C34.1", day, known, "present", "day"),
        ("SNOMED//254637007", day, known, "present", "day"),
    ]
    assert (
        load_both.value(
            "SELECT count(DISTINCT source_id) FROM medomics.event WHERE code LIKE '%//%' AND code <> 'GENDER//female'"
        )
        == 1
    )


def test_the_same_input_twice_changes_nothing(load_both: Loader) -> None:
    resources = [patient(), condition(), _visit(), _blood_pressure(), _document("bonjour")]
    load_both(*resources)
    before = load_both.digest()
    again = load_both(*resources)
    assert (again.account.count("unchanged"), again.account.count("loaded")) == (5, 0)
    assert load_both.digest() == before


def test_a_new_version_replaces_the_old_ones_rows(load_both: Loader) -> None:
    load_both(patient(), condition(meta={"lastUpdated": "2024-01-01T00:00:00Z"}))
    newer = condition(code=coded(ICD10, "C50.9"), meta={"lastUpdated": "2024-02-01T00:00:00Z"})
    assert load_both(newer).account.count("loaded") == 1
    assert _codes(load_both) == ["ICD10//C50.9"]
    older = load_both(condition(meta={"lastUpdated": "2024-01-01T00:00:00Z"}))
    assert older.account.count("superseded") == 1
    assert _codes(load_both) == ["ICD10//C50.9"]
    assert load_both.value("SELECT count(*) FROM cdm.condition_occurrence") == 1


def test_eras_and_episodes_follow_what_comes_later_and_stay_where_it_is_of_another_kind(load_both: Loader) -> None:
    load_both.record.create()
    with load_both.record.write() as connection:
        connection.execute(sa.text(_LUNG_CANCER))
    load_both(patient(), condition(), condition("c2", onsetDateTime="2020-03-20"))
    spans = (
        "SELECT CAST(condition_era_start_date AS TEXT), condition_occurrence_count FROM cdm.condition_era ORDER BY 1"
    )
    episodes = "SELECT count(*), max(episode_source_value) FROM cdm.episode"
    assert load_both.rows(spans) == [("2020-03-02", 2)]
    load_both(_visit(), _blood_pressure())
    assert load_both.rows(spans) == [("2020-03-02", 2)]
    assert load_both.rows(episodes) == [(1, "C34")]
    load_both(condition("c2", onsetDateTime="2020-08-20"))
    assert load_both.rows(spans) == [("2020-03-02", 1), ("2020-08-20", 1)]
    assert load_both.value("SELECT count(*) FROM cdm.episode_event") == 2
    gone = coded("urn:x", "entered-in-error")
    load_both(condition(verificationStatus=gone), condition("c2", verificationStatus=gone))
    assert load_both.rows(spans) == []
    assert load_both.rows(episodes) == [(0, None)]


_LUNG_CANCER = """
INSERT INTO cdm.concept (concept_id, concept_name, domain_id, vocabulary_id, concept_class_id, standard_concept,
                         concept_code, valid_start_date, valid_end_date)
VALUES (4115276, 'lung cancer', 'Condition', 'SNOMED', 'Disorder', 'S', '254637007', '1970-01-01', '2099-12-31')
"""


def test_a_version_entered_in_error_takes_the_rows_away(load_both: Loader) -> None:
    load_both(patient(), condition())
    result = load_both(condition(verificationStatus=coded("urn:x", "entered-in-error")))
    assert result.account.excluded_by == {("Condition", "verification entered-in-error"): 1}
    assert _codes(load_both) == []
    assert load_both.value("SELECT count(*) FROM cdm.condition_occurrence") == 0


def test_children_wait_for_their_patient_over_several_loads(load_both: Loader) -> None:
    first = load_both(condition())
    assert balanced(first)
    assert first.account.count("waiting") == 1
    assert load_both(condition()).account.count("waiting") == 1
    second = load_both(patient())
    assert (second.account.read, second.account.count("loaded")) == (1, 1)
    assert _codes(load_both) == ["ICD10//C34.1", "SNOMED//254637007"]
    assert load_both.value("SELECT count(*) FROM medomics.waiting") == 0
    assert load_both(condition()).account.count("unchanged") == 1


def test_rows_are_linked_to_an_encounter_that_comes_later(load_both: Loader) -> None:
    load_both(patient(), condition(encounter={"reference": "Encounter/e1"}))
    assert load_both.rows("SELECT visit_occurrence_id FROM cdm.condition_occurrence") == [(None,)]
    load_both(_visit())
    linked = "SELECT count(*) FROM cdm.condition_occurrence JOIN cdm.visit_occurrence USING (visit_occurrence_id)"
    assert load_both.value(linked) == 1
    assert load_both.value("SELECT count(*) FROM medomics.pending_visit") == 0


def test_a_part_of_an_encounter_is_a_visit_detail_of_the_visit_at_the_top(load_both: Loader) -> None:
    parts = [
        of("Encounter", n, status="finished", partOf={"reference": f"Encounter/{up}"}, period={"start": "2020-01-01"})
        for n, up in (("e2", "e1"), ("e3", "e2"))
    ]
    load_both(patient(), *parts, _visit())
    load_both(condition(encounter={"reference": "Encounter/e3"}))
    details = load_both.value(
        "SELECT count(*) FROM cdm.visit_detail d JOIN cdm.visit_occurrence v USING (visit_occurrence_id)"
    )
    assert details == 2
    assert load_both.value("SELECT count(*) FROM cdm.visit_detail WHERE parent_visit_detail_id IS NOT NULL") == 1
    key = load_both.workspace.key_of("Encounter", "e3")
    assert load_both.rows("SELECT visit_detail_id FROM cdm.condition_occurrence") == [(key,)]


def test_blood_pressure_is_two_measurements_and_no_empty_panel(load_both: Loader) -> None:
    load_both(patient(), _blood_pressure())
    rows = "SELECT measurement_source_value, value_as_number, unit_source_value FROM cdm.measurement ORDER BY 1"
    assert load_both.rows(rows) == [("8462-4", 80.0, "mm[Hg]"), ("8480-6", 120.0, "mm[Hg]")]
    codes = [code for (code,) in load_both.rows("SELECT code FROM medomics.event WHERE source_table = 'measurement'")]
    assert sorted(codes) == ["LOINC//8462-4", "LOINC//8480-6", "LOINC//85354-9"]


def test_a_documents_text_is_a_note_outside_the_cdm(load_both: Loader) -> None:
    load_both(patient(), _document("Adénocarcinome du poumon, stade IIIB."))
    assert load_both.rows("SELECT text FROM medomics.note_text") == [("Adénocarcinome du poumon, stade IIIB.",)]
    assert load_both.rows("SELECT note_text FROM cdm.note") == [("",)]
    shared_key = "SELECT count(*) FROM medomics.note_text t JOIN cdm.note n ON n.note_id = t.note_id"
    assert load_both.value(shared_key) == 1


def test_superseded_documents_keep_their_text_and_are_marked(load: Loader) -> None:
    load(patient(), _document("old words") | {"status": "superseded"})
    assert load.rows("SELECT note_source_value FROM cdm.note") == [("superseded",)]
    assert load.rows("SELECT text FROM medomics.note_text") == [("old words",)]


def test_both_databases_hold_the_same(request: pytest.FixtureRequest, load: Loader, tmp_path: Path) -> None:
    server = Workspace.create(tmp_path / "server", url=request.getfixturevalue("postgresql_url"))
    (server.folder / "workspace.key").write_text((load.workspace.folder / "workspace.key").read_text())
    (tmp_path / "in").mkdir()
    on_server = Loader(server, tmp_path / "in")
    odd = 'first "line", with a \\N and a tab\t\nsecond line; é, 漢, 😀 \\ \\.'
    resources = [patient(deceasedDateTime="2021-02"), condition(), _visit(), _blood_pressure(), _document(odd)]
    for loader in (load, on_server):
        loader(*resources)
        loader(condition(code=coded(ICD10, "C50.9")), condition("orphan", subject={"reference": "Patient/absent"}))
    assert on_server.rows("SELECT text FROM medomics.note_text") == [(odd,)]
    assert on_server.digest() == load.digest()


def test_every_form_of_reference_leads_to_the_same_patient(load_both: Loader) -> None:
    identifier = {"system": "urn:hospital", "value": "77"}
    forms = [
        "Patient/p1",
        "https://a.example/fhir/Patient/p1",
        "Patient/p1/_history/3",
        "Patient?identifier=urn:hospital|77",
    ]
    load_both(patient(identifier=[identifier]))
    load_both(*[condition(f"c{i}", subject={"reference": form}) for i, form in enumerate(forms)])
    assert load_both.value("SELECT count(*) FROM cdm.condition_occurrence") == 4
    assert load_both.value("SELECT count(DISTINCT person_id) FROM cdm.condition_occurrence") == 1


def test_bundle_entries_refer_to_each_other_by_urn(load: Loader) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {"fullUrl": "urn:uuid:aaaa", "resource": condition(subject={"reference": "urn:uuid:bbbb"})},
            {"fullUrl": "urn:uuid:bbbb", "resource": patient("real-id")},
        ],
    }
    path = load.folder / "Bundle.json"
    path.write_text(json.dumps(bundle))
    load_fhir(load.workspace, [path])
    key = load.workspace.key_of("Patient", "real-id")
    assert load.rows("SELECT person_id FROM cdm.condition_occurrence") == [(key,)]


def test_a_drug_is_found_by_reference_and_when_contained(load_both: Loader) -> None:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    order = {"status": "active", "intent": "order", "authoredOn": "2021-05-06"}
    by_reference = of("MedicationRequest", "m1", medicationReference={"reference": "Medication/d1"}, **order)
    inside = {"resourceType": "Medication", "id": "x", "code": coded(rxnorm, "222")}
    contained = of("MedicationRequest", "m2", contained=[inside], medicationReference={"reference": "#x"}, **order)
    first = load_both(patient(), by_reference, contained)
    assert (first.account.count("waiting"), first.account.count("loaded")) == (1, 2)
    load_both({"resourceType": "Medication", "id": "d1", "code": coded(rxnorm, "111")})
    assert load_both.rows("SELECT drug_source_value FROM cdm.drug_exposure ORDER BY 1") == [("111",), ("222",)]


def test_what_did_not_happen_never_counts(load: Loader) -> None:
    done = {"code": coded(SNOMED, "1"), "performedDateTime": "2020-01-01"}
    load(
        patient(),
        of("Procedure", "done", status="completed", **done),
        of("Procedure", "not", status="not-done", **done),
        of("Procedure", "plan", status="preparation", **done),
        condition("refuted", verificationStatus=coded("urn:v", "refuted")),
        condition("maybe", verificationStatus=coded("urn:v", "provisional")),
    )
    assert load.value("SELECT count(*) FROM cdm.procedure_occurrence") == 1
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 0
    counts = "SELECT assertion, count(DISTINCT source_id) FROM medomics.event WHERE code LIKE 'SNOMED%' GROUP BY 1"
    assert sorted(load.rows(counts)) == [("absent", 2), ("planned", 1), ("possible", 1), ("present", 1)]


def test_the_strict_policy_drops_prescriptions_and_unrealised_events(load: Loader) -> None:
    order = of(
        "MedicationRequest",
        "m",
        status="active",
        intent="order",
        authoredOn="2020-01-01",
        medicationCodeableConcept=coded("urn:d", "1"),
    )
    refused = of("Procedure", "n", status="not-done", code=coded(SNOMED, "1"), performedDateTime="2020-01-01")
    result = load(patient(), order, refused, policy="strict")
    assert balanced(result)
    assert result.account.excluded_by == {("MedicationRequest", "intent order"): 1, ("Procedure", "status not-done"): 1}
    again = load(patient(), order, refused)
    assert again.account.count("loaded") == 3


def test_partial_dates_keep_their_precision(load: Loader) -> None:
    load(
        patient(),
        *[condition(f"c{len(t)}", onsetDateTime=t, recordedDate="2021") for t in ("2019", "2019-06", "2019-06-07")],
    )
    events = load.rows(
        "SELECT time_precision, time FROM medomics.event WHERE code LIKE 'SNOMED%' ORDER BY time, time_precision DESC"
    )
    expected = [("year", dt.datetime(2019, 1, 1)), ("month", dt.datetime(2019, 6, 1)), ("day", dt.datetime(2019, 6, 7))]
    assert events == expected


def test_instants_are_turned_into_the_instances_time_zone(load: Loader) -> None:
    load(patient(), condition(onsetDateTime="2020-07-01T23:30:00Z"))
    assert load.rows("SELECT condition_start_datetime FROM cdm.condition_occurrence") == [
        (dt.datetime(2020, 7, 2, 1, 30),)
    ]


def test_an_allergy_to_a_drug_is_no_use_of_it(load: Loader) -> None:
    rxnorm = "http://www.nlm.nih.gov/research/umls/rxnorm"
    load(patient(), of("AllergyIntolerance", "a", code=coded(rxnorm, "7980", "Penicillin"), recordedDate="2020-01-01"))
    assert load.rows("SELECT code FROM medomics.event WHERE source_table = 'observation'") == [
        ("ALLERGY//RXNORM:7980",)
    ]
    assert load.value("SELECT count(*) FROM cdm.drug_exposure") == 0


def test_a_hospitals_own_view_adds_a_type_without_code(load: Loader) -> None:
    view = {
        "resourceType": "ViewDefinition",
        "resource": "FamilyMemberHistory",
        "status": "active",
        "select": [
            {
                "column": [
                    {"name": "subject", "path": "patient.getReferenceKey(Patient)"},
                    {"name": "status", "path": "status"},
                    {"name": "date", "path": "date"},
                ]
            },
            {
                "forEach": "condition.code.coding",
                "column": [{"name": n, "path": n} for n in ("system", "code", "display")],
            },
        ],
    }
    sql = (
        "INSERT INTO fact BY NAME SELECT resource_key, subject, 'family' AS assertion, 'Observation' AS domain, "
        "system, code, display, date AS start FROM familymemberhistory;"
    )
    own = load.workspace.folder / "fhir"
    (own / "FamilyMemberHistory.view.json").write_text(json.dumps(view))
    (own / "FamilyMemberHistory.sql").write_text(sql)
    history: dict[str, Any] = {
        "resourceType": "FamilyMemberHistory",
        "id": "f",
        "status": "completed",
        "patient": {"reference": "Patient/p1"},
        "date": "2020-01-01",
        "condition": [{"code": coded(ICD10, "C509")}],
    }
    load(patient(), history)
    assert load.rows("SELECT code, assertion FROM medomics.event WHERE assertion <> 'present'") == [
        ("ICD10//C50.9", "family")
    ]


def _visit() -> dict[str, Any]:
    period = {"start": "2020-03-01T08:00:00+01:00", "end": "2020-03-04T12:00:00+01:00"}
    return of("Encounter", "e1", status="finished", **{"class": {"code": "IMP"}}, period=period)


def _blood_pressure() -> dict[str, Any]:
    def component(code: str, value: float) -> dict[str, Any]:
        quantity = {"value": value, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
        return {"code": coded("http://loinc.org", code), "valueQuantity": quantity}

    return of(
        "Observation",
        "bp",
        status="final",
        category=[coded("urn:c", "vital-signs")],
        code=coded("http://loinc.org", "85354-9"),
        effectiveDateTime="2020-03-02",
        component=[component("8480-6", 120), component("8462-4", 80)],
    )


def _document(text: str) -> dict[str, Any]:
    attachment = {"contentType": "text/plain; charset=utf-8", "data": base64.b64encode(text.encode()).decode()}
    return of(
        "DocumentReference", "d", status="current", date="2020-03-03T10:00:00Z", content=[{"attachment": attachment}]
    )


def _codes(load: Loader) -> list[str]:
    query = "SELECT code FROM medomics.event WHERE source_table = 'condition_occurrence' ORDER BY code"
    return [code for (code,) in load.rows(query)]


def test_each_series_of_an_imaging_study_is_an_image_of_its_procedure(load_both: Loader) -> None:
    dicom = "http://dicom.nema.org/resources/ontology/DCM"
    series = [{"uid": f"1.2.{n}", "modality": {"system": dicom, "code": code}} for n, code in enumerate(("CT", "PT"))]
    study = of("ImagingStudy", "i", status="available", started="2020-04-05T10:00:00Z", series=series)
    load_both(patient(), study)
    linked = (
        "SELECT i.image_series_uid, i.modality_source_value FROM medomics.image_occurrence i "
        "JOIN cdm.procedure_occurrence p ON p.procedure_occurrence_id = i.procedure_occurrence_id ORDER BY 1"
    )
    assert load_both.rows(linked) == [("1.2.0", "CT"), ("1.2.1", "PT")]
    codes = [code for (code,) in load_both.rows("SELECT code FROM medomics.event WHERE code LIKE 'DICOM%'")]
    assert sorted(codes) == ["DICOM//CT", "DICOM//PT"]
    load_both(study | {"series": series[:1]})
    assert load_both.rows(linked) == [("1.2.0", "CT")]
