"""Paths as TreatmentPatterns' own tests expect them: the same exposures, the same parameters, the same path.

Source: darwin-eu/TreatmentPatterns, tests/testthat/test-pathwaysLogical.R, Apache-2.0.

Left out: an exposure that begins on the last day of the window, and cut-offs of its iterations, which ours has not.
"""

from __future__ import annotations

import datetime as dt

import pytest

from medomics_ehr.cohort.pathways.eras import Era
from medomics_ehr.cohort.pathways.paths import path_of
from medomics_ehr.cohort.pathways.settings import Settings

THIRTY = (30, 30)
LONG = "01-01 03-15"


def era(name: str, days: str) -> Era:
    start, end = (dt.date.fromisoformat(f"2014-{day}") for day in days.split())
    return Era(start, end, (name,))


CASES = [
    ("A", THIRTY, [("A", "01-10 03-10")]),
    ("A-B", THIRTY, [("A", "01-10 03-10"), ("B", "03-12 05-12")]),
    ("A-B-C", THIRTY, [("A", "01-10 03-10"), ("B", "03-12 05-12"), ("C", "05-14 07-14")]),
    ("A-B+C", THIRTY, [("A", "01-03 03-02"), ("B", "03-10 05-10"), ("C", "03-10 05-10")]),
    ("A+B-C", THIRTY, [("A", "01-10 03-10"), ("B", "01-10 03-10"), ("C", "03-12 05-12")]),
    ("A-A+B", THIRTY, [("A", "01-03 03-02"), ("A", "03-10 05-10"), ("B", "03-10 05-10")]),
    ("A-B-A-B", THIRTY, [("A", "01-03 03-02"), ("B", "03-10 05-10"), ("A", "05-12 07-12"), ("B", "07-14 09-14")]),
    ("A-B-A", THIRTY, [("A", "01-03 03-02"), ("B", "03-10 05-10"), ("A", "05-12 07-12")]),
    ("A-B", THIRTY, [("A", "01-03 03-02"), ("B", "03-10 05-10"), ("B", "05-12 06-12")]),
    ("A-B-B", THIRTY, [("A", "01-03 03-02"), ("B", "03-10 05-10"), ("B", "06-12 07-12")]),
    ("A+B-A", THIRTY, [("A", "01-10 03-10"), ("B", "01-10 03-10"), ("A", "03-12 05-12")]),
    ("A-A-B", THIRTY, [("A", "01-10 03-10"), ("A", "04-12 06-12"), ("B", "06-14 08-14")]),
    ("A-B", THIRTY, [("A", "01-10 03-10"), ("A", "03-12 05-12"), ("B", "05-14 06-14")]),
    ("A+B", THIRTY, [("A", "01-10 03-10"), ("B", "01-10 03-10"), ("A", "03-12 05-12"), ("B", "03-12 05-12")]),
    ("A+B-A+B", THIRTY, [("A", "01-10 03-10"), ("B", "01-10 03-10"), ("A", "04-12 06-12"), ("B", "04-12 06-12")]),
    ("A-A+B-B", (5, 5), [("A", "01-01 02-01"), ("B", "01-15 02-15")]),
    ("A+C-A+B+C-A+C", (5, 5), [("A", "01-01 02-01"), ("B", "01-10 01-20"), ("C", "01-01 02-01")]),
    ("A-A+B+C-A+C-C", (5, 5), [("A", "01-01 02-01"), ("B", "01-10 01-20"), ("C", "01-10 03-01")]),
    (
        "A-A+C-C-B+C-C",
        (1, 1),
        [("A", "01-01 01-14"), ("B", "01-16 01-18"), ("C", "01-09 01-18"), ("C", "03-09 03-30")],
    ),
    ("A+B+C+D+E", THIRTY, [(name, LONG) for name in "ABCDE"]),
]


@pytest.mark.parametrize(("expected", "parameters", "given"), CASES)
def test_the_path_is_theirs(expected: str, parameters: tuple[int, int], given: list[tuple[str, str]]) -> None:
    window, remainder = parameters
    settings = Settings(era_gap=5, combination_window=window, min_remainder=remainder, repeats="all")
    path = path_of([era(*one) for one in given], settings)
    assert "-".join(path).replace(" + ", "+") == expected
