"""Coded findings as FHIR R4: diagnoses as Condition, observations as Observation, drugs and acts as what they are.

The words of the report and their offsets go along in an extension; the report itself is referred to. Pure.
Statuses follow the assertion: what is absent, possible or planned never reads as a fact.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from medomics_ehr.contracts.finding import Finding, numeric_part

Resource = dict[str, Any]
SPAN_EXTENSION = "urn:medomics-ehr:text-span"
_CONDITION = "http://terminology.hl7.org/CodeSystem/condition-"
_STAGE = re.compile(r"^(?P<prefix>[a-z]*)(?P<part>[TNM])", re.ASCII)

#: Assertion to verification status and clinical status of a Condition.
_CONDITION_STATUS: Mapping[str, tuple[str, str]] = {
    "present": ("confirmed", "active"),
    "historical": ("confirmed", "inactive"),
    "possible": ("provisional", "active"),
    "planned": ("unconfirmed", "inactive"),
    "absent": ("refuted", "inactive"),
}
_OBSERVATION_STATUS = {"present": "final", "historical": "final", "possible": "preliminary", "planned": "registered"}
_PROCEDURE_STATUS = {"present": "completed", "historical": "completed", "planned": "preparation", "absent": "not-done"}
_DRUG_STATUS = {"present": "active", "historical": "completed", "planned": "intended", "absent": "not-taken"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding comes from.

    Attributes:
        finding_id, note_id, subject_id: keys of the record.
        note_date: the report's date as a FHIR dateTime, "" where it has none.
        words: the words that state the finding.
    """

    finding_id: int
    note_id: int
    subject_id: int
    note_date: str
    words: str


def resource_of(finding: Finding, evidence: Evidence) -> Resource | None:
    """The resource that says what a finding says; None for another person's findings other than diseases.

    >>> evidence = Evidence(7, 3, 1, "2024-01-02", "lung cancer")
    >>> built = resource_of(Finding(0, 11, "diagnosis", code="C34.9", assertion="absent"), evidence)
    >>> built["resourceType"], built["verificationStatus"]["coding"][0]["code"]
    ('Condition', 'refuted')
    """
    if finding.assertion == "family":
        return _family_history(finding, evidence) if finding.kind == "diagnosis" else None
    if finding.kind == "diagnosis":
        return _condition(finding, evidence)
    if finding.kind == "drug":
        return _medication_statement(finding, evidence)
    if finding.kind in {"treatment", "exam"}:
        return _procedure(finding, evidence)
    return _observation(finding, evidence)


def _base(kind: str, finding: Finding, evidence: Evidence) -> Resource:
    span = [
        {"url": "start", "valueInteger": finding.start},
        {"url": "end", "valueInteger": finding.end},
        {"url": "confidence", "valueDecimal": round(finding.confidence, 4)},
        {"url": "report", "valueReference": report(evidence)},
    ]
    if evidence.words.strip():
        span.append({"url": "words", "valueString": evidence.words})
    return {
        "resourceType": kind,
        "id": f"finding-{evidence.finding_id}",
        "extension": [{"url": SPAN_EXTENSION, "extension": span}],
    }


def report(evidence: Evidence) -> Resource:
    """A reference to the report."""
    return {"reference": f"DocumentReference/{evidence.note_id}"}


def subject(evidence: Evidence) -> Resource:
    """A reference to the patient, by the record's key."""
    return {"reference": f"Patient/{evidence.subject_id}"}


def _when(finding: Finding, evidence: Evidence) -> str:
    """The finding's own date; the past of unknown date has none."""
    return finding.date or ("" if finding.assertion == "historical" else evidence.note_date)


def _concept(system: str, code: str | None, text: str) -> Resource:
    coded = {"coding": [{"system": system, "code": code}]} if code else {}
    return {**coded, "text": text}


def _status(axis: str, code: str) -> Resource:
    return {"coding": [{"system": f"{_CONDITION}{axis}", "code": code}]}


def _with_date(resource: Resource, name: str, date: str) -> Resource:
    return {**resource, name: date} if date else resource


