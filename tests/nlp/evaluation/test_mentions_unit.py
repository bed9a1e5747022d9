"""The rules of CANTEMIST on worked examples; average precision as in Manning et al. 2008, figure 8.4's arithmetic."""

from __future__ import annotations

import pytest

from nlp.evaluation.mentions import average_precision, mean_average_precision, tally_of
from nlp.evaluation.score import Tally

GOLD = [(0, 9, "8140/3"), (20, 29, "8000/6"), (40, 49, "8070/3")]


def test_offsets_must_be_exact() -> None:
    found = [(0, 9, "8140/3"), (20, 30, "8000/6")]
    assert tally_of(GOLD, found, with_code=False) == Tally(tp=1, fp=1, fn=2)


def test_a_wrong_code_is_both_spurious_and_missed() -> None:
    found = [(0, 9, "8140/3"), (20, 29, "8000/3")]
    assert tally_of(GOLD, found, with_code=True) == Tally(tp=1, fp=1, fn=2)


def test_a_code_is_judged_at_its_first_rank() -> None:
    assert average_precision({"a"}, ["x", "a", "a"]) == pytest.approx(1 / 2)
    assert average_precision({"a", "b", "c"}, ["a", "b"]) == pytest.approx(2 / 3)


def test_reports_without_gold_codes_are_left_out_and_unanswered_ones_count_as_nought() -> None:
    gold = {"1": {"8140/3/H"}, "2": {"8000/6"}, "3": set()}
    assert mean_average_precision(gold, {"1": ["8140/3/h"], "3": ["8000/6"]}) == pytest.approx(1 / 2)
