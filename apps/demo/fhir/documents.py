"""DocumentReference resources: the reports, and one that was filed under the wrong patient."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable, Iterator

from apps.demo.fhir.coding import LOINC, VISIT, Resource, coding, concept, instant, reference
from apps.demo.patient import Patient
from apps.demo.reports.report import Report

_TYPES = {
    "pathology": coding(LOINC, "11526-1", "Pathology study"),
    "imaging": coding(LOINC, "18748-4", "Diagnostic imaging study"),
    "consultation": coding(LOINC, "11488-4", "Consult note"),
    "board": coding(VISIT, "tumour-board-note", "Tumour board note"),
}
_MISFILED = {
    "fr": "COMPTE RENDU\nCarcinome infiltrant du sein gauche et cancer du poumon droit traités par nivolumab.\n",
    "en": "REPORT\nInvasive carcinoma of the left breast and cancer of the right lung, treated with nivolumab.\n",
}


def documents(patient: Patient, reports: Iterable[Report]) -> Iterator[Resource]:
    """The patient's reports, each with its text, signed at 16:00 of the day it bears."""
    for report in reports:
        yield _document(patient, report.id, report.type, report.day, report.text, "current")
    if "entered_in_error_report" in patient.traps:
        text = _MISFILED[patient.lang]
        yield _document(patient, f"{patient.id}-misfiled", "consultation", patient.day(-3), text, "entered-in-error")


def _document(patient: Patient, name: str, kind: str, day: dt.date, text: str, status: str) -> Resource:
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": status,
        "docStatus": "entered-in-error" if status == "entered-in-error" else "final",
        "type": concept(_TYPES[kind]),
        "subject": reference("Patient", patient.id),
        "date": instant(day, 16),
        "content": [
            {
                "attachment": {
                    "contentType": "text/plain; charset=utf-8",
                    "language": patient.lang,
                    "data": base64.b64encode(text.encode()).decode("ascii"),
                }
            }
        ],
    }
