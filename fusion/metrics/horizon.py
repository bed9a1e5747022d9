"""Accuracy of a risk by a horizon: time-dependent AUC, Brier score and its integral, calibration. Pure NumPy.

Sources: Uno et al., J Am Stat Assoc 2007 (AUC, cumulative cases and dynamic controls); Graf et al., Stat Med 1999
(Brier score under censoring).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fusion.metrics.censoring import censoring_curve, kaplan_meier


def auc_at(time: np.ndarray, event: np.ndarray, risk: np.ndarray, horizon: float) -> float:
    """Probability that one who dies by `horizon` has a higher risk than one who lives beyond; NaN without either.

    >>> auc_at(np.array([1.0, 2, 5, 6]), np.array([1, 1, 0, 1]), np.array([4.0, 2, 3, 1]), 3)
    0.75
    """
    free = censoring_curve(time, event).just_before(time)
    case = np.where((time <= horizon) & (event == 1) & (free > 0), 1 / np.where(free > 0, free, 1), 0.0)
    control = (time > horizon).astype(np.float64)
    difference = risk[:, None] - risk[None, :]
    agreement = (difference > 0) + 0.5 * (difference == 0)
    pairs = case.sum() * control.sum()
    return float(case @ agreement @ control / pairs) if pairs else float("nan")


def brier_at(time: np.ndarray, event: np.ndarray, risk: np.ndarray, horizon: float) -> float:
    """Mean squared error of the risk by `horizon` (0 to 1), weighed for censoring.

    >>> brier_at(np.array([1.0, 5.0]), np.array([1, 1]), np.array([1.0, 0.0]), 3)
    0.0
    """
    curve = censoring_curve(time, event)
    early, late = (time <= horizon) & (event == 1), time > horizon
    weight_early, weight_late = curve.just_before(time), curve.at(horizon)
    loss = np.zeros(len(time))
    loss[early] = (1 - risk[early]) ** 2 / np.maximum(weight_early[early], 1e-12)
    loss[late] = risk[late] ** 2 / np.maximum(weight_late, 1e-12)
    return float(loss.mean())


def integrated_brier(time: np.ndarray, event: np.ndarray, risk: np.ndarray, at: np.ndarray) -> float:
    """The Brier score's mean over the span of `at` (trapezoids).

    Args:
        risk: shape (n, k), the risk by each of the k days `at`, which increase.
    """
    scores = np.array([brier_at(time, event, risk[:, k], float(day)) for k, day in enumerate(at)])
    return float(np.trapezoid(scores, at) / (at[-1] - at[0]))


@dataclass(frozen=True, slots=True)
class CalibrationGroup:
    """Subjects of similar risk: how many, their mean risk, and what Kaplan-Meier says happened by the horizon."""

    subjects: int
    predicted: float
    observed: float


def calibration(
    time: np.ndarray, event: np.ndarray, risk: np.ndarray, horizon: float, groups: int = 5
) -> tuple[CalibrationGroup, ...]:
    """Predicted against observed risk in groups of equal size, from the lowest risk to the highest."""
    parts = np.array_split(np.argsort(risk, kind="stable"), groups)
    return tuple(
        CalibrationGroup(
            len(part), float(risk[part].mean()), 1 - float(kaplan_meier(time[part], event[part]).at(horizon))
        )
        for part in parts
        if len(part)
    )
