"""Learns which date of a sentence dates which finding, from marked reports: what `nlp.dates.learnt` ships."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from medomics_ehr.errors import InputRefused
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.coder import Coder
from nlp.dates.learnt.features import case_of
from nlp.dates.learnt.ties import sentences_with_dates
from nlp.evaluation.gold import GoldReport
from nlp.learnt.adapt import adapt
from nlp.learnt.fit import RegressionTraining, card_of, fit
from nlp.learnt.regression import Case, Regression, write_regression
from nlp.pipeline import read_reports
from nlp.training.assertion.examples import candidate_of

SETTINGS = RegressionTraining(inverse_penalty=0.5)


def learn_ties(reports: Iterable[GoldReport], out: Path, data: str, begun: Regression | None) -> dict[str, str]:
    """Learn the ties, write them to `out`, and return the card that the file carries.

    Args:
        data: what the card says of the reports.
        begun: ties that are carried on to these reports; without it all is learnt anew.

    Raises:
        InputRefused: the reports tell too little.
    """
    began = time.monotonic()
    found = list(cases_of(reports, Coder.load("fast")))
    cases, right = [case for case, _ in found], [tied for _, tied in found]
    if not cases or (begun is None and len(set(right)) < 2):
        raise InputRefused(
            "dates: the reports hold too few sentences with a date and a marked finding; add reports, or leave it out"
        )
    ties = adapt(begun, cases, right, SETTINGS) if begun else fit(cases, right, 2, SETTINGS)
    card = card_of(cases, right, SETTINGS, data) | {"seconds": f"{time.monotonic() - began:.0f}"}
    write_regression(out, ties, card)
    return card


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
