"""HL7's FHIR-to-OMOP guide: each testable SHALL has a test named by its number; `docs/conformance/f2o.md` lists them.

The vocabulary is invented: a few concepts under the vocabularies' names, so that no terminology is copied.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.record.cdm_fields import cdm_fields
from medomics_ehr.record.tables import metadata

from .conftest import ICD10, SNOMED, Loader, coded, condition, of, patient, relative

LOINC = "http://loinc.org"
VOCABULARY_TABLES = {"concept", "concept_relationship", "concept_ancestor", "relationship", "vocabulary", "domain"}
UCUM = "http://unitsofmeasure.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"

#: concept_id, name, domain, vocabulary, class, standard, code
CONCEPTS = [
    (1001, "invented disease", "Condition", "SNOMED", "Disorder", "S", "D1"),
    (1002, "invented situation", "Observation", "SNOMED", "Context-dependent", "S", "S1"),
    (1003, "invented act", "Procedure", "SNOMED", "Procedure", "S", "A1"),
    (1004, "invented level", "Measurement", "LOINC", "Lab Test", "S", "L1"),
    (1005, "invented answer", "Meas Value", "SNOMED", "Qualifier Value", "S", "V1"),
    (1006, "milligram", "Unit", "UCUM", "Unit", "S", "mg"),
    (1007, "invented drug", "Drug", "RxNorm", "Ingredient", "S", "R1"),
    (2001, "invented disease, classified", "Condition", "ICD10CM", "5-char", None, "X1"),
    (2003, "invented disease, dotted", "Condition", "ICD10CM", "5-char", None, "Z99.9"),
    (2002, "code without standard", "Condition", "ICD10CM", "5-char", None, "X2"),
    (1008, "invented allergy", "Observation", "SNOMED", "Disorder", "S", "Y1"),
    (2004, "invented allergy to the drug", "Observation", "SNOMED", "Disorder", None, "Y2"),
]
MAPS_TO = [(2001, 1001), (2003, 1001), (2004, 1008)]
MAPS_TO_VALUE = [(2004, 1007)]


@pytest.fixture
def known(load: Loader) -> Loader:
    """A loader whose record holds the invented vocabulary."""
    load.record.create()
    day = {"valid_start_date": dt.date(1970, 1, 1), "valid_end_date": dt.date(2099, 12, 31)}
    names = ("concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "standard_concept")
    concepts = [dict(zip((*names, "concept_code"), row, strict=True)) | day for row in CONCEPTS]
    links = [{"concept_id_1": a, "concept_id_2": b, "relationship_id": "Maps to"} | day for a, b in MAPS_TO]
    links += [
        {"concept_id_1": a, "concept_id_2": b, "relationship_id": "Maps to value"} | day for a, b in MAPS_TO_VALUE
    ]
    release = {
        "vocabulary_id": "None",
        "vocabulary_name": "OMOP",
        "vocabulary_version": "test 1",
        "vocabulary_concept_id": 0,
    }
    with load.record.write() as connection:
        connection.execute(sa.insert(metadata.tables["cdm.concept"]).values(concepts))
        connection.execute(sa.insert(metadata.tables["cdm.concept_relationship"]).values(links))
        connection.execute(sa.insert(metadata.tables["cdm.vocabulary"]).values(release))
    return load


def _condition(*codings: dict[str, Any], **elements: Any) -> dict[str, Any]:
    return condition(**{"code": {"coding": list(codings)}} | elements)


def _coding(system: str, code: str, **more: Any) -> dict[str, Any]:
    return {"system": system, "code": code} | more


def test_f2o_001_the_record_has_the_tables_and_fields_of_cdm_5_4(load: Loader) -> None:
    load(patient())
    held = load.rows(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'cdm'"
    )
    assert {name for (name,) in held} == {f"{row['table']}.{row['field']}" for row in cdm_fields()}


def test_f2o_011_elements_that_a_source_may_omit_are_not_assumed(load: Loader) -> None:
    bare = [
        {"resourceType": "Patient", "id": "p1"},
        of("Encounter", "e", status="finished", **{"class": {}}, period={"start": "2020"}),
        of("Condition", "c", code={"text": "cough"}, recordedDate="2020"),
        of("Observation", "o", status="final", code={"text": "weight"}, effectiveDateTime="2020"),
        of("Procedure", "r", status="completed", code={"text": "scan"}, performedDateTime="2020"),
        of(
            "MedicationRequest",
            "m",
            status="active",
            intent="order",
            medicationCodeableConcept={"text": "x"},
            authoredOn="2020",
        ),
    ]
    assert load(*bare).account.count("loaded") == 6


def test_f2o_013_single_resources_and_bundles_load(load: Loader) -> None:
    assert load(patient()).account.count("loaded") == 1
    for kind in ("document", "collection", "message", "transaction", "searchset"):
        bundle = {"resourceType": "Bundle", "type": kind, "entry": [{"resource": condition(kind)}]}
        path = load.folder / f"Bundle.{len(kind)}.json"
        path.write_text(json.dumps(bundle))
        assert load_fhir(load.workspace, [path]).account.count("loaded") == 1


def test_f2o_020_business_identifiers_are_in_no_source_value(load: Loader) -> None:
    number = [{"system": "urn:hospital", "value": "IPP-778812"}]
    load(
        patient(identifier=number),
        condition(identifier=number),
        of("Specimen", "s", identifier=number, receivedTime="2020", type={"text": "blood"}),
    )
    for row in cdm_fields():
        if row["field"].endswith("_source_value"):
            query = f"SELECT count(*) FROM cdm.{row['table']} WHERE {row['field']} LIKE '%778812%'"
            assert load.value(query) == 0


def test_f2o_021_keys_come_from_type_and_logical_id_alone(load: Loader) -> None:
    load(patient(identifier=[{"value": "1"}]))
    load(patient(identifier=[{"value": "2"}]))
    assert load.rows("SELECT person_id FROM cdm.person") == [(load.workspace.key_of("Patient", "p1"),)]


def test_f2o_022_nobody_is_named_in_any_field_but_the_words_of_notes(load: Loader) -> None:
    """Held for all tables but `medomics.note_text`, whose words are not de-identified."""
    named = {
        "name": [{"family": "Tremblay-Roy", "given": ["Geneviève"]}],
        "address": [{"line": ["12 rue des Lilas"], "city": "Trois-Rivières", "postalCode": "G8T-1Y9"}],
        "telecom": [{"value": "+1-819-555-0100"}],
        "identifier": [{"system": "urn:hospital", "value": "MRN-445566"}],
        "contact": [{"name": {"text": "Geneviève Tremblay-Roy"}}],
    }
    words = base64.b64encode("Geneviève Tremblay-Roy, MRN-445566".encode()).decode()
    note = of("DocumentReference", "d", status="current", date="2020-01-01T00:00:00Z", description="Tremblay-Roy")
    note["content"] = [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": words}}]
    note["author"] = [{"reference": "Practitioner/x", "display": "Geneviève Tremblay-Roy"}]
    subject = {"reference": "Patient/p1", "display": "Geneviève Tremblay-Roy"}
    load(patient(**named), condition(subject=subject, note=[{"text": "Tremblay-Roy"}]), relative("f"), note)
    secrets = ("Tremblay", "Geneviève", "Lilas", "Trois-Rivières", "G8T", "555-0100", "445566", "Jeanne Martin")
    assert "445566" in load.value("SELECT text FROM medomics.note_text")
    for name, table in metadata.tables.items():
        columns = [f'"{c.name}"' for c in table.columns if (name, c.name) != ("medomics.note_text", "text")]
        held = repr(load.rows(f"SELECT {', '.join(columns)} FROM {name}"))
        assert [secret for secret in secrets if secret in held] == [], name


def test_f2o_024_the_crosswalk_is_outside_the_cdm_schema(load: Loader) -> None:
    load(patient("named-by-the-hospital"))
    assert load.rows("SELECT logical_id FROM medomics.crosswalk") == [("named-by-the-hospital",)]
    assert load.value("SELECT count(*) FROM cdm.person WHERE person_source_value IS NOT NULL") == 0


def test_f2o_030_a_code_is_resolved_by_existence_standard_and_domain(known: Loader) -> None:
    known(patient(), _condition(_coding(ICD10CM, "X1")))
    columns = "condition_concept_id, condition_source_concept_id, condition_source_value"
    assert known.rows(f"SELECT {columns} FROM cdm.condition_occurrence") == [(1001, 2001, "X1")]


def test_f2o_031_concept_ids_are_standard_and_source_concepts_keep_the_rest(known: Loader) -> None:
    known(patient(), _condition(_coding(ICD10CM, "X1")), _level())
    for table, concept in (("condition_occurrence", "condition"), ("measurement", "measurement")):
        query = (
            f"SELECT count(*) FROM cdm.{table} t LEFT JOIN cdm.concept c ON c.concept_id = t.{concept}_concept_id "
            f"WHERE t.{concept}_concept_id <> 0 AND coalesce(c.standard_concept, '') <> 'S'"
        )
        assert known.value(query) == 0


def test_f2o_032_a_code_without_a_standard_concept_is_concept_0(known: Loader) -> None:
    known(patient(), _condition(_coding(ICD10CM, "X2")))
    assert known.rows("SELECT condition_concept_id, condition_source_concept_id FROM cdm.condition_occurrence") == [
        (0, 2002)
    ]


def test_f2o_033_the_source_code_is_kept_verbatim(known: Loader) -> None:
    known(patient(), _condition(_coding("urn:oid:1.2.3", "c34.1 (Local)")))
    assert known.rows("SELECT condition_source_value FROM cdm.condition_occurrence") == [("c34.1 (Local)",)]


def test_an_icd_10_code_is_found_with_and_without_its_dot(known: Loader) -> None:
    codes = ("Z999", "Z99.9")
    known(patient(), *[condition(c, code={"coding": [_coding(ICD10CM, c)]}) for c in codes])
    columns = "condition_concept_id, condition_source_value"
    rows = known.rows(f"SELECT {columns} FROM cdm.condition_occurrence ORDER BY 2")
    assert rows == [(1001, "Z99.9"), (1001, "Z999")]
    assert known.rows("SELECT DISTINCT code FROM medomics.event WHERE code LIKE 'ICD10%'") == [("ICD10//Z99.9",)]


def test_f2o_034_of_several_codes_the_standard_vocabulary_of_the_domain_wins(known: Loader) -> None:
    known(patient(), _condition(_coding(ICD10CM, "X2"), _coding("urn:local", "1"), _coding(SNOMED, "D1")))
    assert known.rows("SELECT condition_source_value FROM cdm.condition_occurrence") == [("D1",)]


def test_f2o_035_a_preferred_coding_breaks_a_tie(load: Loader) -> None:
    load(patient(), _condition(_coding("urn:local", "1"), _coding("urn:local", "2", userSelected=True)))
    assert load.rows("SELECT condition_source_value FROM cdm.condition_occurrence") == [("2",)]


def test_f2o_036_of_a_parent_and_its_child_the_child_is_taken(known: Loader) -> None:
    parent = {"concept_id": 1000, "concept_name": "invented group", "domain_id": "Condition", "vocabulary_id": "SNOMED"}
    parent |= {"concept_class_id": "Disorder", "standard_concept": "S", "concept_code": "D0"}
    parent |= {"valid_start_date": dt.date(1970, 1, 1), "valid_end_date": dt.date(2099, 12, 31)}
    link = {
        "ancestor_concept_id": 1000,
        "descendant_concept_id": 1001,
        "min_levels_of_separation": 1,
        "max_levels_of_separation": 1,
    }
    with known.record.write() as connection:
        connection.execute(sa.insert(metadata.tables["cdm.concept"]).values(parent))
        connection.execute(sa.insert(metadata.tables["cdm.concept_ancestor"]).values(link))
    known(patient(), _condition(_coding(SNOMED, "D0"), _coding(SNOMED, "D1")))
    assert known.rows("SELECT condition_concept_id FROM cdm.condition_occurrence") == [(1001,)]


def test_f2o_037_the_resolved_concepts_domain_decides_the_table(known: Loader) -> None:
    known(patient(), _condition(_coding(SNOMED, "S1")))
    assert known.rows("SELECT observation_concept_id FROM cdm.observation") == [(1002,)]
    assert known.value("SELECT count(*) FROM cdm.condition_occurrence") == 0
    assert known.rows("SELECT DISTINCT source_table FROM medomics.event WHERE code = 'SNOMED//S1'") == [
        ("observation",)
    ]


def test_f2o_037_an_allergy_to_a_drug_is_no_use_of_it_and_a_specimen_goes_by_its_concept(
    known: Loader,
) -> None:
    """The guide's value-as-concept pattern: "allergy to drug" is the concept, the drug its value."""
    allergies = {
        "substance": _coding("http://www.nlm.nih.gov/research/umls/rxnorm", "R1"),
        "composite": _coding(SNOMED, "Y2"),
        "disease": _coding(SNOMED, "D1"),
    }
    at = {"recordedDate": "2020-01-01"}
    known(patient(), *(of("AllergyIntolerance", n, code={"coding": [c]}, **at) for n, c in allergies.items()))
    found = known.rows("SELECT observation_concept_id, value_as_concept_id FROM cdm.observation ORDER BY 1")
    assert found == [(1008, 1007), (439224, 1007)]
    assert known.rows("SELECT condition_concept_id FROM cdm.condition_occurrence") == [(1001,)]
    assert known.value("SELECT count(*) FROM cdm.drug_exposure") == 0
    sample = of("Specimen", "s", type=coded(SNOMED, "S1"), collection={"collectedDateTime": "2020-01-01"})
    known(sample)
    assert known.value("SELECT count(*) FROM cdm.observation WHERE observation_concept_id = 1002") == 1


