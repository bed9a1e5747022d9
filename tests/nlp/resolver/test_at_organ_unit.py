"""Diseases whose organ stands before them, by the categories that WHO ICD-10 has for that organ."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Tronc porte perméable : pas de thrombose.", ["I81"]),
        ("Veine rénale : la thrombose est récusée.", ["I82.3"]),
        ("Genoux : arthrose.", ["M17.9"]),
        ("Arthrose.", ["M19.9"]),
        ("Sinus maxillaire gauche comblé : sinusite chronique.", ["J32.0"]),
        ("Signal dural banal, pas d'argument pour un empyème.", ["G06.2"]),
        ("Prostate : hyperplasie.", ["N40"]),
        ("Endomètre atrophique, sans hyperplasie.", ["N85.0"]),
        ("Cholécystectomie en 2018 pour lithiases.", ["K80.2"]),
        ("Calculs.", []),
        ("Gastroscopie : pas de varices.", ["I85.9"]),
        ("Pas de varices du fundus.", ["I86.4"]),
        ("Varices opérées.", ["I83.9"]),
        ("Méningiome calcifié de la faux.", ["D32.0"]),
        ("Méningiome.", ["D32.9"]),
        ("Hémocultures à Klebsiella, sepsis.", ["A41.5"]),
        ("Sepsis sans germe.", ["A41.9"]),
        ("TVP en mai. Veine porte perméable, pas de thrombose.", ["I80.2", "I81"]),
        ("IRC stade 5 en dialyse. Hyperparathyroïdie secondaire.", ["N18.5", "N25.8"]),
    ],
)
def test_the_organ_before_a_disease(coder: Coder, text: str, codes: list[str]) -> None:
    findings = coder.code(Report("r", text, "fr", "2024-05-15"))
    assert [f.code for f in findings if f.kind == "diagnosis"] == codes
