"""How fast cohorts are counted on an invented record, waterfall, understanding and sources included.

    python -m benchmarks.cohort WORKSPACE [--repeats 20]

WORKSPACE is what `benchmarks.generate_cdm` filled, or `benchmarks.copy_to_postgresql`. Prints a row for each question:
the people, the warm median and 95th percentile of the seconds for the waterfall and for the whole answer (how each term
occurs and where people were found included), the 95th percentile as a share of the bound (0.5 s for one criterion, 2 s
for several with temporal relations), and the median processor seconds of this process, which other work on the machine
does not lengthen.
"""

from __future__ import annotations

import argparse
import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.attrition import waterfall
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import reading
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

ONE = ("lung cancer", "hypertension", "ct", "pembrolizumab", "LOINC//1001-1 > 40", "women over 60 with diabetes")
FIVE = (
    "lung cancer and immunotherapy then ct",
    "hypertension then diabetes within 5 years then ct within 2 years then mri within 2 years then pembrolizumab",
    "hypertension then diabetes within 5 years and ct within 365 days of mri and at least 2 LOINC//1001-1 "
    "and first ct after 2012 and women sauf lung cancer before",
)


def main() -> None:
    """Read the arguments, time every question, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--repeats", type=int, default=20)
    given = parser.parse_args()
    record = Record.of(Workspace.open(given.workspace))
    print(f"record on {record.dialect}, {given.repeats} repeats")
    print(f"{'question':50} {'people':>7} | waterfall {'p50':>5} {'p95':>6} {'of bound':>8} {'CPU':>6} | "
          f"whole answer {'p50':>5} {'p95':>6} {'of bound':>8} {'CPU':>6}")  # fmt: skip
    for query in (*ONE, *FIVE):
        question = ask.understand(record, query)
        people = ask.count(record, question).count
        bound = 0.5 if query in ONE else 2.0
        steps = _timed(lambda question=question: _steps(record, question), given.repeats)
        whole = _timed(lambda question=question: ask.count(record, question), given.repeats)
        print(f"{query[:50]:50} {people:7} | {steps.text(bound):>38} | {whole.text(bound):>41}", flush=True)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of an action, and the processor seconds that it took on all cores."""

    p50: float
    p95: float
    cpu: float

    def text(self, bound: float) -> str:
        """The columns of the table."""
        return f"{self.p50:5.2f} {self.p95:6.2f} {self.p95 / bound:8.2f} {self.cpu:6.2f}"


def _steps(record: Record, question: ask.Question) -> None:
    with reading(record) as opened:
        waterfall(opened, in_one_unit(opened, question.definition))


def _timed(action: Callable[[], object], repeats: int) -> Times:
    """The times of an action, after one run to warm up."""
    action()
    seconds, cpu = [], []
    for _ in range(repeats):
        start, used = time.perf_counter(), time.process_time()
        action()
        seconds.append(time.perf_counter() - start)
        cpu.append(time.process_time() - used)
    ordered = sorted(seconds)
    p95 = ordered[max(0, math.ceil(0.95 * len(ordered)) - 1)]
    return Times(statistics.median(ordered), p95, statistics.median(cpu))


if __name__ == "__main__":
    main()
