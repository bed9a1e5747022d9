"""The coder against annotated sets outside the repository; floors a little under the figures of the model card.

Scores only: no text of an evaluation set is printed or kept.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nlp.evaluation import e3c, negex, timex
from nlp.evaluation.gold import read_gold
from nlp.evaluation.score import exact_slices, match
from nlp.evaluation.summary import code_gold


def _f1(table: str, name: str) -> float:
    found = re.search(rf"^{name} .*F1 ([\d.]+)", table, re.MULTILINE)
    assert found, name
    return float(found[1])


@pytest.mark.deep
def test_gold_reports(shared: Path) -> None:
    reports = [report for report in read_gold(shared / "gold" / "open.jsonl") if not report.is_development]
    found = code_gold(reports)
    for level, floor in (("codes", 0.91), ("coded", 0.81)):
        right = made = wanted = 0
        for report in reports:
            right += len(match(report.findings, found[report.report_id], level).pairs)
            made, wanted = made + len(found[report.report_id]), wanted + len(report.findings)
        assert 2 * right / (made + wanted) >= floor
    assert exact_slices(reports, found) == 1.0


@pytest.mark.deep
def test_negex_kit(shared: Path) -> None:
    table = negex.report(shared / "data" / "reports" / "negex" / "rsAnnotations-reports-1-60.txt")
    assert _f1(table, "negation") >= 0.93


@pytest.mark.deep
def test_e3c_events(shared: Path) -> None:
    table = e3c.report(shared / "data" / "reports" / "e3c" / "e3c_layer1_train_en_fr.tar.gz")
    assert _f1(table, "fr negation") >= 0.79
    assert _f1(table, "en negation") >= 0.77


@pytest.mark.deep
def test_e3c_time_expressions(shared: Path) -> None:
    line = timex.report(shared / "data" / "reports" / "e3c" / "e3c_layer1_train_en_fr.tar.gz")
    recall, value = (float(found) for found in re.findall(r"(?:recall|value) ([\d.]+)", line))
    assert recall >= 0.83
    assert value >= 0.75
