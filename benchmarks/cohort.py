"""How fast cohorts are counted on an invented record, waterfall, understanding and sources included.

    python benchmarks/cohort.py WORKSPACE [--repeats 20]

WORKSPACE is what `benchmarks/generate_cdm.py` filled. Prints a row for each question: warm median and 95th percentile.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.attrition import waterfall
from medomics_ehr.cohort.running import reading
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

ONE = ("lung cancer", "hypertension", "ct", "pembrolizumab", "LOINC//1001-1 > 40", "women over 60 with diabetes")
FIVE = (
    "lung cancer and immunotherapy then ct",
    "lung cancer then surgery within 2 years then ct within 90 days then PD-L1 >= 50 % then progressive disease",
    "hypertension then diabetes within 5 years and ct within 365 days of mri and at least 2 LOINC//1001-1 "
    "and first ct after 2012 and women sauf lung cancer before",
)


def main() -> None:
    """Read the arguments, time every question, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--repeats", type=int, default=20)
    given = parser.parse_args()
    record = Record.of(Workspace.open(given.workspace))
    print(f"{'question':62} {'people':>8} {'waterfall p50':>13} {'p95':>6} {'whole answer p50':>16} {'p95':>6}")
    for query in (*ONE, *FIVE):
        question = ask.understand(record, query)
        people = ask.count(record, question).count
        short = _times(lambda question=question: _steps(record, question), given.repeats)
        whole = _times(lambda question=question: ask.count(record, question), given.repeats)
        print(f"{query[:62]:62} {people:8} {short[0]:13.3f} {short[1]:6.3f} {whole[0]:16.3f} {whole[1]:6.3f}")


def _steps(record: Record, question: ask.Question) -> None:
    with reading(record) as opened:
        waterfall(opened, question.definition)


def _times(action: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median and 95th percentile of the seconds an action takes, after one run to warm up."""
    action()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


if __name__ == "__main__":
    main()
