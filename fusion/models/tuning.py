"""Chooses a Cox model's penalty by cross-validated partial likelihood (Verweij and van Houwelingen, Stat Med 1993)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from fusion.models.cox import RiskSets, fit_cox, log_likelihood, penalty_path

#: Strength, and the lasso's share of it.
Penalty: TypeAlias = tuple[float, float]


def tuned_cox(
    features: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    trains: Sequence[np.ndarray],
    l1_shares: Sequence[float],
) -> tuple[np.ndarray, Penalty]:
    """Coefficients on all rows, and the penalty whose models say most about the rows left out.

    Args:
        features: shape (n, p), standardised.
        trains: the training rows of each fold.
        l1_shares: shares of the lasso to choose from.
    """
    sets = RiskSets.of(time, event)
    best: tuple[float, Penalty] = (-np.inf, (1.0, 0.0))
    for l1_share in l1_shares:
        path = penalty_path(features, sets, l1_share)
        gained = np.sum([_held_out(features, time, event, sets, train, path, l1_share) for train in trains], axis=0)
        chosen = int(np.argmax(gained))
        best = max(best, (float(gained[chosen]), (float(path[chosen]), l1_share)))
    return fit_cox(features, sets, *best[1]), best[1]


def _held_out(
    features: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    sets: RiskSets,
    train: np.ndarray,
    path: np.ndarray,
    l1_share: float,
) -> np.ndarray:
    """What the rows left out add to the log likelihood, for each penalty of the path."""
    kept = RiskSets.of(time[train], event[train])
    start, gained = np.zeros(features.shape[1]), np.zeros(len(path))
    for step, penalty in enumerate(path):
        start = fit_cox(features[train], kept, float(penalty), l1_share, start)
        log_risk = features @ start
        gained[step] = log_likelihood(log_risk, sets)[0] - log_likelihood(log_risk[train], kept)[0]
    return gained
