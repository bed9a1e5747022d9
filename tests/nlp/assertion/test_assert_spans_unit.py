"""Assertion of handed-in spans: cues, scopes and lists, in both languages. Sentences are our own."""

import pytest

from nlp.assertion import assert_spans


def assertion(text: str, words: str, lang: str) -> str:
    start = text.index(words)
    return assert_spans(text, [(start, start + len(words))], lang)[0]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Pas de fièvre ni de toux.", "toux", "absent"),
        ("Absence de fièvre, la patiente présente une toux.", "toux", "present"),
        ("L'embolie pulmonaire est exclue.", "embolie", "absent"),
        ("Une récidive n'a pu être totalement exclue.", "récidive", "possible"),
        ("Nodule qui n'est pas sans évoquer une métastase.", "métastase", "possible"),
        ("Suspicion de thrombose cave.", "thrombose", "possible"),
        ("Métastase hépatique peu probable.", "Métastase", "possible"),
        ("Mère : cancer du sein.", "cancer", "family"),
        ("Antécédent de phlébite.", "phlébite", "historical"),
        ("Pas de cancer du sein dans la famille.", "cancer", "absent"),
        ("Sans doute une pneumopathie.", "pneumopathie", "present"),
        ("Le scanner n'objective aucune lésion.", "lésion", "absent"),
        ("HTA : non\nDiabète connu", "HTA", "absent"),
        ("Métastase hépatique, celle-ci mesure 12 mm.", "Métastase", "present"),
        ("Aspirine formellement CI.", "Aspirine", "absent"),
        ("La fièvre (39) est exclue.", "fièvre", "absent"),
    ],
)
def test_french(text: str, words: str, expected: str) -> None:
    assert assertion(text, words, "fr") == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("No lung, liver or brain metastases.", "brain", "absent"),
        ("No fever but a dry cough.", "cough", "present"),
        ("Findings: no pleural effusion.", "effusion", "absent"),
        ("Pulmonary embolism was ruled out.", "embolism", "absent"),
        ("A metastasis cannot be excluded.", "metastasis", "possible"),
        ("Rule out pneumonia.", "pneumonia", "possible"),
        ("Her mother had ovarian cancer.", "cancer", "family"),
        ("History of stroke, gout and asthma.", "asthma", "historical"),
        ("A 62-year-old man with myeloma.", "myeloma", "present"),
        ("No change in the nodule.", "nodule", "present"),
    ],
)
def test_english(text: str, words: str, expected: str) -> None:
    assert assertion(text, words, "en") == expected


def test_a_span_outside_any_word_is_present() -> None:
    assert assert_spans("", [(0, 0)], "fr") == ["present"]