def test_f2o_039_no_concept_is_made(known: Loader) -> None:
    known(patient(), _condition(_coding(SNOMED, "unknown")), relative("f"))
    assert known.value("SELECT count(*) FROM cdm.concept") == len(CONCEPTS)
    for row in cdm_fields():
        if row["field"].endswith("_concept_id") and row["table"] not in VOCABULARY_TABLES:
            assert (known.value(f"SELECT max({row['field']}) FROM cdm.{row['table']}") or 0) < 2_000_000_000


def test_f2o_040_the_vocabulary_release_is_recorded_with_each_load(known: Loader) -> None:
    known(patient())
    assert known.rows("SELECT vocabulary_release FROM medomics.load_run") == [("test 1",)]


#: Type concepts that the mapping writes; all are standard concepts of the domain Type Concept in OHDSI's vocabularies.
TYPE_CONCEPTS = {32817, 32818, 32827, 32831, 32838, 32840, 32856, 32862, 32865, 32882}


def test_f2o_050_every_row_has_a_type_concept(load: Loader) -> None:
    load(patient(deceasedDateTime="2021"), condition(), _level(), _order(), _statement(), _visit())
    for row in cdm_fields():
        if row["field"].endswith("_type_concept_id") and row["table"] != "metadata":
            found = load.rows(f"SELECT DISTINCT {row['field']} FROM cdm.{row['table']}")
            assert {value for (value,) in found} <= TYPE_CONCEPTS


