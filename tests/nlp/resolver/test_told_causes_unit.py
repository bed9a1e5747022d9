"""Causes told beside a disease, by the categories that WHO ICD-10 has for them."""

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load("fast")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hypothyroïdie médicamenteuse.", "E03.2"),
        ("Hypothyroïdie du bistouri.", "E89.0"),
        ("Hypothyroïdie post-radique.", "E89.0"),
        ("Hypothyroïdie sous Levothyrox.", "E03.9"),
        ("Cataracte cortisonique.", "H26.3"),
        ("Ostéonécrose cortisonique.", "M87.1"),
        ("Surdité due au cisplatine.", "H91.0"),
        ("Cisplatine récusé pour une surdité.", "H91.9"),
        ("Surdité de perception légère, imputée au cisplatine.", "H91.0"),
        ("Hypothyroïdie sous lenvatinib.", "E03.2"),
        ("Pas d'hypothyroïdie sous lenvatinib.", "E03.9"),
        ("Hyperthyroïdie induite par l'amiodarone.", "E05.8"),
        ("Hyperthyroïdie.", "E05.9"),
        ("Surdité de perception légère, d'origine médicamenteuse.", "H91.0"),
        ("Ostéonécrose des têtes fémorales après corticoïdes.", "M87.1"),
        ("Ostéonécrose des têtes fémorales après une chute.", "M87.9"),
        ("Cisplatine retiré en mars pour hypoacousie.", "H91.0"),
        ("Everolimus interrompu pour une pneumopathie interstitielle.", "J70.4"),
        ("Pneumopathie interstitielle connue.", "J84.9"),
        ("Azathioprine abandonnée sur pancytopénie.", "D61.1"),
        ("Cystite radique, rectite minime.", "K62.7"),
        ("Paclitaxel hebdomadaire.\nNeuropathie des mains.", "G62.0"),
        ("Paclitaxel hebdomadaire.\nPas de neuropathie.", "G62.9"),
        ("Cancer du sein. Lymphœdème du bras droit.", "I97.2"),
        ("Cancer du col. Lymphœdème de la jambe droite.", "I89.0"),
    ],
)
def test_the_cause_makes_the_code_exact(coder: Coder, text: str, code: str) -> None:
    findings = coder.code(Report("r", text, "fr", "2024-05-15"))
    assert [f.code for f in findings if f.kind == "diagnosis"][-1] == code
