"""Observation and DiagnosticReport resources: results are issued days after the sample was taken."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator

from apps.demo.fhir.coding import LOINC, UCUM, Resource, coding, concept, instant, reference, status_concept
from apps.demo.patient import Patient, in_structured

#: LOINC, display, UCUM unit, mean, standard deviation, digits.
_LABS = {
    "haemoglobin": ("718-7", "Hemoglobin [Mass/volume] in Blood", "g/dL", 12.6, 1.6, 1),
    "leucocytes": ("6690-2", "Leukocytes [#/volume] in Blood by Automated count", "10*3/uL", 7.2, 2.1, 1),
    "platelets": ("777-3", "Platelets [#/volume] in Blood by Automated count", "10*3/uL", 265.0, 70.0, 0),
    "creatinine": ("2160-0", "Creatinine [Mass/volume] in Serum or Plasma", "mg/dL", 0.9, 0.22, 2),
    "albumin": ("1751-7", "Albumin [Mass/volume] in Serum or Plasma", "g/dL", 3.9, 0.4, 1),
    "crp": ("1988-5", "C reactive protein [Mass/volume] in Serum or Plasma", "mg/L", 12.0, 8.0, 1),
}
_LDH = ("2532-0", "Lactate dehydrogenase [Enzymatic activity/volume] in Serum or Plasma", "U/L")
_MARKERS = {
    "CEA": ("2039-6", "Carcinoembryonic Ag [Mass/volume] in Serum or Plasma", "ng/mL"),
    "CA15-3": ("6875-9", "Cancer Ag 15-3 [Units/volume] in Serum or Plasma", "[arb'U]/mL"),
}
_STAGE = {True: ("21902-2", "Stage group.pathology Cancer"), False: ("21908-9", "Stage group.clinical Cancer")}
_PANEL = ("11502-2", "Laboratory report")


def observations(patient: Patient, seed: int) -> Iterator[Resource]:
    """Laboratory results, vital signs, and for most patients stage and performance status."""
    for number, day in enumerate(lab_days(patient)):
        rng = random.Random(f"{seed}/{patient.number}/lab/{number}")
        for name, (code, display, unit, mean, deviation, digits) in _LABS.items():
            value = round(max(mean * 0.25, rng.gauss(mean, deviation)), digits)
            yield _result(patient, f"{name}-{number}", (code, display, unit), value, day, 2 + number % 3)
        if patient.tumour_marker:
            yield _result(
                patient, f"marker-{number}", _MARKERS[patient.tumour_marker], patient.marker_value(day), day, 3
            )
        yield from _vital_signs(patient, number, day, rng)
    yield _late_result(patient)
    if in_structured(patient.diagnosis_source) and patient.number % 10 < 8:
        yield _stage(patient)
        yield _performance(patient)


def panels(patient: Patient) -> Iterator[Resource]:
    """A DiagnosticReport for each blood sample."""
    for number, day in enumerate(lab_days(patient)):
        yield {
            "resourceType": "DiagnosticReport",
            "id": f"{patient.id}-panel-{number}",
            "status": "final",
            "category": [status_concept("v2-0074", "LAB")],
            "code": concept(coding(LOINC, *_PANEL)),
            "subject": reference("Patient", patient.id),
            "effectiveDateTime": instant(day, 7, 45),
            "issued": instant(day + dt.timedelta(days=2 + number % 3), 18),
            "result": [reference("Observation", f"{patient.id}-{name}-{number}") for name in _LABS],
        }


def lab_days(patient: Patient) -> list[dt.date]:
    """Days of blood samples: before the board, then at up to five later visits."""
    later = [day for day in patient.visits if day > patient.index][:5]
    return [patient.day(-20), patient.day(-1), *later]


def _late_result(patient: Patient) -> Resource:
    """The leak detector: drawn the day before the index, issued six days after it, and tied to the time of death.

    A model that reads it at the index beats the true risk; one that honours `issued` cannot see it.
    """
    future = patient.survival_days if patient.died else patient.survival_days + 600
    value = round(170 + 700 * math.exp(-future / 350))
    return _result(patient, "ldh-0", _LDH, value, patient.day(-1), 7)


def _result(
    patient: Patient, name: str, code: tuple[str, str, str], value: float, day: dt.date, delay: int
) -> Resource:
    loinc, display, unit = code
    return {
        "resourceType": "Observation",
        "id": f"{patient.id}-{name}",
        "status": "final",
        "category": [status_concept("observation-category", "laboratory")],
        "code": concept(coding(LOINC, loinc, display)),
        "subject": reference("Patient", patient.id),
        "effectiveDateTime": instant(day, 7, 45),
        "issued": instant(day + dt.timedelta(days=delay), 18),
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
    }


def _vital_signs(patient: Patient, number: int, day: dt.date, rng: random.Random) -> Iterator[Resource]:
    common = {
        "status": "final",
        "category": [status_concept("observation-category", "vital-signs")],
        "subject": reference("Patient", patient.id),
        "effectiveDateTime": instant(day, 8, 15),
        "issued": instant(day, 8, 20),
    }
    weight = round(rng.gauss(68, 3) + patient.number % 20, 1)
    yield {
        "resourceType": "Observation",
        "id": f"{patient.id}-weight-{number}",
        **common,
        "code": concept(coding(LOINC, "29463-7", "Body weight")),
        "valueQuantity": {"value": weight, "unit": "kg", "system": UCUM, "code": "kg"},
    }
    parts = (("8480-6", "Systolic blood pressure", rng.gauss(132, 14)),
             ("8462-4", "Diastolic blood pressure", rng.gauss(78, 9)))  # fmt: skip
    yield {
        "resourceType": "Observation",
        "id": f"{patient.id}-pressure-{number}",
        **common,
        "code": concept(coding(LOINC, "85354-9", "Blood pressure panel")),
        "component": [
            {
                "code": concept(coding(LOINC, code, display)),
                "valueQuantity": {"value": round(value), "unit": "mmHg", "system": UCUM, "code": "mm[Hg]"},
            }
            for code, display, value in parts
        ],
    }


def _stage(patient: Patient) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"{patient.id}-stage",
        "status": "final",
        "code": concept(coding(LOINC, *_STAGE[patient.resected])),
        "subject": reference("Patient", patient.id),
        "effectiveDateTime": instant(patient.day(-2), 12),
        "issued": instant(patient.day(-1), 12),
        "valueCodeableConcept": {"text": f"Stage {patient.stage.group}"},
    }


def _performance(patient: Patient) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"{patient.id}-ecog",
        "status": "final",
        "code": concept(coding(LOINC, "89247-1", "ECOG Performance Status score")),
        "subject": reference("Patient", patient.id),
        "effectiveDateTime": instant(patient.index, 9),
        "issued": instant(patient.index, 9),
        "valueInteger": patient.ecog,
    }