def test_f2o_051_the_type_concept_follows_category_and_context(load: Loader) -> None:
    problem = [coded("http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item")]
    load(patient(), condition(category=problem), _level(category=[coded("urn:c", "laboratory")]))
    assert load.rows("SELECT condition_type_concept_id FROM cdm.condition_occurrence") == [(32840,)]
    assert load.rows("SELECT measurement_type_concept_id FROM cdm.measurement") == [(32856,)]


def test_f2o_052_without_context_the_most_general_type_is_taken(load: Loader) -> None:
    load(patient(), condition())
    assert load.rows("SELECT condition_type_concept_id FROM cdm.condition_occurrence") == [(32817,)]


def test_f2o_053_what_a_patient_reports_is_told_from_what_a_clinician_records(load: Loader) -> None:
    load(patient(), _statement(), _order())
    found = load.rows("SELECT drug_source_value, drug_type_concept_id FROM cdm.drug_exposure ORDER BY 1")
    assert found == [("ordered", 32838), ("taken", 32865)]


@pytest.mark.parametrize("policy", ["permissive", "strict"])
def test_f2o_060_what_was_not_realised_is_in_no_clinical_table(load: Loader, policy: Any) -> None:
    drug = {"medicationCodeableConcept": coded("urn:d", "1"), "authoredOn": "2020-01-01"}
    act = {"code": coded("urn:p", "1"), "performedDateTime": "2020-01-01"}
    load(
        patient(),
        *[of("Procedure", s, status=s, **act) for s in ("preparation", "not-done", "entered-in-error")],
        *[of("MedicationRequest", s, status="active", intent=s, **drug) for s in ("proposal", "plan")],
        of("MedicationRequest", "cancelled", status="cancelled", intent="order", **drug),
        of("Observation", "o", status="cancelled", code=coded(LOINC, "1"), effectiveDateTime="2020"),
        of("Encounter", "e", status="planned", **{"class": {"code": "AMB"}}, period={"start": "2030"}),
        policy=policy,
    )
    for table in ("procedure_occurrence", "drug_exposure", "observation", "measurement", "visit_occurrence"):
        assert load.value(f"SELECT count(*) FROM cdm.{table}") == 0
    assert (
        load.value("SELECT count(*) FROM medomics.event WHERE assertion = 'present' AND source_table <> 'person'") == 0
    )


