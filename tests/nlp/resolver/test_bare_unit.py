"""Tumours without a site of their own: a carcinoma in situ beside a urothelial one, a part of a germ cell tumour."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "RTUV : carcinome urothélial infiltrant avec CIS associé. Adénocarcinome de prostate fortuit.",
            ["C67.9", "8120/3", "D09.0", "8120/2", "C61", "8140/3"],
        ),
        ("Cancer du testicule : tumeur germinale mixte (tératome 20 %).", ["C62.9", "9085/3", "9080/3"]),
        ("Tératome de l'ovaire.", ["D27", "9080/0"]),
    ],
)
def test_the_place_of_a_part(coder: Coder, text: str, told: list[str]) -> None:
    findings = coder.code(Report("r", text, "fr", "2024-05-15"))
    assert [f.code for f in findings if f.kind in ("diagnosis", "morphology")] == told
