"""Errors are sorted, counted and shown; every finding appears once."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest

from medomics_ehr.contracts import Finding
from nlp.evaluation.calibration import curve, expected_calibration_error
from nlp.evaluation.errors import compare, confusion
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.page import write_page

TEXT = "No CT today. MRI planned <b>."
CT = Finding(3, 5, "exam", value="ct", assertion="absent")
MRI = Finding(13, 16, "exam", value="mri", assertion="planned", date="2024")


@pytest.mark.parametrize(
    ("found", "sorts"),
    [
        ((CT, MRI), ["right", "right"]),
        ((Finding(3, 5, "exam", value="ct"), MRI), ["assertion", "right"]),
        ((CT, Finding(13, 16, "exam", value="mri", assertion="planned")), ["right", "date"]),
        ((CT, Finding(13, 16, "exam", value="ct")), ["right", "code or value"]),
        ((CT,), ["right", "missed"]),
        ((CT, MRI, Finding(6, 11, "exam", value="ct")), ["right", "spurious", "right"]),
    ],
)
def test_each_difference_has_its_sort(found: tuple[Finding, ...], sorts: list[str]) -> None:
    assert [row.sort for row in compare((CT, MRI), found)] == sorts


def _report() -> GoldReport:
    return GoldReport("r1", TEXT, "en", "", "", (CT, MRI))


def test_confusion_counts_assertions_of_matched_codes() -> None:
    found = {"r1": (Finding(3, 5, "exam", value="ct"), MRI)}
    assert confusion([_report()], found) == {("absent", "present"): 1, ("planned", "planned"): 1}


def test_the_page_shows_differences_escapes_the_text_and_is_private(tmp_path: Path) -> None:
    page = tmp_path / "errors.html"
    assert write_page(page, [_report()], {"r1": (CT,)}) == 1
    html = page.read_text()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html
    assert "class='missed'" in html
    assert stat.S_IMODE(page.stat().st_mode) == 0o600


def test_the_curve_trades_coverage_for_precision() -> None:
    found = {"r1": (CT, Finding(6, 11, "exam", value="ct", confidence=0.4))}
    low, high = curve([_report()], found, (0.0, 0.9))
    assert (low.kept, low.coverage, low.precision) == (2, 0.5, 0.5)
    assert (high.kept, high.coverage, high.precision) == (1, 0.5, 1.0)


def test_calibration_error_by_hand() -> None:
    confidence = np.array([0.95, 0.95, 0.15, 0.15])
    right = np.array([True, True, True, False])
    assert expected_calibration_error(confidence, right) == pytest.approx(0.5 * 0.05 + 0.5 * 0.35)
