"""Codings, references and instants as the resources write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
ATC = "http://www.whocc.no/atc"
CIM10 = "https://smt.esante.gouv.fr/terminologie-cim-10"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
CCAM = "https://smt.esante.gouv.fr/terminologie-ccam"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
UCUM = "http://unitsofmeasure.org"
VISIT = "https://centre.example/fhir/CodeSystem/visit"

Resource = dict[str, Any]


def coding(system: str, code: str, display: str = "") -> dict[str, str]:
    """One coding; an empty display is left out."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: dict[str, str], text: str = "") -> Resource:
    """A CodeableConcept of several codings of one meaning."""
    return {**({"coding": list(codings)} if codings else {}), **({"text": text} if text else {})}


def status_concept(system: str, code: str) -> Resource:
    """A CodeableConcept of HL7's own terminology, such as a condition's clinical status."""
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def reference(kind: str, logical_id: str) -> dict[str, str]:
    """A relative reference."""
    return {"reference": f"{kind}/{logical_id}"}


def instant(day: dt.date, hour: int = 10, minute: int = 0) -> str:
    """A FHIR instant; the centre writes winter time all year, as many systems do.

    >>> instant(dt.date(2021, 3, 4), 9, 30)
    '2021-03-04T09:30:00+01:00'
    """
    return f"{day.isoformat()}T{hour:02d}:{minute:02d}:00+01:00"
