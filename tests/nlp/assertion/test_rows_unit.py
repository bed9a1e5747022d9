"""Rows whose end is told after `ongoing` are not open."""

from __future__ import annotations

import pytest

from nlp.assertion.rows import mark_current_rows
from nlp.assertion.spans import read_text
from nlp.candidates import Candidate
from nlp.dates import find_dates


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("capecitabine | 07/2023 | current", True),
        ("capecitabine 07/2023, en cours; tabac arrêté", True),
        ("capecitabine 07/2023, ongoing, never stopped", True),
        ("capecitabine 07/2023, poursuivi, puis arrêté", False),
        ("capecitabine 07/2023, continued, then stopped", False),
    ],
)
def test_a_row_that_ends_after_all_is_not_open(text: str, running: bool) -> None:
    reading = read_text(text, report_date="2024-02-06")
    reading.dates = find_dates(reading.text, "2024-02-06")
    reading.candidates = [Candidate(0, 1, "drug", "L01BC06", date="2023-07")]
    mark_current_rows(reading)
    assert ("running" in reading.candidates[0].data) == running
