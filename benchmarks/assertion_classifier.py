"""What a trained assertion classifier would add to the rules: an ablation on reports that it never learnt from.

    python -m benchmarks.assertion_classifier [--demo-patients 60] [--encoder minilm]

It learns from the marked reports of the project and from generated ones, and is judged on marked reports left out (five
folds, by report) and on the development half of the gold reports. Each finding whose code the coder has right is one
case: its rule's assertion, the words on both sides, section, kind and type of report. `classifier` reads the words
alone, `stacked` the rule's answer too, `where sure` replaces the rule's answer at a probability of 0.9 or more.
"""

from __future__ import annotations

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from apps.cli.console import table
from apps.demo.reports.writer import write_reports
from apps.demo.sampling import draw_patient
from medomics_ehr.contracts import Finding
from nlp.coder import Coder, Report
from nlp.evaluation.gold import GoldReport, read_gold
from nlp.evaluation.marked import read_marked_reports
from nlp.evaluation.score import match
from nlp.trained.tokens import tokens_of

DATA = Path(__file__).resolve().parents[1] / "tests" / "data"
FOLDS, SURE, SEED = 5, 0.9, 13
_WORDS_EACH_SIDE = 8


@dataclass(frozen=True)
class Case:
    """A finding with the assertion that is right, the rules' one, and what there is to read."""

    report_id: str
    gold: str
    rule: str
    features: dict[str, float]
    window: str


def cases_of(reports: Sequence[GoldReport], coder: Coder) -> Iterator[Case]:
    """A case for each finding whose code the rules have right."""
    for report in reports:
        found = coder.code(Report(report.report_id, report.text, report.lang, report.date, report.type))
        for gold, rule in match(report.findings, found, "codes").pairs:
            yield _case(report, gold, rule)


def _case(report: GoldReport, gold: Finding, rule: Finding) -> Case:
    before = [t.folded for t in tokens_of(report.text[max(0, rule.start - 120) : rule.start])][-_WORDS_EACH_SIDE:]
    after = [t.folded for t in tokens_of(report.text[rule.end : rule.end + 120])][:_WORDS_EACH_SIDE]
    features = {f"kind={rule.kind}": 1.0, f"section={rule.section}": 1.0, f"type={report.type}": 1.0}
    features |= {f"before={word}": 1.0 for word in before} | {f"after={word}": 1.0 for word in after}
    features |= {f"before={a} {b}": 1.0 for a, b in itertools.pairwise(before)}
    features |= {f"after={a} {b}": 1.0 for a, b in itertools.pairwise(after)}
    words = report.text[rule.start : rule.end]
    return Case(
        report.report_id, gold.assertion, rule.assertion, features, " ".join([*before, "«", words, "»", *after])
    )


def answers(train: Sequence[Case], test: Sequence[Case], vectors: dict[str, np.ndarray] | None) -> dict[str, list[str]]:
    """What each way of answering says of the test cases."""
    given = {"rules": [case.rule for case in test]}
    for name, reads_rule in (("classifier", False), ("stacked", True)):
        rows = [[_features(case, reads_rule) for case in cases] for cases in (train, test)]
        vectorizer = DictVectorizer()
        read = vectorizer.fit_transform(rows[0])
        asked = vectorizer.transform(rows[1])
        if vectors is not None:
            read, asked = (
                hstack([m, csr_matrix(np.stack([vectors[c.window] for c in cases]))]).tocsr()
                for m, cases in ((read, train), (asked, test))
            )
        model = LogisticRegression(max_iter=400).fit(read, [case.gold for case in train])
        likely = model.predict_proba(asked)
        best = model.classes_[likely.argmax(axis=1)]
        given[name] = list(best)
        if reads_rule:
            sure = likely.max(axis=1) >= SURE
            given["where sure"] = [str(b) if s else case.rule for b, s, case in zip(best, sure, test, strict=True)]
    return given


def _features(case: Case, reads_rule: bool) -> dict[str, float]:
    return case.features | ({f"rule={case.rule}": 1.0} if reads_rule else {})


def accuracy(cases: Sequence[Case], said: Sequence[str]) -> float:
    """Share of the cases answered rightly."""
    return float(np.mean([case.gold == answer for case, answer in zip(cases, said, strict=True)]))


def held_out(own: Sequence[Case], more: Sequence[Case], vectors: dict[str, np.ndarray] | None) -> dict[str, float]:
    """Accuracy on our marked reports, each judged by what the others (and the generated ones) taught."""
    reports = sorted({case.report_id for case in own})
    random.Random(SEED).shuffle(reports)
    right: dict[str, float] = {}
    for fold in range(FOLDS):
        left_out = set(reports[fold::FOLDS])
        test = [case for case in own if case.report_id in left_out]
        train = [case for case in own if case.report_id not in left_out] + list(more)
        for name, said in answers(train, test, vectors).items():
            right[name] = right.get(name, 0.0) + accuracy(test, said) * len(test) / len(own)
    return right


def demo_cases(patients: int, coder: Coder) -> list[Case]:
    """Cases of generated reports, of patients drawn under three seeds."""
    reports = [
        GoldReport(f"{seed}/{r.id}", r.text, r.lang, r.day.isoformat(), r.type, _findings(r.findings))
        for seed in (101, 202, 303)
        for number in range(1, patients // 3 + 1)
        for r in write_reports(draw_patient(seed, number), seed)
    ]
    return list(cases_of(reports, coder))


def _findings(rows: Sequence[dict[str, object]]) -> tuple[Finding, ...]:
    return tuple(Finding.from_json(row) for row in rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo-patients", type=int, default=60)
    parser.add_argument("--encoder", default="", help="also read the window with this encoder (minilm, folder, hub id)")
    given = parser.parse_args()
    coder = Coder.load("fast")
    own = list(cases_of(read_marked_reports(DATA / "reports"), coder))
    more = demo_cases(given.demo_patients, coder)
    development = [r for r in read_gold(DATA / "gold" / "open.jsonl") if r.is_development]
    gold = list(cases_of(development, coder))
    vectors = _vectors(given.encoder, [*own, *more, *gold]) if given.encoder else None
    rows: list[list[object]] = []
    on_gold = answers([*own, *more], gold, vectors)
    for name, right in held_out(own, more, vectors).items():
        rows.append([name, right, accuracy(gold, on_gold[name])])
    print(f"cases: {len(own)} of own reports, {len(more)} of generated ones, {len(gold)} of the development half")
    print(table(["assertion by", "own reports, held out", "gold, development half"], rows))


def _vectors(encoder: str, cases: Sequence[Case]) -> dict[str, np.ndarray]:
    from nlp.linking.encoder import Encoder

    windows = sorted({case.window for case in cases})
    return dict(zip(windows, Encoder.load(encoder).embed(windows), strict=True))


if __name__ == "__main__":
    main()
