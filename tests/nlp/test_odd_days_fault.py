"""Reports with days that no calendar has, and with report dates that are none: coded, never broken off."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from nlp.coder import Coder, Report
from nlp.evaluation.marked import read_marked_reports

REPORTS = Path(__file__).parents[1] / "data" / "reports"
REPORT_DATES = ("2023-05-16", "2024-02-29", "2021-01-01", "0001-01-01", "9999-12-31", "", None, "mardi", "2023-13-45")


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.deep), pytest.param(3, marks=pytest.mark.deep)])
def test_any_numbers_for_days(seed: int, request: pytest.FixtureRequest) -> None:
    rng, coder = random.Random(seed), Coder.load()
    lines = [line for report in read_marked_reports(REPORTS) for line in report.text.splitlines() if line.strip()]
    for _ in range(150 if seed == 1 else 1500):
        text = "\n".join(_with_other_numbers(rng.choice(lines), rng) for _ in range(rng.randint(1, 12)))
        report = Report("odd", text, None, rng.choice(REPORT_DATES), rng.choice([None, "board", "discharge"]))
        for finding in coder.code(report):
            assert 0 <= finding.start < finding.end <= len(text)
            assert finding.date is None or re.fullmatch(r"\d{4}(-\d{2}){0,2}", finding.date)


def _with_other_numbers(line: str, rng: random.Random) -> str:
    return re.sub(r"\b\d{1,2}\b", lambda found: str(rng.randint(0, 33)) if rng.random() < 0.5 else found.group(), line)
