"""`python -m nlp.training.assertion record|words|reader FOLDER…`, folders of marked reports."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nlp.assertion.learnt.arbiter import SHIPPED_READER
from nlp.assertion.learnt.weights import SHIPPED
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.learnt.fit import OWN_REPORTS
from nlp.training.assertion.examples import examples_of
from nlp.training.assertion.record import write_record
from nlp.training.assertion.words import learn_words


def main() -> None:
    """Count or learn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=["record", "words", "reader"])
    parser.add_argument("folders", nargs="+", type=Path, help="marked reports, each folder with one of each language")
    parser.add_argument(
        "--gold", type=Path, help="gold reports as JSON Lines: their development half is learnt from too"
    )
    parser.add_argument("--out", type=Path, help="where to write, by default what is shipped")
    parser.add_argument(
        "--encoder", default="minilm", help="of the reader: minilm, or a folder, into which it is written"
    )
    given = parser.parse_args()
    reports = [report for folder in given.folders for report in read_marked_reports(folder)]
    if given.gold:
        reports += [report for report in read_gold(given.gold) if report.is_development]
    if given.task == "record":
        write_record(examples_of(reports, Coder.load("fast")), sys.stdout)
    elif given.task == "words":
        _say(learn_words(reports, given.out or SHIPPED, OWN_REPORTS, None))
    else:
        _say(_reader(reports, given.encoder, given.out or SHIPPED_READER))


def _reader(reports: list[GoldReport], encoder: str, out: Path) -> dict[str, str]:
    from nlp.training.assertion.passages import ReaderTraining, learn_reader

    return learn_reader(reports, out, OWN_REPORTS, ReaderTraining(), encoder)


def _say(card: dict[str, str]) -> None:
    for name, value in card.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
