"""Which year or month is meant where a date states none, as the gold contract dates findings in such texts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from nlp.coder import Coder, Report
from nlp.dates.expressions import DateExpression
from nlp.dates.learnt.year_options import Told, options_of
from nlp.dates.learnt.years import YearArbiter
from nlp.learnt.regression import Regression
from nlp.pipeline import read_reports

TOLD = "Carcinome du sein en août 2019. Mammectomie le 24 septembre. TDM du 3 : stable."
REPORT = Report("1", TOLD, "fr", "2023-11-17", "consultation")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_options_lie_around_the_report_and_after_what_is_told() -> None:
    december = DateExpression(20, 31, "2022-12", has_year=False)
    told = DateExpression(0, 9, "2019-03-04")
    assert options_of(december, Told(told, told), dt.date(2023, 11, 17)) == {
        "2022-12": "P", "2023-12": "A", "2019-12": "TY",
    }  # fmt: skip


def test_a_day_that_no_such_month_has_is_no_option() -> None:
    day = DateExpression(0, 2, "2023-01-31", exact=False, has_year=False)
    assert options_of(day, Told(), dt.date(2023, 3, 15)) == {"2023-03-31": "A"}


def test_a_leap_day_is_an_option_in_leap_years_alone() -> None:
    leap = DateExpression(0, 10, "2024-02-29", has_year=False)
    assert options_of(leap, Told(), dt.date(2024, 5, 1)) == {"2024-02-29": "P"}


def test_what_was_learnt_changes_the_year_alone_of_dates_that_state_none() -> None:
    """Whatever the weights, here those of features never met, of which each option has another number."""
    rng = np.random.default_rng(0)
    reading = read_reports(Coder.load("fast").pipeline, [REPORT])[0]
    before = list(reading.dates)
    ids = np.sort(rng.integers(0, 2**32, 50, dtype=np.uint32))
    for _ in range(20):
        weights = rng.normal(0, 9, (51, 2)).astype(np.float32)
        YearArbiter(Regression(ids, weights, np.zeros(2, np.float32)))(reading)
        for was, now in zip(before, reading.dates, strict=True):
            assert (was.start, was.end) == (now.start, now.end)
            assert was.value == now.value if was.has_year else was.value[-2:] == now.value[-2:]


def test_without_the_report_s_day_no_year_is_chosen() -> None:
    report = Report("1", "Mammectomie le 24 septembre.", "fr", None, "consultation")
    reading = read_reports(Coder.load().pipeline, [report])[0]
    assert [date.value for date in reading.dates] == ["XXXX-09-24"]


@pytest.mark.parametrize(
    ("text", "lang", "value", "date"),
    [
        ("Mélanome du dos en août 2019. Exérèse élargie le 24 septembre : pT2a. Surveillance depuis.", "fr", "surgery",
         "2019-09-24"),
        ("Histoire : octobre 2019, placard violacé. Biopsie le 17 décembre : angiosarcome.", "fr", "biopsy",
         "2019-12-17"),
        ("A melanoma of the scalp was diagnosed in August 2019. Wider excision took place on 24 September: pT4b, pN0. "
         "In March 2021 there were lung metastases.", "en", "surgery", "2019-09-24"),
        ("Va bien, OMS 0. Scanner du 6 novembre : réponse partielle.", "fr", "ct", "2023-11-06"),
        ("Conclusion : surveillance, scanner thoracique en mars.", "fr", "ct", "2024-03"),
        ("Plan: surveillance. CT due in March.", "en", "ct", "2024-03"),
    ],
)  # fmt: skip
def test_the_year_that_the_text_tells(coder: Coder, text: str, lang: str, value: str, date: str) -> None:
    found = coder.code(Report("1", text, lang, "2023-11-17", "consultation"))
    assert [finding.date for finding in found if finding.value == value] == [date]
