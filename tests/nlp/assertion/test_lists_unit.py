"""What is denied, doubted or past is the whole of its list, and nothing beside it."""

from __future__ import annotations

import pytest

from nlp.coder import Coder, Report


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(profile="fast")


def _assertions(coder: Coder, text: str, kind: str = "diagnosis") -> dict[str, str]:
    found = coder.code(Report("r", text, None, "2024-05-15", "consultation"))
    return {text[f.start : f.end]: f.assertion for f in found if f.kind == kind}


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        (
            "Pas d'argument pour une récidive locale, une métastase hépatique, osseuse ni cérébrale.",
            {"métastase hépatique", "osseuse", "cérébrale"},
        ),
        ("No history of a stroke, a heart attack, or a blood clot.", {"stroke", "heart attack", "blood clot"}),
        ("No evidence of local recurrence, a liver metastasis, or bone disease.", {"liver metastasis"}),
        (
            "No evidence of a pulmonary embolism, a pneumonia or a pleural effusion.",
            {"pulmonary embolism", "pneumonia", "pleural effusion"},
        ),
    ],
)
def test_a_denied_list_goes_on_with_articles(coder: Coder, text: str, denied: set[str]) -> None:
    found = _assertions(coder, text)
    assert denied <= {words for words, assertion in found.items() if assertion == "absent"}


@pytest.mark.parametrize(
    ("text", "disease"),
    [
        ("No pulmonary embolism, a pleural effusion on the right.", "pleural effusion"),
        ("Pas d'embolie pulmonaire, un épanchement pleural droit.", "épanchement pleural droit"),
    ],
)
def test_an_article_alone_opens_what_is_there(coder: Coder, text: str, disease: str) -> None:
    assert _assertions(coder, text)[disease] == "present"


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("Small right pleural effusion, not there before.", "right pleural effusion", "present"),
        ("Small right pleural effusion, not seen before.", "right pleural effusion", "present"),
        ("Épanchement pleural droit, absent du précédent.", "Épanchement pleural droit", "present"),
        ("Métastase hépatique, non vue auparavant.", "Métastase hépatique", "present"),
        ("Liver metastasis, not present on the previous scan.", "Liver metastasis", "present"),
        ("Pulmonary embolism not seen.", "Pulmonary embolism", "absent"),
        ("Liver metastasis not seen on the last CT.", "Liver metastasis", "absent"),
        ("Métastases hépatiques non vues au dernier TEP.", "Métastases hépatiques", "absent"),
        ("Pleural effusion not identified on her last scan.", "Pleural effusion", "absent"),
        ("Embolie pulmonaire non retrouvée à l'angioscanner précédent, ni ce jour.", "Embolie pulmonaire", "absent"),
    ],
)
def test_what_an_earlier_exam_did_not_show_is_new(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, text)[disease] == assertion


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("Lungs w/o metastases.", "metastases", "absent"),
        ("CT w/o contrast: liver metastases.", "liver metastases", "present"),
        ("ATCD familial : nég pour cancer prostate/sein/ovaire", "cancer prostate", "absent"),
        ("ATCD familial : nég pour cancer prostate/sein/ovaire", "ovaire", "absent"),
    ],
)
def test_abbreviated_denials(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, text)[disease] == assertion


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("Une récidive hépatique et deux nodules pulmonaires d'allure suspecte.", "récidive hépatique", "present"),
        ("Des métastases osseuses et un nodule pulmonaire suspect.", "métastases osseuses", "present"),
        ("Une métastase hépatique et une métastase osseuse suspectées.", "métastase hépatique", "possible"),
        ("Cancer du sein : discuté capécitabine versus vinorelbine.", "Cancer du sein", "present"),
        ("Métastase hépatique versus angiome.", "Métastase hépatique", "possible"),
    ],
)
def test_a_doubt_is_of_its_own_item(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, text)[disease] == assertion


@pytest.mark.parametrize(
    ("text", "disease", "assertion"),
    [
        ("A second transplant is not sensible at 67 with her lungs (COPD, tiotropium).", "COPD", "present"),
        ("Oxaliplatine : pas de reprise (neuropathie).", "neuropathie", "present"),
        ("No liver metastases (bone metastases neither).", "bone metastases", "absent"),
    ],
)
def test_the_reason_in_brackets_is_not_denied(coder: Coder, text: str, disease: str, assertion: str) -> None:
    assert _assertions(coder, text)[disease] == assertion
