"""Learns of dates from marked reports what `nlp.dates.learnt` ships: which year is meant, and which date dates what."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language

from medomics_ehr.errors import InputRefused
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.dates.learnt.features import case_of
from nlp.dates.learnt.ties import DateWeights, sentences_with_dates, shipped_ties
from nlp.dates.learnt.years import YearArbiter
from nlp.evaluation.gold import GoldReport
from nlp.learnt.adapt import adapt
from nlp.learnt.fit import RegressionTraining, card_of, fit
from nlp.learnt.regression import Case, Regression
from nlp.pipeline import build_pipeline, read_reports
from nlp.training.assertion.examples import candidate_of
from nlp.training.date_years import year_cases_of

SETTINGS = RegressionTraining(inverse_penalty=0.5)
YEAR_SETTINGS = RegressionTraining(inverse_penalty=1.0)


def learn_ties(reports: Iterable[GoldReport], out: Path, data: str, begun: DateWeights | None) -> dict[str, str]:
    """Learn years and ties, write them to `out`, and return the card that the file carries.

    Args:
        data: what the card says of the reports.
        begun: what is carried on to these reports; without it all is learnt anew.

    Raises:
        InputRefused: the reports tell too little.
    """
    began, told = time.monotonic(), list(reports)
    pipeline = build_pipeline()
    years = _years(list(year_cases_of(told, pipeline)), begun)
    pipeline.get_pipe("medomics_dates").step = YearArbiter(years)  # type: ignore[attr-defined]
    found = list(cases_of(told, pipeline))
    if not found or (begun is None and len({tied for _, tied in found}) < 2):
        raise InputRefused(
            "dates: the reports hold too few sentences with a date and a marked finding; add reports, or leave it out"
        )
    weights = DateWeights(_learn(found, SETTINGS, begun.ties if begun else None), years)
    card = card_of([case for case, _ in found], [tied for _, tied in found], SETTINGS, data)
    card |= {"seconds": f"{time.monotonic() - began:.0f}"}
    weights.write(out, card)
    return card


def _years(found: list[tuple[Case, int]], begun: DateWeights | None) -> Regression:
    """The years that cases teach; those begun with, or shipped, where the reports leave none open."""
    if len({meant for _, meant in found}) < 2:
        return (begun or shipped_ties()).years
    return _learn(found, YEAR_SETTINGS, begun.years if begun else None)


def _learn(found: list[tuple[Case, int]], settings: RegressionTraining, begun: Regression | None) -> Regression:
    """What cases and their answers teach, anew or carried on."""
    cases, right = [case for case, _ in found], [answer for _, answer in found]
    return adapt(begun, cases, right, settings) if begun else fit(cases, right, 2, settings)


def cases_of(reports: Iterable[GoldReport], pipeline: Language) -> Iterator[tuple[Case, int]]:
    """A case for each marked finding and date of its sentence, and 1 where the one has the other, else 0."""
    for report in reports:
        reading = read_reports(pipeline, [report])[0]
        dates = {id(c): finding.date for finding in report.findings if (c := candidate_of(reading, finding))}
        for sentence in sentences_with_dates(Surroundings.of(reading)):
            for finding in sentence.findings:
                for dated in sentence.dates:
                    if id(finding) in dates and not dated.first <= finding.first < dated.last:
                        tied = dated.date.value == dates[id(finding)]
                        yield case_of(sentence, finding, dated), int(tied)
