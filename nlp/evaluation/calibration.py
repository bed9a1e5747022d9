"""Does a confidence of 0.9 mean right nine times in ten? And what precision does a threshold buy?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from medomics_ehr.contracts import Finding
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.score import match


@dataclass(frozen=True, slots=True)
class Threshold:
    """What is kept at a least confidence: share of gold found (coverage) and share right (precision)."""

    least_confidence: float
    kept: int
    coverage: float
    precision: float


def judged(reports: Iterable[GoldReport], found: Mapping[str, Sequence[Finding]]) -> tuple[np.ndarray, np.ndarray, int]:
    """Confidence of each finding and whether it is right at `coded`; and the number of gold findings."""
    confidence: list[float] = []
    right: list[bool] = []
    gold = 0
    for report in reports:
        matching = match(report.findings, found.get(report.report_id, ()), "coded")
        gold += len(report.findings)
        for sort, rows in ((True, [f for _, f in matching.pairs]), (False, matching.spurious)):
            confidence += [f.confidence for f in rows]
            right += [sort] * len(rows)
    return np.array(confidence), np.array(right, dtype=bool), gold


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Mean gap between confidence and accuracy over equal-width bins (Guo et al., ICML 2017, eq. 3).

    >>> expected_calibration_error(np.array([1.0, 1.0]), np.array([True, False]))
    0.5
    """
    if not len(confidence):
        return 0.0
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[index == b].mean() - right[index == b].mean()) * (index == b).mean()
        for b in range(bins)
        if (index == b).any()
    ]
    return float(sum(gaps))


def order(confidence: np.ndarray, right: np.ndarray) -> float:
    """How often a right finding has the higher confidence than a wrong one (AUROC; Hanley and McNeil, Radiology 1982).

    One half where confidence tells nothing, and where all are right or all wrong.

    >>> order(np.array([0.9, 0.6, 0.7]), np.array([True, True, False]))
    0.5
    """
    if right.all() or not right.any():
        return 0.5
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(right, confidence))


def curve(
    reports: Sequence[GoldReport],
    found: Mapping[str, Sequence[Finding]],
    thresholds: Sequence[float] = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95),
) -> list[Threshold]:
    """Coverage and precision at each least confidence, for `--min-confidence`."""
    confidence, right, gold = judged(reports, found)
    rows = []
    for least in thresholds:
        kept = confidence >= least
        hits = int(right[kept].sum()) if len(right) else 0
        number = int(kept.sum())
        rows.append(Threshold(least, number, hits / gold if gold else 1.0, hits / number if number else 1.0))
    return rows
