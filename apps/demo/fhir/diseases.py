"""Condition resources: the cancer, its metastases, other diseases, and those that never were."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from apps.demo.fhir.coding import CIM10, ICD10, SNOMED, Resource, coding, concept, instant, reference, status_concept
from apps.demo.patient import Patient, in_structured

#: Disease beside the cancer: ICD-10, SNOMED CT, English and French display.
COMORBIDITY_CODES = {
    "hypertension": ("I10", "59621000", "Essential hypertension", "Hypertension essentielle"),
    "diabetes": ("E11.9", "44054006", "Type 2 diabetes", "Diabète de type 2"),
    "copd": ("J44.9", "13645005", "Chronic obstructive lung disease", "Bronchopneumopathie chronique obstructive"),
    "dyslipidaemia": ("E78.5", "55822004", "Hyperlipidaemia", "Hyperlipidémie"),
    "atrial_fibrillation": ("I48.9", "49436004", "Atrial fibrillation", "Fibrillation auriculaire"),
    "hypothyroidism": ("E03.9", "40930008", "Hypothyroidism", "Hypothyroïdie"),
}
METASTASIS_CODES = {
    "liver": ("C78.7", "94381002", "Liver metastasis", "Métastase hépatique"),
    "lung": ("C78.0", "94391008", "Lung metastasis", "Métastase pulmonaire"),
    "bone": ("C79.5", "94222008", "Bone metastasis", "Métastase osseuse"),
    "brain": ("C79.3", "94225005", "Brain metastasis", "Métastase cérébrale"),
    "adrenal": ("C79.7", "", "Adrenal metastasis", "Métastase surrénalienne"),
    "pleura": ("C78.2", "", "Pleural metastasis", "Métastase pleurale"),
    "peritoneum": ("C78.6", "", "Peritoneal metastasis", "Métastase péritonéale"),
}
#: A cancer that was suspected and refuted, for patients of the cancer in the key.
REFUTED_CANCER = {
    "lung": ("C50.9", "254837009", "Breast cancer", "Cancer du sein"),
    "breast": ("C34.9", "93880001", "Lung cancer", "Cancer du poumon"),
    "colorectal": ("C34.9", "93880001", "Lung cancer", "Cancer du poumon"),
    "sarcoma": ("C50.9", "254837009", "Breast cancer", "Cancer du sein"),
}


def conditions(patient: Patient) -> Iterator[Resource]:
    """All Condition resources of a patient."""
    if in_structured(patient.diagnosis_source):
        yield _cancer(patient)
        for organ in patient.metastases:
            yield _condition(patient, f"met-{organ}", METASTASIS_CODES[organ], patient.day(-2))
    for comorbidity in patient.comorbidities:
        if in_structured(comorbidity.source):
            codes, day = COMORBIDITY_CODES[comorbidity.name], patient.imaging_day
            yield {
                **_condition(patient, comorbidity.name, codes, day),
                "onsetDateTime": str(comorbidity.since),
            }
    yield from _never_were(patient)


def _cancer(patient: Patient) -> Resource:
    cancer = patient.cancer
    exact = patient.number % 3 != 0
    code = patient.site.icd10 if exact else cancer.generic_icd10
    names = {"lung": "Tumeur maligne du poumon", "breast": "Tumeur maligne du sein",
             "colorectal": "Tumeur maligne colorectale", "sarcoma": "Sarcome des tissus mous"}  # fmt: skip
    snomed, display = cancer.snomed
    if patient.site.icd10 == "C20":
        snomed, display = "93984006", "Rectal cancer, primary"
        code = "C20"
    if patient.site.icd10 == "C48.0":
        code = "C48.0"
    return _condition(patient, "cancer", (code, snomed, display, names[cancer.name]), patient.biopsy_day)


def _never_were(patient: Patient) -> Iterator[Resource]:
    """Diseases under suspicion, refuted, or entered in error: none may count."""
    day = patient.day(-12)
    codes = REFUTED_CANCER[patient.cancer.name]
    if "refuted_cancer" in patient.traps:
        yield {**_condition(patient, "refuted", codes, day), "verificationStatus": _verification("refuted")}
    if "unconfirmed_cancer" in patient.traps:
        yield {**_condition(patient, "unconfirmed", codes, day), "verificationStatus": _verification("unconfirmed")}
    if "entered_in_error_report" in patient.traps:
        error = {**_condition(patient, "error", codes, day), "verificationStatus": _verification("entered-in-error")}
        del error["clinicalStatus"]
        yield error


def _verification(code: str) -> Resource:
    return status_concept("condition-ver-status", code)


def _condition(patient: Patient, name: str, codes: tuple[str, str, str, str], day: dt.date) -> Resource:
    """Coded by the administrative system, the oncology system, or both, by the patient's number."""
    icd10, snomed, english, french = codes
    codings = []
    habit = (patient.number + len(name)) % 3
    if habit != 1 or not snomed:
        codings.append(coding(CIM10, icd10, french) if patient.lang == "fr" else coding(ICD10, icd10, english))
    if habit != 0 and snomed:
        codings.append(coding(SNOMED, snomed, english))
    return {
        "resourceType": "Condition",
        "id": f"{patient.id}-{name.replace('_', '-')}",
        "clinicalStatus": status_concept("condition-clinical", "active"),
        "verificationStatus": _verification("confirmed"),
        "code": concept(*codings),
        "subject": reference("Patient", patient.id),
        "onsetDateTime": day.isoformat(),
        "recordedDate": instant(day + dt.timedelta(days=3), 16),
    }
