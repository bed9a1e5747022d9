"""Which finding a date belongs to, after the gold files' contract; sentences and dates are our own."""

from functools import cache

import pytest

from nlp.coder import Coder, Report

REPORT = "2023-03-20"


@cache
def coder() -> Coder:
    return Coder.load("fast")


def dates(text: str) -> dict[str, str | None]:
    """The words of each finding of a text to its date."""
    return {text[f.start : f.end]: f.date for f in coder().code(Report("1", text, date=REPORT))}


@pytest.mark.parametrize(
    ("text", "words", "date"),
    [
        ("Traitée en 2017 pour un cancer du sein par mastectomie.", "mastectomie", "2017"),
        ("L'hépatite C a été guérie en 2018 par Epclusa.", "Epclusa", "2018"),
        ("Le morphinique a été changé : tramadol remplacé le 12 mars par de l'oxycodone.", "oxycodone", "2023-03-12"),
        ("Hémicolectomie le 3 février contenant une tumeur classée pT3.", "pT3", "2023-02-03"),
        ("Lobectomy on 3 February, pathology pT2 N1.", "N1", "2023-02-03"),
        ("Biopsies hépatiques, et en avril 2022 elle a démarré du nivolumab.", "nivolumab", "2022-04"),
        ("Everolimus was stopped in December after a deep vein thrombosis.", "deep vein thrombosis", "2022-12"),
        ("Il a été hospitalisé le 3 mars pour une pneumopathie.", "pneumopathie", "2023-03-03"),
        ("Carcinome du col FIGO IIB diagnostiqué en 2021.", "FIGO IIB", "2021"),
        ("Une maladie de Parkinson est connue depuis 2019.", "maladie de Parkinson", "2019"),
        ("Scanner fait huit jours plus tard (12 mars) : progression.", "Scanner", "2023-03-12"),
        ("TEP de novembre 2022. IRM hépatique le mois suivant.", "IRM hépatique", "2022-12"),
        ("CT on 7 March. MRI brain the day after is clear of metastases.", "MRI brain", "2023-03-08"),
        ("Follow up: clinic with CXR March 12.", "CXR", "2023-03-12"),
    ],
)
def test_a_date_is_that_of(text: str, words: str, date: str) -> None:
    assert dates(text)[words] == date


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ibrutinib débuté en février 2019, arrêté en octobre 2021.", "Ibrutinib"),
        ("Azacitidine entre avril 2021 et janvier 2022.", "Azacitidine"),
        ("Lymphome diagnostiqué en 12/2022 : rituximab et chlorambucil.", "rituximab"),
        ("Everolimus was stopped in December for pneumonitis.", "pneumonitis"),
        ("For the MDT of 7 March: radiotherapy will be advised.", "radiotherapy"),
        ("HTA et AVC en 2019.", "HTA"),
    ],
)
def test_a_date_is_not_that_of(text: str, words: str) -> None:
    assert dates(text)[words] is None


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Scanner puis IRM les 6 et 9 mars : masse.", "Scanner", "IRM"),
        ("CT and MRI on 6 and 9 March.", "CT", "MRI"),
        ("Mastectomie, puis curage axillaire, les 06/03 et 09/03.", "Mastectomie", "curage axillaire"),
        ("TEP et fibroscopie (6 mars et 9 mars) : sans particularité.", "TEP", "fibroscopie"),
    ],
)
def test_two_things_have_two_days_in_turn(text: str, first: str, second: str) -> None:
    found = dates(text)
    assert (found[first], found[second]) == ("2023-03-06", "2023-03-09")


def test_the_year_told_with_the_second_day_is_that_of_the_first() -> None:
    told = dates("Mammographie et biopsie en janvier et mars 2018.")
    assert (told["Mammographie"], told["biopsie"]) == ("2018-01", "2018-03")


def test_of_three_days_nobody_says_whose_is_which() -> None:
    told = dates("Scanner, IRM et TEP les 14/01/2023, 15/01/2023 et 16/01/2023.")
    assert (told["IRM"], told["TEP"]) != ("2023-01-14", "2023-01-15")


def test_a_day_between_two_things_is_not_shared_in_turn() -> None:
    assert dates("TEP le 6 mars et IRM le 9 mars.") == {"TEP": "2023-03-06", "IRM": "2023-03-09"}
    assert dates("Scanner, TEP et IRM entre le 6 et le 9 mars.")["IRM"] != "2023-03-09"


def test_a_week_is_told_as_its_month() -> None:
    assert dates("Immunoglobulines prévues la semaine du 27 mars.")["Immunoglobulines"] == "2023-03"


def test_an_edition_of_a_classification_is_no_date() -> None:
    assert dates("Cervical SCC FIGO 2018 IIIC1.")["Cervical SCC"] is None
    assert dates("Breast cancer, stage II (AJCC 2017).")["Breast cancer"] is None
    assert dates("Breast cancer in 2017, stage II.")["Breast cancer"] == "2017"


def test_a_specimen_has_the_day_on_which_it_was_taken() -> None:
    """What is only spoken of has not."""
    text = "Prélèvements du 7 mars 2023\nPièces reçues : A. Lobectomie droite. B. Biopsie pleurale.\nPas de scanner."
    planned = "\nConclusion : nouvelle biopsie proposée."
    found = [(f.value, f.date) for f in coder().code(Report("1", text + planned, "fr", REPORT, "pathology"))]
    assert found[:2] == [("surgery", "2023-03-07"), ("biopsy", "2023-03-07")]
    assert ("biopsy", None) in found


def test_a_day_of_birth_dates_nothing() -> None:
    text = "re Mrs Roy, born 14 September 1949 - chronic lymphocytic leukemia"
    found = Coder.load().code(Report("1", text, "en", REPORT))
    assert {f.date for f in found} == {None}


def test_what_goes_on_has_the_day_on_which_it_began() -> None:
    assert dates("Lenvatinib du 22/05/2022 à ce jour.")["Lenvatinib"] == "2022-05-22"
    assert dates("Lenvatinib du 22/05/2022 au 3/06/2022.")["Lenvatinib"] is None


@pytest.mark.parametrize(
    ("text", "words", "date"),
    [
        (
            "Found in August 2015. She went to theatre that October: hemicolectomy.",
            "hemicolectomy",
            "2015-10",
        ),
        ("Astrocytoma, Feb 2017. Craniotomy in March, subtotal. RT finished June 2017.", "Craniotomy", "2017-03"),
        ("Scanner en mai de l'an dernier sans métastase.", "Scanner", "2022-05"),
    ],
)
def test_the_year_is_that_of_the_story(text: str, words: str, date: str) -> None:
    assert dates(text)[words] == date
