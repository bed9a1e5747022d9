"""A relapse is of the cancer that its sentence or its time names; a lymphoma's in an organ stays the lymphoma's."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cancer du larynx traité. Cancer du larynx suivi. Carcinome urothélial de vessie, sans récidive.", "C67.9"),
        ("Lymphome folliculaire. Rechute inguinale.", "C82.9"),
        ("LLC en 2014.\nRechute en mars 2018.\nLDGCB en 2024, R-CHOP. Le LDGCB répond.", "C91.1"),
        ("Cancer du sein. Cancer du rein en 2010. Le cancer du sein est suivi. Pas de récidive.", "C50.9"),
    ],
)
def test_the_cancer_of_a_relapse(coder: Coder, text: str, code: str) -> None:
    findings = coder.code(Report("r", text, "fr", "2024-05-15"))
    relapses = [f for f in findings if text[f.start : f.end].lower().startswith(("récidive", "rechute"))]
    assert [f.code for f in relapses] == [code]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CLL on ibrutinib. Laryngeal cancer T3N1. Chemoradiation. No residual disease.", ["C32.9"]),
        ("CLL since 2019. CLL stable.\nBiopsy: SCC of unclear site. Surgery if residual disease on PET.", []),
        ("CLL on ibrutinib. No residual disease.", ["C91.1"]),
    ],
)
def test_residual_disease_beside_a_cancer_of_the_blood(coder: Coder, text: str, codes: list[str]) -> None:
    findings = coder.code(Report("r", text, "en", "2024-05-15"))
    assert [f.code for f in findings if "residual" in text[f.start : f.end]] == codes


@pytest.mark.parametrize(
    "text",
    [
        "Pas d'argument pour une récidive locale, une métastase hépatique, osseuse ni cérébrale.",
        "IRM cérébrale : métastase cérébrale irradiée. Scanner cérébral : pas de récidive locale.",
    ],
)
def test_organs_that_metastases_are_looked_for_in_are_no_primary(coder: Coder, text: str) -> None:
    assert not [f for f in coder.code(Report("r", text, "fr", "2024-05-15")) if f.code in ("C71.9", "C22.9")]
