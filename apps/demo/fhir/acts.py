"""Procedure, ImagingStudy, Specimen and medication resources: what was done, ordered, refused or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from apps.demo.course import given
from apps.demo.drugs import DRUGS, REGIMENS, Drug
from apps.demo.fhir.coding import ATC, CCAM, DICOM, RXNORM, SNOMED, UCUM, Resource, coding, concept, instant, reference
from apps.demo.patient import Exam, Patient, Treatment, in_structured

_SURGERY = {
    "lung": ("173171007", "Lobectomy of lung"),
    "breast": ("392021009", "Lumpectomy of breast"),
    "colorectal": ("23968004", "Colectomy"),
    "sarcoma": ("65801008", "Excision"),
}
_EXAMS = {"ct": ("77477000", "CT scan"), "mri": ("113091000", "MRI scan"), "pet_ct": ("450436003", "PET-CT scan")}
_MODALITIES = {"ct": ("CT",), "mri": ("MR",), "pet_ct": ("PT", "CT")}
_HOME_DRUGS = {
    "hypertension": "amlodipine",
    "diabetes": "metformin",
    "copd": "tiotropium",
    "dyslipidaemia": "atorvastatin",
    "atrial_fibrillation": "apixaban",
    "hypothyroidism": "levothyroxine",
}


def home_drug(comorbidity: str) -> str:
    """The drug a patient of this disease takes at home."""
    return _HOME_DRUGS[comorbidity]


def procedures(patient: Patient) -> Iterator[Resource]:
    """Operations, radiotherapy and, for half of the exams, the exam as an act."""
    for treatment in patient.treatments:
        if not in_structured(treatment.source):
            continue
        if treatment.kind == "surgery":
            yield _procedure(patient, "surgery", coding(SNOMED, *_SURGERY[patient.cancer.name]), treatment.start)
        elif treatment.kind == "radiotherapy":
            yield _procedure(patient, "radiotherapy", coding(SNOMED, "108290001", "Radiotherapy"), treatment.start)
    for exam in patient.exams:
        if in_structured(exam.source) and exam_as_act(patient, exam):
            code = coding(SNOMED, *_EXAMS[exam.kind])
            if exam.kind == "ct" and patient.lang == "fr":
                code = coding(CCAM, "ZBQH001", "Scanographie du thorax avec injection")
            yield _procedure(patient, f"exam-{exam.day:%Y%m%d}", code, exam.day)
    if _cancelled_ct(patient):
        code = coding(SNOMED, *_EXAMS["ct"])
        yield {**_procedure(patient, "exam-cancelled", code, _late_day(patient)), "status": "not-done"}


def imaging_studies(patient: Patient) -> Iterator[Resource]:
    """Studies of the exams that are not entered as acts; a cancelled one never took place."""
    for exam in patient.exams:
        if in_structured(exam.source) and not exam_as_act(patient, exam):
            yield _study(patient, f"img-{exam.day:%Y%m%d}", exam.kind, exam.day, "available")
    if _cancelled_ct(patient):
        yield _study(patient, "img-cancelled", "ct", _late_day(patient), "cancelled")


def specimens(patient: Patient) -> Iterator[Resource]:
    """The tumour sample that was sequenced."""
    yield {
        "resourceType": "Specimen",
        "id": f"{patient.id}-specimen",
        "status": "available",
        "type": concept(coding(SNOMED, "119376003", "Tissue specimen")),
        "subject": reference("Patient", patient.id),
        "receivedTime": instant(patient.biopsy_day, 15),
        "collection": {"collectedDateTime": instant(patient.biopsy_day, 9)},
    }


def drug_names(treatment: Treatment) -> tuple[str, ...]:
    """The drugs of a treatment, those behind its regimen's name included."""
    return tuple(dict.fromkeys((*treatment.drugs, *REGIMENS.get(treatment.regimen, ()))))


def administrations(patient: Patient) -> Iterator[Resource]:
    """Each dose given; one that was not done never counts."""
    for treatment in patient.treatments:
        if not in_structured(treatment.source) or treatment.kind in {"hormone_therapy", "targeted_therapy"}:
            continue
        for day in treatment.doses:
            for name in drug_names(treatment):
                yield _administration(patient, DRUGS[name], day, "completed")
    if "not_done_immunotherapy" in patient.traps and given(patient, "immunotherapy") is None:
        yield _administration(patient, DRUGS["pembrolizumab"], patient.day(16), "not-done")


def prescriptions(patient: Patient) -> Iterator[Resource]:
    """Tablets as orders; what the tumour board only proposed as plans."""
    for treatment in patient.treatments:
        if in_structured(treatment.source) and treatment.kind in {"hormone_therapy", "targeted_therapy"}:
            for name in treatment.drugs:
                yield _prescription(patient, DRUGS[name], treatment.start, "order", "active")
    if given(patient, patient.plan.kind) is None and in_structured(patient.diagnosis_source):
        for name in patient.plan.drugs:
            yield _prescription(patient, DRUGS[name], patient.index, "plan", "draft")
    for comorbidity in patient.comorbidities:
        if in_structured(comorbidity.source):
            yield _prescription(patient, DRUGS[home_drug(comorbidity.name)], patient.imaging_day, "order", "active")


def exam_as_act(patient: Patient, exam: Exam) -> bool:
    """Whether an exam is entered as a Procedure rather than as an ImagingStudy."""
    return (patient.number + exam.day.day) % 2 == 0


def _late_day(patient: Patient) -> dt.date:
    return patient.day(40)


def _cancelled_ct(patient: Patient) -> bool:
    return "cancelled_ct" in patient.traps and patient.survival_days > 40


def _procedure(patient: Patient, name: str, code: dict[str, str], day: dt.date) -> Resource:
    return {
        "resourceType": "Procedure",
        "id": f"{patient.id}-{name}",
        "status": "completed",
        "code": concept(code),
        "subject": reference("Patient", patient.id),
        "performedDateTime": instant(day, 9, 30),
    }


def _study(patient: Patient, name: str, kind: str, day: dt.date, status: str) -> Resource:
    codes = [coding(DICOM, modality) for modality in _MODALITIES[kind]]
    return {
        "resourceType": "ImagingStudy",
        "id": f"{patient.id}-{name}",
        "status": status,
        "modality": codes,
        "subject": reference("Patient", patient.id),
        "started": instant(day, 10, 15),
        "description": _EXAMS[kind][1],
    }


def _drug_concept(patient: Patient, drug: Drug) -> Resource:
    if patient.number % 2 and drug.rxnorm:
        return concept(coding(RXNORM, drug.rxnorm, drug.name))
    return concept(coding(ATC, drug.atc, drug.name))


def _administration(patient: Patient, drug: Drug, day: dt.date, status: str) -> Resource:
    return {
        "resourceType": "MedicationAdministration",
        "id": f"{patient.id}-{drug.name}-{day:%Y%m%d}",
        "status": status,
        "medicationCodeableConcept": _drug_concept(patient, drug),
        "subject": reference("Patient", patient.id),
        "effectiveDateTime": instant(day, 11),
        "dosage": {"dose": {"value": drug.dose, "unit": drug.unit, "system": UCUM, "code": drug.unit}},
    }


def _prescription(patient: Patient, drug: Drug, day: dt.date, intent: str, status: str) -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "id": f"{patient.id}-{intent}-{drug.name}",
        "status": status,
        "intent": intent,
        "medicationCodeableConcept": _drug_concept(patient, drug),
        "subject": reference("Patient", patient.id),
        "authoredOn": instant(day, 12),
    }
