"""Learns how sure a finding is: a logistic regression of whether it was right, over what was known of it.

    python -m nlp.training.confidence tests/data/reports --gold tests/data/gold/open.jsonl

Each part of the reports is read by a coder whose words learnt from the other parts; what weighs neighbours is that
shipped. The transformer takes no part: it has read them. Platt, Advances in Large Margin Classifiers 1999, with more
features than the score alone.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlp.assertion.learnt.weights import Weights, shipped_weights
from nlp.coder import Coder
from nlp.confidence.features import features_of
from nlp.confidence.weights import CONSTANT, SHIPPED, Basis
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.score import match
from nlp.pipeline import build_pipeline, read_reports
from nlp.resolver import settle
from nlp.training.assertion.examples import examples_of
from nlp.training.assertion.left_out import left_out
from nlp.training.assertion.words import SETTINGS, notes_of_bank
from nlp.training.parts.reports import read_marked

#: Of the squared weights (scikit-learn's C), and how small a weight is left out of the table.
INVERSE_PENALTY, LEAST = 0.3, 0.005

#: What is known of a finding, and whether it is right.
Judged = tuple[dict[str, float], bool]


def judged(reports: Sequence[GoldReport], pipeline: Any, weighed: bool) -> Iterator[Judged]:
    """The findings that a pipeline makes of marked reports, judged at `coded`."""
    for reading, report in zip(read_reports(pipeline, reports), reports, strict=True):
        told = settle(reading)
        findings = [candidate.to_finding(reading, 1.0) for candidate in told]
        right = {id(finding) for _, finding in match(report.findings, findings, "coded").pairs}
        for candidate, finding in zip(told, findings, strict=True):
            yield dict(features_of(candidate, weighed)), id(finding) in right


def judged_left_out(reports: Sequence[GoldReport]) -> Iterator[Judged]:
    """The same with words that other reports taught."""
    rules, shipped, pipeline = Coder.load("fast"), shipped_weights(), build_pipeline(reads="none")
    examples, bank = list(examples_of(reports, rules)), list(examples_of(notes_of_bank(), rules, words_alone=True))
    arbiter = pipeline.get_pipe("medomics_arbiter").step  # type: ignore[attr-defined]
    for told, words in left_out(reports, examples, bank, SETTINGS):
        arbiter.weights = Weights(words, shipped.record, shipped.beside)
        yield from judged(told, pipeline, weighed=True)


def weights_of(cases: Iterable[Judged]) -> dict[str, float]:
    """The most probable weights, by feature; the constant among them."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    features, right = zip(*cases, strict=True)
    names = DictVectorizer()
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=500)
    model.fit(names.fit_transform(features), np.array(right))
    learnt = dict(zip(names.get_feature_names_out(), model.coef_[0], strict=True))
    told = {name: round(float(weight), 3) for name, weight in learnt.items() if abs(weight) >= LEAST}
    return {CONSTANT: round(float(model.intercept_[0]), 3)} | told


def main() -> None:
    """Learn both sets of weights and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reports", nargs="+", type=Path, help="marked reports")
    parser.add_argument("--gold", type=Path, help="gold reports, of which the development half is learnt from")
    parser.add_argument("--out", type=Path, default=SHIPPED, help="the table to write; by default that shipped")
    given = parser.parse_args()
    reports = [marked.report for source in given.reports for marked in read_marked(source) if marked.whole]
    if given.gold:
        reports += [marked.report for marked in read_marked(given.gold) if marked.report.is_development]
    sets: dict[Basis, dict[str, float]] = {
        "rules": weights_of(judged(reports, build_pipeline(), weighed=False)),
        "learnt": weights_of(judged_left_out(reports)),
    }
    with given.out.open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(["basis", "feature", "weight"])
        table.writerows([basis, name, weight] for basis, weights in sets.items() for name, weight in weights.items())


if __name__ == "__main__":
    main()
