"""Kaplan-Meier curves of survival and of censoring, which the other metrics weigh by. Pure NumPy.

Source: Kaplan and Meier, J Am Stat Assoc 1958; as censoring weights, Graf et al., Stat Med 1999.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class StepCurve:
    """A right-continuous step function that is `before` up to the first of `times`.

    Attributes:
        times: shape (k,), increasing, days.
        values: shape (k,), the value from each time on.
    """

    times: np.ndarray
    values: np.ndarray
    before: float = 1.0

    def at(self, when: np.ndarray | float) -> np.ndarray:
        """The value at `when`."""
        return self._taken(when, "right")

    def just_before(self, when: np.ndarray | float) -> np.ndarray:
        """The limit from the left at `when`."""
        return self._taken(when, "left")

    def _taken(self, when: np.ndarray | float, side: str) -> np.ndarray:
        padded = np.concatenate([[self.before], self.values])
        return np.asarray(padded[np.searchsorted(self.times, when, side=side)])  # type: ignore[call-overload]


def kaplan_meier(time: np.ndarray, event: np.ndarray) -> StepCurve:
    """Share that is free of the event, from `time` (days) and `event` (0 or 1), both shape (n,).

    >>> kaplan_meier(np.array([1.0, 2, 3, 4]), np.array([1, 0, 1, 1])).values.round(3).tolist()
    [0.75, 0.75, 0.375, 0.0]
    """
    times, where = np.unique(time, return_inverse=True)
    died = np.bincount(where, weights=event)
    at_risk = len(time) - np.concatenate([[0], np.cumsum(np.bincount(where))[:-1]])
    return StepCurve(times, np.cumprod(1 - died / at_risk))


def censoring_curve(time: np.ndarray, event: np.ndarray) -> StepCurve:
    """Share not yet censored: Kaplan-Meier with the roles exchanged; deaths of a day come before its censorings."""
    times, where = np.unique(time, return_inverse=True)
    died = np.bincount(where, weights=event)
    lost = np.bincount(where, weights=1 - event)
    at_risk = len(time) - np.concatenate([[0], np.cumsum(np.bincount(where))[:-1]]) - died
    steps = np.divide(lost, at_risk, out=np.zeros_like(lost), where=at_risk > 0)
    return StepCurve(times, np.cumprod(1 - steps))
