"""A general name repeats the exact histology of its group (ICD-O-3.2) that the report gives the patient."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Myxoid liposarcoma of the thigh. The sarcoma was resected.", ["8852/3", "8852/3"]),
        ("Ewing sarcoma of the tibia. No residual sarcoma.", ["9364/3", "9364/3"]),
        ("Osteosarcoma of the femur in 1993. MRI shows a sarcoma of the chest wall.", ["9180/3", "8800/3"]),
        ("Leiomyosarcoma, then liposarcoma. The sarcoma grew.", ["8890/3", "8850/3", "8800/3"]),
        ("Melanoma of the back. No sarcoma.", ["8720/3", "8800/3"]),
    ],
)
def test_a_sarcoma_told_again(coder: Coder, text: str, codes: list[str]) -> None:
    findings = coder.code(Report("r", text, "en", "2024-05-15"))
    assert [f.code for f in findings if f.kind == "morphology"] == codes


def test_a_leukaemia_told_again_beside_the_one_that_it_came_from(coder: Coder) -> None:
    text = "LMMC connue depuis 2018, transformée en LAM. Pas de signe de leucémie méningée."
    findings = coder.code(Report("r", text, "fr", "2024-05-15"))
    assert [f.code for f in findings if f.kind == "morphology"] == ["9945/3", "9861/3", "9861/3"]
