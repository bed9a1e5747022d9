"""`python -m nlp.training.assertion record|words|reader FOLDER…`, folders of marked reports."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.learnt.arbiter import delta_of
from nlp.assertion.learnt.weights import SHIPPED, Weights, write_weights
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.learnt.fit import OWN_REPORTS, RegressionTraining, card_of, fit
from nlp.linking import delta
from nlp.training.assertion.examples import examples_of
from nlp.training.assertion.phrases import notes_of, phrases
from nlp.training.assertion.record import read_counts, record_of, write_record

#: Times that each phrase of the bank stands in a note, each time beside others.
ROUNDS = 2


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
        _words(reports, given.out or SHIPPED)
    else:
        _reader(reports, given.encoder, given.out or delta_of(given.encoder))


def _words(reports: list[GoldReport], out: Path) -> None:
    began, coder, settings = time.monotonic(), Coder.load("fast"), RegressionTraining()
    examples = list(examples_of(reports, coder))
    for seed in range(ROUNDS):
        examples += examples_of(notes_of(phrases(), seed), coder, words_alone=True)
    cases, right = [e.case for e in examples], [ASSERTIONS.index(e.assertion) for e in examples]
    words = fit(cases, right, len(ASSERTIONS), settings)
    said = card_of(cases, right, settings, f"{OWN_REPORTS}; a bank of phrases")
    said["seconds"] = f"{time.monotonic() - began:.0f}"
    write_weights(out, Weights(words, record_of(read_counts())), said)
    _say(said)


def _reader(reports: list[GoldReport], encoder: str, out: Path) -> None:
    from nlp.training.assertion.passages import ReaderTraining, reader_card, told_by, train

    began, coder, settings = time.monotonic(), Coder.load("fast"), ReaderTraining()
    told = told_by([*reports, *notes_of(phrases(), 0)], coder)
    _, _, tensors = train(told, settings, encoder)
    said = reader_card(told, settings, began)
    delta.write(out, tensors, said)
    _say(said)


def _say(card: dict[str, str]) -> None:
    for name, value in card.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
