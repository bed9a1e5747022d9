"""What a patient has not (habits, history, other diseases) denies nothing that is told behind it."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _diseases(coder: Coder, text: str) -> dict[str, str]:
    found = coder.code(Report("r", text, None, "2024-05-15", "consultation"))
    return {text[f.start : f.end]: f.assertion for f in found if f.kind == "diagnosis"}


@pytest.mark.parametrize(
    ("text", "disease"),
    [
        ("59F never smoker w/ stage IVB lung adenocarcinoma.", "lung adenocarcinoma"),
        ("Never-smoker with metastatic lung adenocarcinoma.", "lung adenocarcinoma"),
        ("62M never smoker, lung adenocarcinoma stage IV.", "lung adenocarcinoma"),
        ("She has never smoked and has lung cancer.", "lung cancer"),
        ("Never treated prostate cancer under active surveillance.", "prostate cancer"),
        ("Woman with no comorbidities and stage III lung cancer.", "lung cancer"),
        ("Non-diabetic, non-hypertensive man with gastric cancer.", "gastric cancer"),
        ("Patient jamais fumeur avec un adénocarcinome du poumon.", "adénocarcinome du poumon"),
        ("Homme n'ayant jamais fumé, cancer du poumon.", "cancer du poumon"),
        ("Femme sans ATCD avec un cancer du sein gauche.", "cancer du sein gauche"),
        ("Patiente sans antécédent particulier connue pour un cancer du sein.", "cancer du sein"),
    ],
)
def test_a_habit_denied_denies_no_disease(coder: Coder, text: str, disease: str) -> None:
    assert _diseases(coder, text)[disease] == "present"


@pytest.mark.parametrize(
    ("text", "disease"),
    [
        ("She never had breast cancer.", "breast cancer"),
        ("No past medical history of diabetes or stroke.", "stroke"),
        ("Sans antécédent de cancer du sein.", "cancer du sein"),
        ("Sans antécédent connu de cancer du sein.", "cancer du sein"),
        ("Aucun antécédent connu de diabète.", "diabète"),
        ("Pas d'allergie et de diabète.", "diabète"),
        ("He denies allergies and asthma.", "asthma"),
        ("She denies history and symptoms of asthma.", "asthma"),
        ("Femme sans ATCD de cancer du sein.", "cancer du sein"),
        ("Sans diabète connu ni HTA.", "HTA"),
        ("Non-diabetic.", "diabetic"),
        ("No mass with calcification; no adenopathy, pneumonia or pleural effusion.", "pleural effusion"),
        ("No comorbidities: no diabetes, no COPD.", "COPD"),
    ],
)
def test_a_disease_denied_stays_denied(coder: Coder, text: str, disease: str) -> None:
    assert _diseases(coder, text)[disease] == "absent"


def test_two_measures_compared_leave_no_doubt(coder: Coder) -> None:
    assert _diseases(coder, "Métastase du foie 32 mm vs 51 mm.") == {"Métastase du foie": "present"}
    assert _diseases(coder, "Métastase vs angiome du foie.")["Métastase"] == "possible"
