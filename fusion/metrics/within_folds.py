"""C-index of cross-validated risks: counted within folds and added up, with a bootstrap over patients.

Log-risks of different folds' models do not compare, so no pair crosses folds. The bootstrap draws patients; it does
not refit models.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fusion.metrics.concordance import Pairs, harrell_pairs

_BOOTSTRAPS = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WithinFolds:
    """Patients' survival and the folds in which they were tested.

    Attributes:
        time, event: shape (n,).
        fold: shape (repeats, n).
        seed: of the bootstrap.
    """

    time: np.ndarray
    event: np.ndarray
    fold: np.ndarray
    seed: int = 0

    def c_index(self, log_risk: np.ndarray) -> float:
        """Harrell's C of log-risks, shape (repeats, n).

        >>> folds = WithinFolds(np.array([1.0, 2, 3, 4]), np.ones(4), np.array([[0, 0, 1, 1]]))
        >>> folds.c_index(np.array([[2.0, 1.0, 5.0, 9.0]]))
        0.5
        """
        return _pooled(self._pairs(log_risk), None)

    def interval(self, log_risk: np.ndarray) -> Interval:
        """The same with its interval."""
        return _interval(self._draws(log_risk))

    def difference(self, one: np.ndarray, other: np.ndarray) -> Interval:
        """C of one minus C of the other, on the same drawn patients."""
        return _interval(self._draws(one) - self._draws(other))

    def _pairs(self, log_risk: np.ndarray) -> list[tuple[np.ndarray, Pairs]]:
        found = []
        for fold, risks in zip(self.fold, log_risk, strict=True):
            for number in np.unique(fold):
                rows = np.flatnonzero(fold == number)
                found.append((rows, harrell_pairs(self.time[rows], self.event[rows], risks[rows])))
        return found

    def _draws(self, log_risk: np.ndarray) -> np.ndarray:
        """The estimate, then that of each bootstrap."""
        pairs, count = self._pairs(log_risk), len(self.time)
        random = np.random.default_rng([self.seed, 1])
        drawn = [random.multinomial(count, np.full(count, 1 / count)).astype(float) for _ in range(_BOOTSTRAPS)]
        return np.array([_pooled(pairs, weight) for weight in (None, *drawn)])


def _pooled(pairs: list[tuple[np.ndarray, Pairs]], weight: np.ndarray | None) -> float:
    sums = np.array([p.sums(None if weight is None else weight[rows]) for rows, p in pairs]).sum(axis=0)
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def _interval(values: np.ndarray) -> Interval:
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Interval(float(values[0]), float(low), float(high))