def _condition(finding: Finding, evidence: Evidence) -> Resource:
    verification, clinical = _CONDITION_STATUS[finding.assertion]
    resource = {
        **_base("Condition", finding, evidence),
        "clinicalStatus": _status("clinical", clinical),
        "verificationStatus": _status("ver-status", verification),
        "code": _concept("http://hl7.org/fhir/sid/icd-10", finding.code, _name(finding, evidence)),
        "subject": subject(evidence),
        "evidence": [{"detail": [report(evidence)]}],
    }
    resource = _with_date(resource, "onsetDateTime", finding.date or "")
    return _with_date(resource, "recordedDate", evidence.note_date)


def _family_history(finding: Finding, evidence: Evidence) -> Resource:
    relative = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "FAMMEMB"}
    disease = _concept("http://hl7.org/fhir/sid/icd-10", finding.code, _name(finding, evidence))
    return {
        **_base("FamilyMemberHistory", finding, evidence),
        "status": "partial",
        "patient": subject(evidence),
        "relationship": {"coding": [relative]},
        "condition": [{"code": disease}],
        "reasonReference": [report(evidence)],
    }


def _medication_statement(finding: Finding, evidence: Evidence) -> Resource:
    resource = {
        **_base("MedicationStatement", finding, evidence),
        "status": _DRUG_STATUS.get(finding.assertion, "unknown"),
        "medicationCodeableConcept": _concept("http://www.whocc.no/atc", finding.code, _name(finding, evidence)),
        "subject": subject(evidence),
        "derivedFrom": [report(evidence)],
    }
    resource = _with_date(resource, "effectiveDateTime", _when(finding, evidence))
    return _with_date(resource, "dateAsserted", evidence.note_date)


def _procedure(finding: Finding, evidence: Evidence) -> Resource:
    resource = {
        **_base("Procedure", finding, evidence),
        "status": _PROCEDURE_STATUS.get(finding.assertion, "unknown"),
        "category": {"text": "imaging or biopsy" if finding.kind == "exam" else "cancer treatment"},
        "code": _concept(f"urn:medomics-ehr:{finding.kind}", finding.value, _name(finding, evidence)),
        "subject": subject(evidence),
        "reasonReference": [report(evidence)],
    }
    return _with_date(resource, "performedDateTime", _when(finding, evidence))


def _observation(finding: Finding, evidence: Evidence) -> Resource:
    resource = {
        **_base("Observation", finding, evidence),
        "status": _OBSERVATION_STATUS.get(finding.assertion, "cancelled"),
        "code": _observation_code(finding),
        "subject": subject(evidence),
        "derivedFrom": [report(evidence)],
        **_observation_value(finding),
    }
    return _with_date(resource, "effectiveDateTime", _when(finding, evidence))


@cache
def _observation_codes() -> dict[tuple[str, str], dict[str, str]]:
    text = files(__package__).joinpath("observation_codes.csv").read_text(encoding="utf-8")
    return {(row["kind"], row["part"]): row for row in csv.DictReader(text.splitlines())}


def _observation_code(finding: Finding) -> Resource:
    if finding.kind == "biomarker":
        return _concept("urn:medomics-ehr:biomarker", finding.code, finding.code or "biomarker")
    row = _observation_codes()[(finding.kind, _stage_part(finding) if finding.kind == "stage" else "")]
    return _concept("http://loinc.org", row["loinc"], row["text"])


def _stage_part(finding: Finding) -> str:
    """`pT` for `ypT1b`, `cN` for `N2`, `group` for `stage IIIB`."""
    match = _STAGE.match(finding.value or "")
    if match is None:
        return "group"
    return ("p" if "p" in match["prefix"] else "c") + match["part"]


def _observation_value(finding: Finding) -> Resource:
    if finding.assertion in {"absent", "planned"}:
        reason = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-performed"}
        return {"dataAbsentReason": {"coding": [reason]}}
    if finding.kind == "morphology":
        return {"valueCodeableConcept": _concept("urn:oid:2.16.840.1.113883.6.43.1", finding.code, finding.code or "")}
    number, unit = numeric_part(finding.value)
    if finding.kind == "performance" and number is not None:
        return {"valueInteger": int(number)}
    if finding.kind == "biomarker" and number is not None:
        return {"valueQuantity": {"value": number, **({"unit": unit} if unit else {})}}
    return {"valueCodeableConcept": {"text": finding.value}} if finding.value else {}


def _name(finding: Finding, evidence: Evidence) -> str:
    return evidence.words.strip() or finding.value or finding.code or finding.kind
