"""`python -m nlp.training.assertion record FOLDER…`: the record of the rules, over marked reports new to them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nlp.coder import Coder
from nlp.evaluation.marked import read_marked_reports
from nlp.training.assertion.examples import examples_of
from nlp.training.assertion.record import write_record


def main() -> None:
    """Count, and write the counts as CSV to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["record"])
    parser.add_argument("folders", nargs="+", type=Path, help="marked reports, each folder with one of each language")
    given = parser.parse_args()
    reports = [report for folder in given.folders for report in read_marked_reports(folder)]
    write_record(examples_of(reports, Coder.load("fast")), sys.stdout)


if __name__ == "__main__":
    main()
