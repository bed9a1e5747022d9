"""`python -m nlp.training.date_ties FOLDER…`, folders of marked reports."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlp.assertion.learnt.surroundings import Surroundings
from nlp.coder import Coder
from nlp.dates.learnt.features import case_of
from nlp.dates.learnt.ties import SHIPPED, sentences_with_dates
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.learnt.fit import OWN_REPORTS, RegressionTraining, card_of, fit
from nlp.learnt.regression import Case, write_regression
from nlp.pipeline import read_reports
from nlp.training.assertion.examples import candidate_of


def cases_of(reports: Iterable[GoldReport], coder: Coder) -> Iterator[tuple[Case, int]]:
    """A case for each marked finding and date of its sentence, and 1 where the one has the other, else 0."""
    for report in reports:
        reading = read_reports(coder.pipeline, [report])[0]
        dates = {id(c): finding.date for finding in report.findings if (c := candidate_of(reading, finding))}
        for sentence in sentences_with_dates(Surroundings.of(reading)):
            for finding in sentence.findings:
                for dated in sentence.dates:
                    if id(finding) in dates and not dated.first <= finding.first < dated.last:
                        tied = dated.date.value == dates[id(finding)]
                        yield case_of(sentence, finding, dated), int(tied)


def main() -> None:
    """Learn the ties and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="marked reports, each folder with one of each language")
    parser.add_argument("--gold", type=Path, help="gold reports as JSON Lines: their development half is learnt from")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    began = time.monotonic()
    reports = [report for folder in given.folders for report in read_marked_reports(folder)]
    if given.gold:
        reports += [report for report in read_gold(given.gold) if report.is_development]
    settings = RegressionTraining(inverse_penalty=0.5)
    cases, right = map(list, zip(*cases_of(reports, Coder.load("fast")), strict=True))
    ties = fit(cases, right, 2, settings)
    card = card_of(cases, right, settings, OWN_REPORTS) | {"seconds": f"{time.monotonic() - began:.0f}"}
    write_regression(given.out, ties, card)
    for name, value in card.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
