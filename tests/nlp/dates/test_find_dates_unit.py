"""Date expressions and their values. Expected values are read off the calendar."""

import pytest

from nlp.dates import find_dates, find_times

REPORT = "2024-05-15"  # a Wednesday


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("scanner du 06/09/2021", ["2021-09-06"]),
        ("2022-04-05 : biopsie", ["2022-04-05"]),
        ("13 February 2024", ["2024-02-13"]),
        ("May 31, 2022", ["2022-05-31"]),
        ("03-Aug-1951", ["1951-08-03"]),
        ("en mars 2019", ["2019-03"]),
        ("depuis 2011", ["2011"]),
        ("le 30/08", ["2023-08-30"]),
        ("le 03/05", ["2024-05-03"]),
        ("IRM les 6 et 9 mars", ["2024-03-06", "2024-03-09"]),
        ("hier", ["2024-05-14"]),
        ("il y a deux ans", ["2022"]),
        ("three months ago", ["2024-02"]),
        ("lundi prochain", ["2024-05-20"]),
        ("jeudi dernier", ["2024-05-09"]),
        ("TEP en octobre 2022, IRM le mois suivant", ["2022-10", "2022-11"]),
        ("CT on 7 March, PET the week after, biopsy the day before", ["2024-03-07", "2024-03-14", "2024-03-13"]),
        ("opéré en 2021, traité la même année", ["2021", "2021"]),
        ("fistula the day after surgery; two weeks before surgery", []),
        ("IRM le 12 mars ; scanner of the 15th.", ["2024-03-12", "2024-03-15"]),
        ("pneumothorax en 89.", ["1989"]),
        ("Monday 20 May", ["2024-05-20"]),
        ("12 March; operated four days later", ["2024-03-12", "2024-03-16"]),
        ("0/14 ganglions, 158/92, 3+3, 4.2 ng/mL", []),
        ("31/02/2020", []),
        ("dg 03/21, finies 07/21.", ["2021-03", "2021-07"]),
        ("12/22 : métastases", ["2022-12"]),
        ("curage 11/23 ganglions", []),
        ("arrêt mai 23, reprise", ["2023-05"]),
        ("TDM TAP 30.04 : stable", ["2024-04-30"]),
        ("2021 May: recurrence", ["2021-05"]),
        ("2022, novembre   gemcitabine\n2023, 12 avril   IRM : stable", ["2022-11", "2023-04-12"]),
        ("- le 12-07-22 : coelioscopie\n- TEP 28-11 : extinction", ["2022-07-12", "2023-11-28"]),
        ("irradiation 10-12 gy ; TEP 28-11 :", []),
        ("l'angioscanner du 9 a récusé l'embolie ; fièvre le 11", ["2024-05-09", "2024-05-11"]),
        ("CT on the 10th ruled out a fistula; fracture of the 11th rib", ["2024-05-10"]),
        ("January 2023: melena, gastroscopy on the 17th,", ["2023-01", "2023-01-17"]),
        ("CT of March 22. EBUS on the 29th recovered cells; on the 5th completed cycle", ["2024-03-22", "2024-03-29"]),
        ("scanner le 14 et le 15 avril", ["2024-04-14", "2024-04-15"]),
        ("MRI on 6 March. CT day before: clear", ["2024-03-06", "2024-03-05"]),
        ("since february of last year, en mars de l'an passé", ["2023-02", "2023-03"]),
        ("prevu en décembre de cette année", ["2024-12"]),
        ("in November twenty seventeen, brachytherapy; en deux mille dix-neuf", ["2017-11", "2019"]),
        ("cycle 1 June 21, cycle 3 August 3", ["2023-06-21", "2023-08-03"]),
        ("adm 02/05/2024; last bag 2/4, filgrastim off 12/4, 2/9 nodes", ["2024-05-02", "2024-04-02", "2024-04-12"]),
        ("raltitrexed dès 01/20, 6 cures", ["2020-01"]),
        ("jeudi, au doppler (9/5), TVP", ["2024-05-09", "2024-05-09"]),
        ("marrow last Tuesday (the 7th): blasts", ["2024-05-07"]),
        ("avelumab since 24.04.", ["2024-04-24"]),
        ("in twenty twenty one and bypass; deux mille vingt deux pour un cancer", ["2021", "2022"]),
        ("deux mille dix neuf pour", ["2019"]),
        (
            "twenty nineteen given; two thousand five hundred; deux mille cinq cents; deux mille vingt pour cent",
            ["2019"],
        ),
        ("vu le 02/05/2024 ; cure 3/6, dose 2/3, for 5/7, déficit entre 3/5 et 4/5", ["2024-05-02", "2024-05-04"]),
        ("CT 04/25 shows a mass", ["2024-04-25"]),
    ],
)
def test_values(text: str, values: list[str]) -> None:
    assert [found.value for found in find_dates(text, REPORT)] == values


def test_spans_slice_the_text() -> None:
    text = "TDM du 8 juillet, biopsie le 12/03/2020"
    assert [text[d.start : d.end] for d in find_dates(text, REPORT)] == ["8 juillet", "12/03/2020"]


def test_without_a_report_date_the_year_stays_open() -> None:
    assert [d.value for d in find_dates("scanner le 14 et le 15 avril")] == ["XXXX-04-15"]
    assert [found.value for found in find_dates("le 3 mars")] == ["XXXX-03-03"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("pendant trois semaines", "P3W"), ("48 heures", "PT48H"), ("quelques jours", "PXD"), ("tous les 3 mois", "P3M")],
)
def test_durations_have_timex3_values(text: str, value: str) -> None:
    assert value in [found.value for found in find_times(text)]


@pytest.mark.parametrize(
    ("text", "words", "value", "kind"),
    [
        ("opérée à l'âge de 12 ans", "à l'âge de 12 ans", "P12Y", "date"),
        ("pendant une dizaine de jours", "une dizaine de jours", "P10D", "duration"),
        ("500 mg/j", "/j", "P1D", "set"),
        ("contrôle semestriel", "semestriel", "P6M", "set"),
        ("douleurs nocturnes", "nocturnes", "P1D", "set"),
        ("apyrétique à J+10", "J+10", "XXXX-XX-XX", "date"),
        ("le même jour, vu par nous", "le même jour", "XXXX-XX-XX", "date"),
        ("bilan pré-anesthésique", "pré-anesthésique", "NO_VALUE", "set"),
        ("vomited twice", "twice", "NO_VALUE", "set"),
        ("pendant trois\nsemaines", "trois\nsemaines", "P3W", "duration"),
        ("depuis trois (3) mois", "trois (3) mois", "P3M", "duration"),
        ("un quart d'heure après", "un quart d'heure", "PT15M", "duration"),
        ("1h30 de bloc", "1h30", "PT1H30M", "duration"),
        ("à 14h30", "14h30", "T14:30", "time"),
        ("vers 8 heures du soir", "8 heures du soir", "T20:00", "time"),
        ("opéré à l'âge de douze ans", "à l'âge de douze ans", "P12Y", "date"),
        ("guéri, dix ans plus tard", "dix ans", "P10Y", "duration"),
        ("toutes les 4 à 6 heures", "toutes les 4 à 6 heures", "PT6H", "set"),
    ],
)
def test_times_named_by_words(text: str, words: str, value: str, kind: str) -> None:
    assert (words, value, kind) in [(text[t.start : t.end], t.value, t.kind) for t in find_times(text)]


def test_ages_are_no_time_expressions() -> None:
    assert find_times("une femme de 54 ans") == []
    assert find_times("la patiente, 54 ans, consulte") == []
