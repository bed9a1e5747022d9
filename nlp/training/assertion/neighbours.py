"""Learns the regression that weighs a finding by what was made of those beside it.

It learns from first scores that others gave: each part of the reports is read by a regression of words that learnt from
the other parts, as it will read reports that taught nothing (Wolpert, Neural Networks 1992).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.learnt.arbiter import is_open, weigh
from nlp.assertion.learnt.neighbours import FEATURES, Beside
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport
from nlp.learnt.fit import RegressionTraining
from nlp.learnt.regression import Regression
from nlp.pipeline import read_reports
from nlp.training.assertion.examples import Example, candidate_of
from nlp.training.assertion.left_out import left_out

#: What a finding of the gold files counts, so that their way of marking is heard among so many other reports. Of 1, 3,
#: 10 and 30, this did best on the development half left out in turn, on which the rules were written, so it may trust
#: the rules too far; it costs new hands 0.4 points.
GOLD = 30.0
#: Of the squared weights (scikit-learn's C), and the most steps of the optimiser.
INVERSE_PENALTY, ITERATIONS = 0.3, 300


def learn_beside(
    reports: Sequence[GoldReport],
    gold: frozenset[str],
    examples: Sequence[Example],
    bank: Sequence[Example],
    record: np.ndarray,
    settings: RegressionTraining,
    coder: Coder,
) -> Beside:
    """The regression that marked reports teach; a neutral one where they are too few.

    Args:
        gold: texts of the reports of the gold files, whose findings count `GOLD` times.
        examples: those of the reports. bank: more, from which every part's words learn.
        record: that of the rules, as `Weights` holds it.
        settings: how the words are learnt.
        coder: of the rules alone.
    """
    features: list[np.ndarray] = []
    right: list[int] = []
    counts: list[float] = []
    for told, words in left_out(reports, examples, bank, settings):
        for report in told:
            rows, truths = _read(report, coder, words, record)
            features.append(rows)
            right += truths
            counts += [GOLD if report.text in gold else 1.0] * len(truths)
    return _fitted(np.concatenate(features), np.array(right), np.array(counts)) if features else Beside.neutral()


def _read(report: GoldReport, coder: Coder, words: Regression, record: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Features of the marked findings of a report, and their assertions."""
    reading = read_reports(coder.pipeline, [report])[0]
    marked = {id(c): f.assertion for f in report.findings if (c := candidate_of(reading, f)) is not None}
    if not any(map(is_open, reading.candidates)):
        return np.zeros((0, FEATURES)), []
    weighed = weigh(reading, Surroundings.of(reading), words, record)
    rows = [row for row, candidate in enumerate(weighed.candidates) if id(candidate) in marked]
    truths = [ASSERTIONS.index(marked[id(weighed.candidates[row])]) for row in rows]
    return weighed.features()[rows], truths


def _fitted(features: np.ndarray, right: np.ndarray, counts: np.ndarray) -> Beside:
    from sklearn.linear_model import LogisticRegression

    classes = np.unique(right)
    if len(classes) < 3:  # Two classes have one row of weights only; so few findings teach nothing of neighbours.
        return Beside.neutral()
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS, tol=1e-3)
    model.fit(features, right, sample_weight=counts)
    weights = np.zeros((features.shape[1], len(ASSERTIONS)), dtype=np.float32)
    bias = np.full(len(ASSERTIONS), -10.0, dtype=np.float32)
    weights[:, classes], bias[classes] = model.coef_.T, model.intercept_
    return Beside(weights, bias)
