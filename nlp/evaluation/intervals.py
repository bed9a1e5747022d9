"""Bootstrap intervals of F1, over reports: findings of one report are not independent of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from medomics_ehr.contracts import Finding
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.score import LEVELS, Tally, score_report


def f1_intervals(
    reports: Sequence[GoldReport],
    found: Mapping[str, Sequence[Finding]],
    *,
    repeats: int = 1000,
    level_of_confidence: float = 0.95,
    seed: int = 0,
) -> dict[str, tuple[float, float]]:
    """Percentile bootstrap interval of the overall F1 of each level (Efron and Tibshirani 1993, ch. 13).

    Args:
        repeats: resamples of whole reports with replacement.

    Returns:
        level to (low, high).
    """
    counts = np.array([_counts(report, found.get(report.report_id, ())) for report in reports], dtype=float)
    if not len(counts):
        return {level: (0.0, 1.0) for level in LEVELS}
    rng = np.random.default_rng(seed)
    drawn = counts[rng.integers(0, len(counts), size=(repeats, len(counts)))].sum(axis=1)
    tp, errors = drawn[..., 0], drawn[..., 1]
    f1 = np.divide(2 * tp, 2 * tp + errors, out=np.ones_like(tp), where=2 * tp + errors > 0)
    tail = (1 - level_of_confidence) / 2
    low, high = np.quantile(f1, [tail, 1 - tail], axis=0)
    return {level: (float(low[i]), float(high[i])) for i, level in enumerate(LEVELS)}


def _counts(report: GoldReport, found: Sequence[Finding]) -> list[tuple[int, int]]:
    by_level = score_report(report.findings, found)
    sums = [sum(by_level[level].values(), Tally()) for level in LEVELS]
    return [(tally.tp, tally.fp + tally.fn) for tally in sums]
