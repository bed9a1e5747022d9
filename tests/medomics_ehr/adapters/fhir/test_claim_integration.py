"""A hospital claim as the French guide writes it: positions of diagnoses, CCAM phases and activities, FINESS."""

from __future__ import annotations

from typing import Any

from .conftest import ICD10, Loader, coded, patient

CCAM = "https://smt.esante.gouv.fr/terminologie-ccam"
FINESS = "https://finess.esante.gouv.fr"


def _claim(acts: list[tuple[str, str]]) -> dict[str, Any]:
    position = "https://interop.esante.gouv.fr/ig/fhir/eds/CodeSystem/position"
    diagnoses = [("dp", "C34.1"), ("dr", "Z51.1"), ("das", "I10"), ("da", "J44")]
    return {
        "resourceType": "Claim",
        "id": "rss",
        "status": "active",
        "created": "2024-10-10",
        "patient": {"reference": "Patient/p1"},
        "provider": {"reference": "Organization/hospital"},
        "item": [{"sequence": 1, "encounter": [{"reference": "Encounter/stay"}]}],
        "diagnosis": [
            {"sequence": n, "type": [coded(position, kind)], "diagnosisCodeableConcept": coded(ICD10, code)}
            for n, (kind, code) in enumerate(diagnoses, 1)
        ],
        "procedure": [
            {"sequence": n, "date": day, "procedureCodeableConcept": coded(CCAM, code)}
            for n, (code, day) in enumerate(acts, 1)
        ],
    }


STAY = {
    "resourceType": "Encounter",
    "id": "stay",
    "status": "finished",
    "class": {"code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "serviceProvider": {"reference": "Organization/hospital"},
    "period": {"start": "2023-11-14", "end": "2023-11-20"},
}
HOSPITAL = {
    "resourceType": "Organization",
    "id": "hospital",
    "name": "Hôpital",
    "identifier": [{"system": "urn:siret", "value": "26750045200011"}, {"system": FINESS, "value": "750100125"}],
}


def test_diagnoses_keep_their_position_and_the_stay_its_establishment(load: Loader) -> None:
    load(patient(), HOSPITAL, STAY, _claim([]))
    rows = load.rows(
        "SELECT c.condition_source_value, c.condition_status_source_value, s.care_site_source_value "
        "FROM cdm.condition_occurrence c JOIN cdm.visit_occurrence v ON v.visit_occurrence_id = c.visit_occurrence_id "
        "JOIN cdm.care_site s ON s.care_site_id = v.care_site_id ORDER BY 1"
    )
    expected = {"C34.1": "principal", "I10": "associated", "J44": "associated", "Z51.1": "related"}
    assert rows == [(code, kind, "750100125") for code, kind in expected.items()]


def test_activities_of_one_phase_and_day_are_one_act(load: Loader) -> None:
    day, next_day = "2023-11-15", "2023-11-16"
    acts = [("NZFA010···01·", day), ("NZFA010···04·", day), ("NZFA010···01·", next_day), ("HFFC017-01", day)]
    load(patient(), _claim([*acts, ("ZZQX001···11·", day), ("ZZQX001···21·", day)]))
    rows = load.rows(
        "SELECT procedure_source_value, CAST(procedure_date AS TEXT), modifier_source_value "
        "FROM cdm.procedure_occurrence ORDER BY 1, 2, 3"
    )
    assert rows == [
        ("HFFC017", day, "phase 0 activity 1"),
        ("NZFA010", day, "phase 0 activity 1,4"),
        ("NZFA010", next_day, "phase 0 activity 1"),
        ("ZZQX001", day, "phase 1 activity 1"),
        ("ZZQX001", day, "phase 2 activity 1"),
    ]
    assert load.value("SELECT count(*) FROM medomics.event WHERE code = 'CCAM//NZFA010'") == 2
