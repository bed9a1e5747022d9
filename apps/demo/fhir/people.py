"""Patient and Encounter resources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from apps.demo.fhir.coding import VISIT, Resource, coding, concept, instant, reference
from apps.demo.patient import Patient

_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_DISPLAYS = {
    "tumour-board": {"fr": "Réunion de concertation pluridisciplinaire", "en": "Tumour board"},
    "imaging": {"fr": "Imagerie", "en": "Imaging"},
    "surgery": {"fr": "Hospitalisation en chirurgie", "en": "Surgical admission"},
    "day-hospital": {"fr": "Hôpital de jour", "en": "Day hospital"},
    "consultation": {"fr": "Consultation", "en": "Outpatient visit"},
}


def person(patient: Patient) -> Resource:
    """The Patient resource; death is its `deceasedDateTime`."""
    resource: Resource = {
        "resourceType": "Patient",
        "id": patient.id,
        "identifier": [{"system": "https://centre.example/ipp", "value": f"9{patient.number:08d}"}],
        "name": [{"family": patient.surname, "given": [patient.given]}],
        "gender": patient.sex,
        "birthDate": patient.birth.isoformat(),
    }
    if patient.died:
        resource["deceasedDateTime"] = instant(patient.last_contact, 14)
    return resource


def encounters(patient: Patient) -> Iterator[Resource]:
    """One Encounter a visit; the tumour board's is the index, the last one is the last contact."""
    for day in patient.visits:
        kind = visit_kind(patient, day)
        inpatient = kind == "surgery"
        end = day + dt.timedelta(days=5) if inpatient else day
        yield {
            "resourceType": "Encounter",
            "id": encounter_id(patient, day),
            "status": "finished",
            "class": coding(_ACT, "IMP" if inpatient else "AMB"),
            "type": [concept(coding(VISIT, kind, _DISPLAYS[kind][patient.lang]))],
            "subject": reference("Patient", patient.id),
            "period": {"start": instant(day, 8), "end": instant(end, 17)},
        }


def encounter_id(patient: Patient, day: dt.date) -> str:
    """The Encounter of a day."""
    return f"{patient.id}-v{day:%Y%m%d}"


def visit_kind(patient: Patient, day: dt.date) -> str:
    """Why the patient came on a day."""
    if day == patient.index:
        return "tumour-board"
    if day == patient.imaging_day or any(exam.day == day for exam in patient.exams):
        return "imaging"
    for treatment in patient.treatments:
        if day in treatment.doses:
            return "surgery" if treatment.kind == "surgery" else "day-hospital"
    return "consultation"