def test_f2o_061_the_filter_rules_of_each_load_are_recorded(load: Loader) -> None:
    load(patient())
    load(patient(), policy="strict")
    rules = load.rows("SELECT policy, rules FROM medomics.load_run ORDER BY load_id")
    assert [policy for policy, _ in rules] == ["permissive", "strict"]
    assert rules[0][1] != rules[1][1]


def test_f2o_062_exclusions_are_counted_by_type_and_reason(load: Loader) -> None:
    load(patient(), {"resourceType": "Goal", "id": "x"}, of("Procedure", "p", status="entered-in-error"))
    rows = load.rows("SELECT resource_type, reason, resources FROM medomics.exclusion ORDER BY 1")
    assert rows == [("Goal", "type is not mapped", 1), ("Procedure", "status entered-in-error", 1)]


def test_f2o_063_a_modifier_is_not_passed_over_and_an_unmapped_code_is_recorded(known: Loader) -> None:
    changed = condition("m", modifierExtension=[{"url": "urn:not", "valueBoolean": True}])
    result = known(patient(), changed, _condition(_coding(SNOMED, "unknown")))
    assert result.account.excluded_by == {("Condition", "modifier extension"): 1}
    unmapped = known.rows("SELECT table_name, code_system, code, rows FROM medomics.unmapped_code")
    assert unmapped == [("condition_occurrence", "SNOMED", "unknown", 1)]


