"""Concordance of risks with survival: Harrell's and Uno's C-index. Pure NumPy.

Sources: Harrell et al., JAMA 1982; Uno et al., Stat Med 2011 (doi 10.1002/sim.4154).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fusion.metrics.censoring import censoring_curve


@dataclass(frozen=True)
class Pairs:
    """Comparable pairs as matrices (n, n): row i had the event before column j's time.

    Attributes:
        comparable: the weight of each pair, 0 where the two do not compare.
        concordant: the same times 1 where the earlier death has the higher risk, times 0.5 where risks tie.
    """

    comparable: np.ndarray
    concordant: np.ndarray

    def c_index(self, weight: np.ndarray | None = None) -> float:
        """Share of concordant pairs; `weight` (n,) counts subjects as often as a bootstrap drew them."""
        top, bottom = self.sums(weight)
        return top / bottom if bottom else float("nan")

    def sums(self, weight: np.ndarray | None = None) -> tuple[float, float]:
        """Concordant and comparable weight, so that strata can be added up."""
        if weight is None:
            return float(self.concordant.sum()), float(self.comparable.sum())
        return float(weight @ self.concordant @ weight), float(weight @ self.comparable @ weight)


def harrell_pairs(time: np.ndarray, event: np.ndarray, risk: np.ndarray) -> Pairs:
    """Pairs of Harrell's C: i died, and j lived longer or was censored at the same time.

    Args:
        time, event, risk: shape (n,); a higher risk means an earlier death.
    """
    earlier = (time[:, None] < time[None, :]) | ((time[:, None] == time[None, :]) & (event[None, :] == 0))
    comparable = (earlier & (event[:, None] == 1)).astype(np.float64)
    return Pairs(comparable, comparable * _agreement(risk))


def harrell_c(time: np.ndarray, event: np.ndarray, risk: np.ndarray) -> float:
    """Harrell's C-index: 0.5 is chance, 1 is a perfect order, NaN where no pair compares.

    >>> harrell_c(np.array([1.0, 2, 3]), np.array([1, 1, 0]), np.array([3.0, 1, 2]))
    0.6666666666666666
    """
    return harrell_pairs(time, event, risk).c_index()


def uno_c(time: np.ndarray, event: np.ndarray, risk: np.ndarray, horizon: float) -> float:
    """Uno's C-index up to `horizon` days: pairs weighed by the inverse squared probability of not being censored.

    It does not drift with the amount of censoring, as Harrell's does.
    """
    free = censoring_curve(time, event).just_before(time)
    used = (event == 1) & (time < horizon) & (free > 0)
    weight = np.where(used, 1 / np.where(free > 0, free, 1) ** 2, 0.0)
    comparable = weight[:, None] * (time[:, None] < time[None, :])
    return Pairs(comparable, comparable * _agreement(risk)).c_index()


def _agreement(risk: np.ndarray) -> np.ndarray:
    difference = risk[:, None] - risk[None, :]
    return np.asarray((difference > 0) + 0.5 * (difference == 0))
