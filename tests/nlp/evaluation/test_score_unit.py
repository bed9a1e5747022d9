"""Scoring follows the gold files' contract; expected counts are worked out by hand from its sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.contracts import Finding
from medomics_ehr.errors import InputRefused
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.intervals import f1_intervals
from nlp.evaluation.score import Tally, exact_slices, match, score

GOLD = Path(__file__).parents[2] / "data" / "gold" / "open.jsonl"


def test_the_gold_scored_against_itself_is_perfect() -> None:
    reports = read_gold(GOLD)
    found = {report.report_id: report.findings for report in reports}
    tallies = score(reports, found)
    assert tallies["coded"]["all"] == Tally(tp=1759)
    assert all(tallies[level]["all"].f1 == 1 for level in tallies)
    assert exact_slices(reports, found) == 1


def test_both_halves_are_non_empty_and_disjoint() -> None:
    reports = read_gold(GOLD)
    development = [r for r in reports if r.is_development]
    assert 0 < len(development) < len(reports) == 60


def test_matching_is_one_to_one_by_largest_overlap() -> None:
    gold = [Finding(0, 10, "exam", value="ct")]
    found = [Finding(8, 12, "exam", value="ct"), Finding(0, 9, "exam", value="ct")]
    matching = match(gold, found, "spans")
    assert matching.pairs == ((gold[0], found[1]),)
    assert matching.tally == Tally(tp=1, fp=1)


def test_a_pair_that_disagrees_at_the_level_leaves_room_for_one_that_agrees() -> None:
    gold = [Finding(0, 10, "diagnosis", code="C34.1")]
    found = [Finding(0, 10, "diagnosis", code="C34.9"), Finding(0, 3, "diagnosis", code="C34.1")]
    assert match(gold, found, "codes").pairs == ((gold[0], found[1]),)
    assert match(gold, found, "codes3").pairs == ((gold[0], found[0]),)


def test_touching_spans_do_not_overlap() -> None:
    assert match([Finding(0, 3, "exam")], [Finding(3, 6, "exam")], "spans").tally == Tally(0, 1, 1)


@pytest.mark.parametrize(
    ("gold", "found", "tally"),
    [
        ("2019", "2019", Tally(tp=1)),
        ("2019", None, Tally(fn=1)),
        (None, "2019", Tally(fp=1)),
        ("2019", "2019-03", Tally(fp=1, fn=1)),
        (None, None, Tally()),
    ],
)
def test_dates(gold: str | None, found: str | None, tally: Tally) -> None:
    report = GoldReport("r", "CT scan", "en", "2020-01-01", "", (Finding(0, 2, "exam", value="ct", date=gold),))
    result = score([report], {"r": (Finding(0, 2, "exam", value="CT", date=found),)})
    assert result["dates"].get("all", Tally()) == tally


def test_the_interval_holds_the_estimate_and_is_seeded() -> None:
    reports = read_gold(GOLD)
    found = {r.report_id: r.findings[::2] for r in reports}
    low, high = f1_intervals(reports, found)["coded"]
    assert low < score(reports, found)["coded"]["all"].f1 < high
    assert f1_intervals(reports, found)["coded"] == (low, high)


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a", "text": "x", "findings": []}\n{broken')
    with pytest.raises(InputRefused, match=r"gold\.jsonl:2"):
        read_gold(path)
