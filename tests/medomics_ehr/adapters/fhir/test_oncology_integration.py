"""What oncology needs beyond the guide: stages, family history, facts that belong together, nested questionnaires."""

from __future__ import annotations

from typing import Any

from .conftest import SNOMED, Loader, coded, condition, of, patient, relative

LOINC = "http://loinc.org"


def observation(number: str, **elements: Any) -> dict[str, Any]:
    """An Observation of 1 February 2020, a local one unless told otherwise."""
    at = {"effectiveDateTime": "2020-02-01", "issued": "2020-02-03T09:00:00Z"}
    return of("Observation", number, **({"status": "final", "code": coded("urn:local", number)} | at | elements))


STAGES: list[tuple[dict[str, Any], dict[str, Any], str | None]] = [
    (coded(LOINC, "21902-2"), {"text": "Stage IIIA"}, "STAGE//IIIA"),
    (coded(LOINC, "21908-9"), {"text": "stade 4a"}, "STAGE//IVA"),
    (coded(SNOMED, "399537006"), coded(SNOMED, "1222806003"), "STAGE//IIIC"),
    (coded(SNOMED, "399588009"), coded("urn:x", "1", "AJCC stage IIB (qualifier value)"), "STAGE//IIB"),
    (coded(LOINC, "21908-9"), coded("http://cancerstaging.org", "3B"), "STAGE//IIIB"),
    (coded("urn:local", "stade"), coded("http://cancerstaging.org", "Stage IV"), "STAGE//IV"),
    (coded(LOINC, "21899-0"), {"text": "T2a"}, "TNM//pT2a"),
    (coded(LOINC, "21906-3"), coded(SNOMED, "1229984001"), "TNM//cN3"),
    (coded(LOINC, "21901-4"), coded("http://cancerstaging.org", "ypM1b"), "TNM//ypM1b"),
    (coded(LOINC, "21905-5"), {"text": "Tx"}, "TNM//cTX"),
    (coded(LOINC, "21908-9"), {"text": "Not applicable"}, None),
    (coded(LOINC, "21908-9"), {"text": "II feel well"}, None),
    (coded(LOINC, "21908-9"), {"text": "M1 motorway stage door"}, None),
]


def test_a_stage_is_the_event_that_coded_reports_use(load: Loader) -> None:
    observed = [observation(f"o{n}", code=c, valueCodeableConcept=v) for n, (c, v, _) in enumerate(STAGES)]
    load(patient(), *observed)
    events = load.rows(
        "SELECT x.logical_id, e.code, e.time, e.available_at FROM medomics.event e "
        "JOIN medomics.crosswalk x ON x.resource_key = e.source_id WHERE code LIKE 'STAGE//%' OR code LIKE 'TNM//%'"
    )
    expected = {(f"o{n}", code) for n, (_, _, code) in enumerate(STAGES) if code}
    assert {(name, code) for name, code, *_ in events} == expected
    assert {(str(time)[:10], str(known)[:10]) for *_, time, known in events} == {("2020-02-01", "2020-02-03")}


def test_a_stage_inside_the_diagnosis_is_read(load: Loader) -> None:
    load(patient(), condition(stage=[{"summary": {"text": "Stage IIIB"}}]))
    assert load.rows("SELECT code FROM medomics.event WHERE code LIKE 'STAGE//%'") == [("STAGE//IIIB",)]
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 1


def test_a_relatives_disease_is_of_the_family_and_never_the_patients(load: Loader) -> None:
    load(
        patient(),
        relative("dated", date="2020-05-06"),
        relative("undated"),
        relative("wrong", status="entered-in-error"),
    )
    events = load.rows(
        "SELECT assertion, time, numeric_value, text_value FROM medomics.event WHERE code LIKE 'SNOMED//%'"
    )
    assert {(e[0], *e[2:]) for e in events} == {("family", 69.0, "maternal aunt")}
    assert sorted(str(e[1])[:10] for e in events) == ["2020-05-06", "None"]
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 0
    rows = load.rows("SELECT observation_concept_id, observation_source_value FROM cdm.observation")
    assert rows == [(4167217, "363443007")]


def _links(load: Loader) -> set[tuple[Any, ...]]:
    key = load.workspace.key_of
    names = {key("Observation", n): n for n in ("panel", "a", "b")} | {key("Specimen", "s"): "s"}
    rows = load.rows("SELECT fact_id_1, relationship_concept_id, fact_id_2 FROM cdm.fact_relationship")
    return {(names[one], concept, names[other]) for one, concept, other in rows}


def _panel(**elements: Any) -> dict[str, Any]:
    members = [{"reference": f"Observation/{n}"} for n in ("a", "b")]
    return observation("panel", hasMember=members, specimen={"reference": "Specimen/s"}, valueString="x") | elements


