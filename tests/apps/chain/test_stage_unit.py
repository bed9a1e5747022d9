"""A stage runs once for a fingerprint, again for another, and leaves nothing behind when it fails."""

from pathlib import Path

import pytest

from apps.chain.stage import Measure, run_once


def silent(done: int, total: int | None) -> None:
    """Show nothing."""


def test_a_done_stage_is_skipped_and_keeps_its_seconds(tmp_path: Path):
    calls = []

    def work(advance):
        calls.append(1)
        return [Measure("n", 3, 4, "note")]

    first = run_once("load", tmp_path, "a", work, silent)
    again = run_once("load", tmp_path, "a", work, silent)
    assert (len(calls), again.skipped, again.seconds, again.measures) == (1, True, first.seconds, first.measures)


def test_another_fingerprint_runs_it_again(tmp_path: Path):
    run_once("load", tmp_path, "a", lambda advance: [Measure("n", 1)], silent)
    again = run_once("load", tmp_path, "b", lambda advance: [Measure("n", 2)], silent)
    assert (again.skipped, again.measures[0].found) == (False, 2)


def test_a_failed_stage_is_not_done(tmp_path: Path):
    def broken(advance):
        raise ValueError

    with pytest.raises(ValueError):
        run_once("load", tmp_path, "a", broken, silent)
    assert list(tmp_path.iterdir()) == []
