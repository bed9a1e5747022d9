"""What marked reports taught of dates: likely ties, dates from elsewhere, and what no date is tied to."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.candidates import Candidate
from nlp.coder import Coder, Report
from nlp.dates.learnt.features import Dated, heads_line
from nlp.dates.learnt.ties import TieArbiter
from nlp.learnt.regression import Regression
from nlp.pipeline import read_reports
from nlp.text.reading import Reading


def _read(text: str) -> Reading:
    return read_reports(Coder.load("fast").pipeline, [Report("", text, "fr", "2022-05-12", "consultation")])[0]


def _says(odds: float) -> TieArbiter:
    """An arbiter whose regression gives each tie these log odds."""
    bias = np.array([0, odds], np.float32)
    return TieArbiter(Regression(np.array([1], np.uint32), np.zeros((2, 2), np.float32), bias))


def _exam(reading: Reading) -> Candidate:
    return next(candidate for candidate in reading.candidates if candidate.kind == "exam")


@pytest.mark.parametrize(("odds", "date"), [(-9.0, None), (9.0, "2022-03-01")])
def test_likely_ties_hold_and_unlikely_ones_fall(odds: float, date: str | None) -> None:
    reading = _read("Scanner du 01/03/2022 : stable.")
    _says(odds)(reading)
    assert _exam(reading).date == date


def test_a_date_from_another_sentence_stands() -> None:
    reading = _read("Scanner : stable. Biopsie en mai 2021.")
    _exam(reading).date = "2020-01"
    _says(9.0)(reading)
    assert _exam(reading).date == "2020-01"


def test_the_day_of_the_report_is_left_out() -> None:
    reading = _read("Scanner du 12/05/2022 : stable.")
    _says(9.0)(reading)
    assert _exam(reading).date is None


def test_a_date_told_before_on_the_line_may_date_a_later_sentence() -> None:
    reading = _read("- 02/2022 - bilan d'extension. Scanner : stable.\n- 03/2022 - pause.")
    _says(9.0)(reading)
    assert _exam(reading).date == "2022-02"


def test_a_date_of_another_line_is_no_option_where_the_sentence_has_none() -> None:
    reading = _read("Consultation du 02/2022.\n\nScanner : stable.")
    _says(9.0)(reading)
    assert _exam(reading).date is None


@pytest.mark.parametrize(
    ("text", "head"),
    [("14/02/2022 : biopsie", True), ("Suite\n- 14/02/2022 - biopsie", True), ("Biopsie le 14/02/2022", False)],
)
def test_a_date_heads_its_line_where_no_word_stands_before_it(text: str, head: bool) -> None:
    reading = _read(text)
    date = reading.dates[0]
    assert heads_line(reading, Dated(*reading.tokens_of(date.start, date.end), date)) is head


def test_shipped_ties_keep_rows_apart() -> None:
    """A table row's date is that of what the row tells."""
    text = "date - évènement\n14/02/2022 - biopsie, cT3 cN1\n21/03/2022 - mastectomie, ypT1c ypN0\n02/05/2022 - TEP"
    found = Coder.load().code(Report("1", text, "fr", "2022-05-12", "consultation"))
    assert {f.value: f.date for f in found} == {
        "biopsy": "2022-02-14", "cT3": "2022-02-14", "cN1": "2022-02-14", "surgery": "2022-03-21",
        "ypT1c": "2022-03-21", "ypN0": "2022-03-21", "pet_ct": "2022-05-02",
    }  # fmt: skip


def test_shipped_ties_tell_two_exams_apart() -> None:
    text = "TEP du 02/03/2022 normale, IRM du 05/04/2022 : métastase cérébrale."
    found = Coder.load().code(Report("1", text, "fr", "2022-05-12", "consultation"))
    assert {f.value or f.code: f.date for f in found} == {
        "pet_ct": "2022-03-02", "mri": "2022-04-05", "C79.3": "2022-04-05",
    }  # fmt: skip
