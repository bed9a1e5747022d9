"""What each part of the coder that learnt adds to the rules: F1 and reports a second, part by part.

    python -m benchmarks.coder_ablation [--gold FILE] [--reader]

On the two halves of the gold reports and on the reports held out (`tests/data/held_out`). `dates`: learnt ties of
dates; `words`: the regression that weighs assertions; `reader`: the transformer, for the findings that are unsure or
for all. One process.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

from apps.cli.console import table
from nlp.coder import Coder, Report
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.evaluation.score import score
from nlp.pipeline import build_pipeline

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"


def coders(reader: bool) -> dict[str, Coder]:
    """The coder with more and more of its parts."""
    without_words = build_pipeline(reads="none")
    without_words.remove_pipe("medomics_arbiter")
    parts = {
        "rules": Coder(build_pipeline()),
        "rules, dates": Coder(without_words),
        "rules, dates, words": Coder(build_pipeline(reads="none")),
    }
    if reader:
        parts["… and reader where unsure"] = Coder(build_pipeline(reads="unsure"))
        parts["… and reader everywhere"] = Coder(build_pipeline(reads="all"))
    return parts


def figures(coder: Coder, reports: Sequence[GoldReport]) -> list[float]:
    """Coded, codes and dates F1, and reports a second."""
    coder.code(Report("warm", reports[0].text))
    began = time.perf_counter()
    found = {r.report_id: coder.code(Report(r.report_id, r.text, r.lang, r.date, r.type)) for r in reports}
    seconds = time.perf_counter() - began
    tallies = score(reports, found)
    return [*(tallies[level]["all"].f1 for level in ("coded", "codes", "dates")), len(reports) / seconds]


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=DATA / "gold" / "open.jsonl")
    parser.add_argument("--reader", action="store_true", help="the transformer too")
    given = parser.parse_args()
    gold = read_gold(given.gold)
    sets = {
        "development half": [report for report in gold if report.is_development],
        "scored half": [report for report in gold if not report.is_development],
        "held out": read_marked_reports(DATA / "held_out"),
    }
    parts = coders(given.reader)
    for name, reports in sets.items():
        rows: list[list[object]] = [[part, *(f"{value:.3f}" for value in found[:3]), f"{found[3]:.0f}"]
                for part, found in ((part, figures(coder, reports)) for part, coder in parts.items())]  # fmt: skip
        print(f"\n{name}, {len(reports)} reports")
        print(table(["coder", "coded", "codes", "dates", "reports/s"], rows))


if __name__ == "__main__":
    main()
