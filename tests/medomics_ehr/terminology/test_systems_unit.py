"""The URLs under which sources name code systems, as published guides and products write them."""

from __future__ import annotations

import pytest

from medomics_ehr.terminology.systems import code_system


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://smt.esante.gouv.fr/terminologie-cim-10/", "ICD10"),  # ANS, Serveur multi-terminologies
        ("https://smt.esante.gouv.fr/terminologie-ccam", "CCAM"),
        ("https://smt.esante.gouv.fr/terminologie-atc", "ATC"),
        ("https://mos.esante.gouv.fr/NOS/CCAM_2/FHIR/CCAM", "CCAM"),  # ANS, Nomenclatures des objets de santé
        ("https://mos.esante.gouv.fr/NOS/CIM-10/FHIR/CIM-10", "ICD10"),
        ("https://www.atih.sante.fr/cim-10", "ICD10"),  # the hospital information system Mediboard
        ("http://id.who.int/icd/release/10", "ICD10"),  # WHO's API, `@id` of the classification
        ("http://id.who.int/icd/release/10/2019", "ICD10"),
        ("http://snomed.info/sct/900000000000207008", "SNOMED"),
        ("http://id.who.int/icd/release/11/mms", "LOCAL-mms"),
        ("http://id.who.int/icd/release/101", "LOCAL-101"),
    ],
)
def test_a_url_names_its_system(url: str, short: str) -> None:
    assert code_system(url).short == short