def test_f2o_070_every_required_field_is_filled(known: Loader) -> None:
    known(patient(), condition(), _level(), _order(), _statement(), _visit())
    for row in cdm_fields():
        if row["required"] == "yes":
            assert known.value(f"SELECT count(*) FROM cdm.{row['table']} WHERE {row['field']} IS NULL") == 0


def test_f2o_070_what_has_no_date_is_excluded_and_counted(load: Loader) -> None:
    visit = of("Encounter", "e", status="finished", **{"class": {"code": "AMB"}})
    result = load(patient(), of("Condition", "c", code=coded(ICD10, "C34")), visit)
    reason = "no date or no code"
    assert result.account.excluded_by == {("Condition", reason): 1, ("Encounter", reason): 1}


def test_f2o_071_an_imputed_date_is_marked_by_its_type_concept(load: Loader) -> None:
    load(patient(), condition("c1", onsetDateTime="2019"), condition("c2"))
    rows = load.rows("SELECT condition_start_date, condition_type_concept_id FROM cdm.condition_occurrence ORDER BY 1")
    assert [(str(day)[:10], kind) for day, kind in rows] == [("2019-01-01", 32882), ("2020-03-02", 32817)]


def test_f2o_072_instants_are_in_one_time_zone_that_is_recorded(load: Loader) -> None:
    times = ["2020-01-01T23:30:00Z", "2020-01-02T00:30:00+01:00", "2020-01-01T18:30:00-05:00"]
    load(patient(), *[condition(f"c{i}", onsetDateTime=t) for i, t in enumerate(times)])
    rows = load.rows("SELECT DISTINCT condition_start_datetime, condition_start_date FROM cdm.condition_occurrence")
    assert [(t, str(d)[:10]) for t, d in rows] == [(dt.datetime(2020, 1, 2, 0, 30), "2020-01-02")]
    assert load.value("SELECT max(time_zone) FROM medomics.load_run") == "Europe/Paris"


