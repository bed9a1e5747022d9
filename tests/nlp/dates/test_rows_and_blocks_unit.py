"""Dates of rows, of steps and of headings, after the gold files' contract; the reports are our own."""

from functools import cache

from nlp.coder import Coder, Report

REPORT = "2023-09-07"


@cache
def coder() -> Coder:
    return Coder.load("fast")


def dates(text: str, kind: str = "drug") -> list[tuple[str, str | None]]:
    """The words of each finding of a kind and its date."""
    found = coder().code(Report("1", text, date=REPORT))
    return [(text[f.start : f.end], f.date) for f in found if f.kind == kind]


def test_a_row_with_a_beginning_and_an_end_has_two_dates_and_so_none() -> None:
    table = (
        "Traitement      Début      Fin\n"
        "tamoxifène      02/2018    12/2021\n"
        "palbociclib     02/2022    06/2023\n"
        "fulvestrant     07/2023"
    )
    assert dates(table) == [("tamoxifène", None), ("palbociclib", None), ("fulvestrant", "2023-07")]


def test_steps_with_arrows_between_have_a_date_each() -> None:
    steps = "Histoire : 08/2019 lobectomie > 10/2019-01/2020 vinorelbine > 04/2021 osimertinib > 06/2023 carboplatine"
    assert dates(steps) == [("vinorelbine", None), ("osimertinib", "2021-04"), ("carboplatine", "2023-06")]
    assert dates(steps, "treatment") == [("lobectomie", "2019-08")]


def test_the_row_of_a_cycle_has_its_day_and_a_cycle_in_a_sentence_has_none() -> None:
    rows = "C2  2023-05-03  cisplatin\nC3  2023-05-24  carboplatin alone"
    assert dates(rows) == [("cisplatin", "2023-05-03"), ("carboplatin", "2023-05-24")]
    assert dates("She has had carboplatin, C3 on 24 May.") == [("carboplatin", None)]


def test_a_date_on_a_line_of_its_own_heads_what_stands_below() -> None:
    lines = (
        "FIRST LINE, December 2022\n  trastuzumab; pembrolizumab joined in February 2023\n"
        "SECOND LINE, since 16 July 2023\n  docetaxel, C3 on 4 September\n\nOn metformin."
    )
    assert dates(lines) == [
        ("trastuzumab", "2022-12"),
        ("pembrolizumab", "2023-02"),
        ("docetaxel", "2023-07-16"),
        ("metformin", None),
    ]
    assert dates("► Mai – octobre 2022\ncarboplatine") == [("carboplatine", None)]


def test_a_course_with_two_days_has_none() -> None:
    assert dates("Durvalumab depuis le 10/07/2022, arrêté après 9 injections (10/11/2022).") == [("Durvalumab", None)]
    assert dates("azacitidine 6 cycles (09/21-03/22)") == [("azacitidine", None)]


def test_a_day_of_the_month_before() -> None:
    assert dates("TDM le 3 du mois dernier", "exam") == [("TDM", "2023-08-03")]
    assert dates("CT on the 3rd of last month", "exam") == [("CT", "2023-08-03")]


def test_a_day_alone_is_no_heading_and_a_date_below_ends_a_block() -> None:
    assert dates("12/03/2023\nMotif : bilan\nMastectomie", "treatment") == [("Mastectomie", None)]
    lines = "Juin 2021\nMastectomie.\nRevue en juillet 2022 : métastases osseuses.\nPneumonie."
    assert dates(lines, "diagnosis") == [("métastases osseuses", "2022-07"), ("Pneumonie", None)]
    assert dates("Juin 2021\nTumorectomie.\nCurage prévu.", "treatment")[1] == ("Curage", None)
