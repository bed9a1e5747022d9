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