def test_f2o_073_a_time_of_day_is_kept_and_none_is_invented(load: Loader) -> None:
    load(patient(), condition("c1"), condition("c2", onsetDateTime="2020-03-02T08:00:00+01:00"))
    rows = load.rows("SELECT condition_start_datetime FROM cdm.condition_occurrence ORDER BY 1 NULLS FIRST")
    assert rows == [(None,), (dt.datetime(2020, 3, 2, 8, 0),)]


def test_f2o_090_the_rows_fit_the_model_of_their_tables(known: Loader) -> None:
    """Keys lead to rows that exist, as the CDM's own field list asks."""
    known(
        patient(),
        _visit(),
        _condition(_coding(SNOMED, "D1"), encounter={"reference": "Encounter/e"}),
        _level(),
        _order(),
    )
    for row in cdm_fields():
        if (
            row["foreign_table"]
            and row["foreign_table"] not in VOCABULARY_TABLES
            and row["table"] not in VOCABULARY_TABLES
        ):
            lost = known.value(
                f"SELECT count(*) FROM cdm.{row['table']} WHERE {row['field']} IS NOT NULL AND {row['field']} NOT IN "
                f"(SELECT {row['foreign_field']} FROM cdm.{row['foreign_table']})"
            )
            assert lost == 0, row


def test_f2o_093_codes_are_resolved_against_the_vocabulary_that_is_loaded(known: Loader) -> None:
    known(patient(), _condition(_coding(SNOMED, "D1")))
    assert known.rows("SELECT condition_concept_id FROM cdm.condition_occurrence") == [(1001,)]


def test_f2o_100_each_row_leads_back_to_its_resource(load: Loader) -> None:
    load(patient(), condition(), _level())
    query = (
        "SELECT x.logical_id FROM cdm.condition_occurrence c JOIN medomics.source_row s "
        "ON s.table_name = 'condition_occurrence' AND s.row_id = c.condition_occurrence_id "
        "JOIN medomics.crosswalk x ON x.resource_key = s.resource_key"
    )
    assert load.rows(query) == [("c1",)]


def test_f2o_102_each_load_records_versions_and_time(known: Loader) -> None:
    known(patient())
    columns = ("cdm_version", "vocabulary_release", "guide_version", "software_version", "started_at")
    [row] = known.rows(f"SELECT {', '.join(columns)} FROM medomics.load_run")
    assert all(row)


def test_f2o_103_loading_again_doubles_nothing(load: Loader) -> None:
    load(patient(), condition())
    before = load.digest()
    load(patient(), condition())
    assert load.digest() == before


def test_values_units_comparators_and_absent_reasons_are_kept(known: Loader) -> None:
    quantity = {"value": 0.4, "comparator": "<", "unit": "mg", "system": UCUM, "code": "mg"}
    coded_value = {"valueCodeableConcept": coded(SNOMED, "V1", "reactive")}
    known(
        patient(),
        _level("a", valueQuantity=quantity),
        _level("b", **coded_value),
        _level("c", dataAbsentReason=coded("urn:r", "not-performed")),
    )
    columns = "value_as_number, operator_concept_id, unit_concept_id, value_as_concept_id, value_source_value"
    rows = known.rows(f"SELECT {columns} FROM cdm.measurement")
    assert sorted(rows, key=str) == sorted(
        [(0.4, 4171756, 1006, None, None), (None, None, None, 1005, "V1"), (None, None, None, None, "not-performed")],
        key=str,
    )


def _level(number: str = "o", **elements: Any) -> dict[str, Any]:
    base = {"status": "final", "code": coded(LOINC, "L1"), "category": [coded("urn:c", "laboratory")]}
    return of("Observation", number, **base | {"effectiveDateTime": "2020-03-02"} | elements)


def _order() -> dict[str, Any]:
    drug = coded("urn:d", "ordered")
    return of(
        "MedicationRequest",
        "m",
        status="active",
        intent="order",
        medicationCodeableConcept=drug,
        authoredOn="2020-05-04",
    )


def _statement() -> dict[str, Any]:
    drug = coded("urn:d", "taken")
    return of("MedicationStatement", "s", status="active", medicationCodeableConcept=drug, effectiveDateTime="2020")


def _visit() -> dict[str, Any]:
    return of("Encounter", "e", status="finished", **{"class": {"code": "AMB"}}, period={"start": "2020-03-02"})
