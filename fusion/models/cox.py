"""Cox's proportional hazards with an elastic-net penalty. Pure NumPy and SciPy.

Partial likelihood with Efron's handling of ties (Efron, J Am Stat Assoc 1977); penalty and its scale as in glmnet
(Simon et al., J Stat Softw 2011): loss = -log likelihood / n + penalty * (l1 |b| + (1 - l1) b^2 / 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

_TOLERANCE = 1e-9
_MAX_ITERATIONS = 1000


@dataclass(frozen=True)
class RiskSets:
    """Who was at risk when, prepared once for many evaluations.

    Attributes:
        group: shape (n,), number of each row's time among the distinct times, in increasing order.
        event: shape (n,), 0 or 1.
        event_group: shape (d,), the group of each event.
        share: shape (d,), Efron's l/d: how many of a group's tied deaths have gone before, as a share.
    """

    group: np.ndarray
    event: np.ndarray
    event_group: np.ndarray
    share: np.ndarray

    @classmethod
    def of(cls, time: np.ndarray, event: np.ndarray) -> RiskSets:
        """From times (days) and events (0 or 1), both shape (n,)."""
        times, group = np.unique(time, return_inverse=True)
        deaths = np.bincount(group, weights=event, minlength=len(times)).astype(int)
        event_group = np.repeat(np.arange(len(times)), deaths)
        share = np.concatenate([np.arange(d) / d for d in deaths if d] or [np.zeros(0)])
        return cls(group, event.astype(np.float64), event_group, share)


def log_likelihood(log_risk: np.ndarray, sets: RiskSets) -> tuple[float, np.ndarray]:
    """The log partial likelihood (Efron) and its gradient by `log_risk`, shape (n,)."""
    shift = log_risk.max()
    hazard = np.exp(log_risk - shift)
    groups = int(sets.group.max()) + 1
    at_risk = np.cumsum(np.bincount(sets.group, hazard, groups)[::-1])[::-1]
    dying = np.bincount(sets.group, hazard * sets.event, groups)
    denominator = at_risk[sets.event_group] - sets.share * dying[sets.event_group]
    value = log_risk @ sets.event - np.log(denominator).sum() - shift * len(denominator)
    passed = np.cumsum(np.bincount(sets.event_group, 1 / denominator, groups))
    spared = np.bincount(sets.event_group, sets.share / denominator, groups)
    return float(value), sets.event - hazard * (passed[sets.group] - sets.event * spared[sets.group])


def fit_cox(
    features: np.ndarray,
    sets: RiskSets,
    penalty: float,
    l1_share: float = 0.0,
    start: np.ndarray | None = None,
    non_negative: bool = False,
) -> np.ndarray:
    """Coefficients, shape (p,).

    Args:
        features: shape (n, p), standardised.
        penalty, l1_share: strength, and the lasso's share of it (0 is ridge).
        start: coefficients to start from, such as those of the neighbouring penalty.
        non_negative: keep every coefficient at or above 0, as stacking does.
    """
    count, width = features.shape
    if width == 0:
        return np.zeros(0)
    start = np.zeros(width) if start is None else start
    split = l1_share > 0 and not non_negative

    def joined(values: np.ndarray) -> np.ndarray:
        return values[:width] - values[width:] if split else values

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        coefficients = joined(values)
        likelihood, by_row = log_likelihood(features @ coefficients, sets)
        ridge = penalty * (1 - l1_share)
        value = -likelihood / count + ridge / 2 * coefficients @ coefficients + penalty * l1_share * values.sum()
        gradient = -(features.T @ by_row) / count + ridge * coefficients
        lasso = penalty * l1_share
        return value, np.concatenate([gradient + lasso, lasso - gradient]) if split else gradient + lasso

    # Positive and negative parts as two bounded unknowns make the lasso's corner at 0 a plain bound.
    first = np.concatenate([np.maximum(start, 0), np.maximum(-start, 0)]) if split else start
    bounds = [(0, None)] * len(first) if split or non_negative else None
    options = {"maxiter": _MAX_ITERATIONS, "ftol": _TOLERANCE, "gtol": 1e-7}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    return joined(found.x)


def penalty_path(features: np.ndarray, sets: RiskSets, l1_share: float, length: int = 8) -> np.ndarray:
    """Penalties from one that keeps every coefficient at or near 0, down to 1/30 (lasso) or 1/1000 (ridge) of it."""
    _, by_row = log_likelihood(np.zeros(len(features)), sets)
    steepest = float(np.abs(features.T @ by_row).max(initial=0.0)) / len(features)
    return max(steepest, 1e-6) / max(l1_share, 0.05) * np.logspace(0, -1.5 if l1_share > 0 else -3, length)


def breslow(log_risk: np.ndarray, time: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Breslow's baseline cumulative hazard: times (days) and its value from each of them on.

    >>> times, hazard = breslow(np.zeros(4), np.array([1.0, 2, 3, 4]), np.array([1, 1, 0, 1]))
    >>> hazard.round(3).tolist()
    [0.25, 0.583, 1.583]
    """
    times, group = np.unique(time, return_inverse=True)
    at_risk = np.cumsum(np.bincount(group, np.exp(log_risk))[::-1])[::-1]
    deaths = np.bincount(group, weights=event)
    kept = deaths > 0
    return times[kept], np.cumsum(deaths[kept] / at_risk[kept])