SPECIMEN = of("Specimen", "s", type=coded(SNOMED, "119376003"), collection={"collectedDateTime": "2020-01-31"})
LINKED = {
    ("panel", 46233678, "a"),
    ("a", 46233679, "panel"),
    ("panel", 46233678, "b"),
    ("b", 46233679, "panel"),
    ("panel", 44818756, "s"),
    ("s", 44818854, "panel"),
}


def test_facts_that_belong_together_are_linked_both_ways_in_any_order(load_both: Loader) -> None:
    load_both(patient(), _panel(), observation("a"))
    assert _links(load_both) == {link for link in LINKED if {"b", "s"}.isdisjoint(link)}
    load_both(SPECIMEN, observation("b"))
    assert _links(load_both) == LINKED
    assert load_both.value("SELECT count(*) FROM cdm.fact_relationship") == len(LINKED)


def test_links_follow_new_versions_of_either_end(load: Loader) -> None:
    load(patient(), _panel(), observation("a"), observation("b"), SPECIMEN)
    load(observation("a", valueString="new"))
    assert _links(load) == LINKED
    load(_panel(hasMember=[{"reference": "Observation/b"}]))
    assert _links(load) == {link for link in LINKED if "a" not in link}
    load(observation("b", status="entered-in-error"))
    assert _links(load) == {link for link in LINKED if {"a", "b"}.isdisjoint(link)}


def test_every_answer_of_a_questionnaire_is_read_however_deep(load: Loader) -> None:
    deep = {"linkId": "1.1.a", "answer": [{"valueCoding": {"system": LOINC, "code": "LA6576-8", "display": "Yes"}}]}
    asked = {"linkId": "1.1", "answer": [{"valueInteger": 3, "item": [deep]}]}
    several = {"linkId": "2", "answer": [{"valueString": "cough"}, {"valueString": "fever"}]}
    items = [{"linkId": "1", "item": [asked]}, several, {"linkId": "3", "answer": [{"valueDate": "2020-01-02"}]}]
    load(patient(), of("QuestionnaireResponse", "q", status="completed", authored="2020-03-04", item=items))
    rows = load.rows(
        "SELECT code, numeric_value, text_value FROM medomics.event WHERE code LIKE 'LOCAL-questionnaire%'"
    )
    answers = {(code.removeprefix("LOCAL-questionnaire//"), number, text) for code, number, text in rows}
    assert answers == {
        ("1.1", 3.0, None),
        ("1.1.a", None, "Yes"),
        ("2", None, "cough"),
        ("2", None, "fever"),
        ("3", None, "2020-01-02"),
    }
    assert load.value("SELECT count(*) FROM cdm.observation") == 5


def _drug(number: str, day: str, code: str = "L01FF02") -> dict[str, Any]:
    drug = {"status": "completed", "medicationCodeableConcept": coded("http://www.whocc.no/atc", code)}
    return of("MedicationAdministration", number, effectiveDateTime=day, **drug)


EPISODES = """
SELECT e.episode_source_value, CAST(e.episode_start_date AS TEXT), CAST(e.episode_end_date AS TEXT),
       p.episode_source_value, e.episode_concept_id
FROM cdm.episode e LEFT JOIN cdm.episode p ON p.episode_id = e.episode_parent_id ORDER BY e.episode_start_date, 1
"""


def test_episodes_of_a_cancer_and_its_treatments_follow_the_facts(load_both: Loader) -> None:
    course = {"status": "completed", "performedPeriod": {"start": "2020-05-04", "end": "2020-06-12"}}
    radiotherapy = of("Procedure", "r", code=coded(SNOMED, "1217123003"), **course)
    metastasis = condition("m", code=coded("http://hl7.org/fhir/sid/icd-10", "C79.3"))
    load_both(
        patient(),
        condition(),
        metastasis,
        radiotherapy,
        _drug("d1", "2020-04-01"),
        _drug("other", "2020-04-01", "A02BC01"),
    )
    lung = ("C34", "2020-03-02", None, None, 32528)
    drugs = ("systemic therapy", "2020-04-01", "2020-04-01", "C34", 32531)
    rays = ("radiotherapy", "2020-05-04", "2020-06-12", "C34", 32531)
    assert load_both.rows(EPISODES) == [lung, drugs, rays]

    load_both(_drug("d2", "2020-05-13"), _drug("d3", "2021-05-13"), condition("earlier", onsetDateTime="2020-02-20"))
    assert load_both.rows(EPISODES) == [
        ("C34", "2020-02-20", None, None, 32528),
        ("systemic therapy", "2020-04-01", "2020-05-13", "C34", 32531),
        rays,
        ("systemic therapy", "2021-05-13", "2021-05-13", "C34", 32531),
    ]
    assert load_both.value("SELECT count(*) FROM cdm.episode_event") == 2 + 3 + 1

    load_both(*(c | {"verificationStatus": coded("v", "refuted")} for c in (condition(), condition("earlier"))))
    assert [row[0] for row in load_both.rows(EPISODES)] == ["systemic therapy", "radiotherapy", "systemic therapy"]
    assert {row[3] for row in load_both.rows(EPISODES)} == {None}
