"""Code systems: the URLs under which sources name them, their short names in event codes, their OMOP vocabulary."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A code system.

    Attributes:
        short: the name before `//` in an event code.
        vocabulary: `vocabulary_id` of the OHDSI vocabularies, "" where they have none.
        urls: canonical URLs and OIDs under which FHIR sources name it.
    """

    short: str
    vocabulary: str
    urls: tuple[str, ...]


SYSTEMS: tuple[CodeSystem, ...] = (
    CodeSystem("SNOMED", "SNOMED", ("http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96")),
    CodeSystem("LOINC", "LOINC", ("http://loinc.org", "urn:oid:2.16.840.1.113883.6.1")),
    CodeSystem("RXNORM", "RxNorm", ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88")),
    CodeSystem(
        "ATC",
        "ATC",
        ("http://www.whocc.no/atc", "urn:oid:2.16.840.1.113883.6.73", "https://smt.esante.gouv.fr/terminologie-atc"),
    ),
    CodeSystem("CVX", "CVX", ("http://hl7.org/fhir/sid/cvx", "urn:oid:2.16.840.1.113883.12.292")),
    CodeSystem("NDC", "NDC", ("http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69")),
    CodeSystem("CPT", "CPT4", ("http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12")),
    CodeSystem("HCPCS", "HCPCS", ("http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",)),
    CodeSystem(
        "ICD10",
        "ICD10CM",
        ("http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"),
    ),
    CodeSystem(
        "ICD10",
        "ICD10",
        (
            "http://hl7.org/fhir/sid/icd-10",
            "urn:oid:2.16.840.1.113883.6.3",
            "http://hl7.org/fhir/sid/icd-10-ca",
            "http://hl7.org/fhir/sid/icd-10-fr",
            "https://smt.esante.gouv.fr/terminologie-cim-10",
            "https://mos.esante.gouv.fr/NOS/CIM-10/FHIR/CIM-10",
            "https://www.atih.sante.fr/cim-10",
            "http://id.who.int/icd/release/10",
            "http://terminology.hl7.org/CodeSystem/icd-10",
            "urn:oid:1.2.250.1.213.2.12",
        ),
    ),
    CodeSystem("ICD10PCS", "ICD10PCS", ("http://www.cms.gov/Medicare/Coding/ICD10", "urn:oid:2.16.840.1.113883.6.4")),
    CodeSystem("ICD9", "ICD9CM", ("http://hl7.org/fhir/sid/icd-9-cm", "urn:oid:2.16.840.1.113883.6.103")),
    CodeSystem(
        "ICDO3",
        "ICDO3",
        (
            "http://terminology.hl7.org/CodeSystem/icd-o-3",
            "http://hl7.org/fhir/sid/icd-o-3",
            "urn:oid:2.16.840.1.113883.6.43.1",
        ),
    ),
    CodeSystem(
        "CCAM",
        "CCAM",
        (
            "https://smt.esante.gouv.fr/terminologie-ccam",
            "https://mos.esante.gouv.fr/NOS/CCAM_2/FHIR/CCAM",
            "https://interop.esante.gouv.fr/terminologies/CodeSystem-ccam",
            "http://interopsante.org/fhir/CodeSystem/ccam",
            "urn:oid:1.2.250.1.213.2.5",
        ),
    ),
    CodeSystem("UCD", "", ("https://smt.esante.gouv.fr/terminologie-ucd", "urn:oid:1.2.250.1.213.2.3.1")),
    CodeSystem(
        "HGNC",
        "HGNC",
        ("http://www.genenames.org/geneId", "http://www.genenames.org"),
    ),
    CodeSystem(
        "NCIT",
        "NCIt",
        (
            "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
            "http://ncithesaurus-stage.nci.nih.gov",
            "urn:oid:2.16.840.1.113883.3.26.1.1",
        ),
    ),
    CodeSystem("HPO", "HPO", ("http://human-phenotype-ontology.org", "http://purl.obolibrary.org/obo/hp.fhir")),
    CodeSystem("DICOM", "DICOM", ("http://dicom.nema.org/resources/ontology/DCM",)),
    CodeSystem("UCUM", "UCUM", ("http://unitsofmeasure.org",)),
    CodeSystem("AJCC", "", ("http://cancerstaging.org",)),
    # Codes that coded reports have too; the FHIR mapping writes them from coded values.
    CodeSystem("TNM", "", ("urn:medomics:tnm",)),
    CodeSystem("STAGE", "", ("urn:medomics:stage",)),
    CodeSystem("ECOG", "", ("urn:medomics:ecog",)),
    CodeSystem("BIOMARKER", "", ("urn:medomics:biomarker",)),
    CodeSystem("LOCAL-questionnaire", "", ("urn:medomics:questionnaire",)),
    CodeSystem("LOCAL-radiotherapy", "", ("urn:medomics:radiotherapy",)),
)

#: URLs that no source writes, only mappings.
OWN_SYSTEMS = tuple(url for system in SYSTEMS for url in system.urls if url.startswith("urn:medomics:"))

#: URLs that name a release or an edition below that of the system.
_RELEASED = re.compile(r"(http://snomed\.info/sct|http://id\.who\.int/icd/release/10)/.+")

_BY_URL = {url.lower(): system for system in SYSTEMS for url in system.urls}


def code_system(url: str | None) -> CodeSystem:
    """The code system a source names; an unknown one is `LOCAL-` and the last part of its URL.

    >>> code_system("http://hl7.org/fhir/sid/icd-10-cm").short, code_system("https://hospital.example/labo").short
    ('ICD10', 'LOCAL-labo')
    >>> code_system(None).short
    'LOCAL'
    """
    if not url:
        return CodeSystem("LOCAL", "", ())
    known = _BY_URL.get(url.lower().rstrip("/")) or _BY_URL.get(url.lower())
    if known is None and (release := _RELEASED.fullmatch(url.lower())):
        known = _BY_URL[release[1]]
    if known is not None:
        return known
    tail = re.sub(r"[^A-Za-z0-9.-]+", "-", re.split(r"[/:]", url.rstrip("/:"))[-1]).strip("-")
    return CodeSystem(f"LOCAL-{tail}" if tail else "LOCAL", "", (url,))


#: Vocabularies in order of preference for each domain (FHIR-to-OMOP guide, code prioritisation framework).
PREFERRED: dict[str, tuple[str, ...]] = {
    "Condition": ("SNOMED", "ICDO3", "ICD10CM", "ICD10", "ICD9CM"),
    "Drug": ("RxNorm", "CVX", "NDC", "ATC"),
    "Measurement": ("LOINC", "SNOMED"),
    "Observation": ("LOINC", "SNOMED"),
    "Procedure": ("SNOMED", "CPT4", "HCPCS", "ICD10PCS", "CCAM"),
    "Device": ("SNOMED", "HCPCS"),
    "Specimen": ("SNOMED",),
}
