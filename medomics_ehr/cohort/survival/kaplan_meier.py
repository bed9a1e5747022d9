"""Kaplan-Meier estimates, medians and the log-rank test, by lifelines; numbers at risk counted here.

Sources: Kaplan and Meier, J Am Stat Assoc 1958;53:457; confidence by Greenwood's formula on the log(-log) scale
(Kalbfleisch and Prentice 1980); median's interval where that band crosses a half (Brookmeyer and Crowley, Biometrics
1982;38:29); log-rank test of Mantel for any number of groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from medomics_ehr.errors import EnvironmentFailed


@dataclass(frozen=True, slots=True)
class Curve:
    """One group's curve; times in days, `observed` had the outcome then, `survival` holds from then on.

    Attributes:
        people, events: how many were followed, and had the outcome.
        median, median_low, median_high: days, with the 95 % interval; None where the curve does not reach a half.
    """

    label: str
    people: int
    events: int
    times: tuple[float, ...] = ()
    observed: tuple[int, ...] = ()
    survival: tuple[float, ...] = ()
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    median: float | None = None
    median_low: float | None = None
    median_high: float | None = None
    durations: tuple[int, ...] = ()

    def at_risk(self, ticks: Sequence[float]) -> list[int]:
        """How many are still followed, and free of the outcome, just before each tick."""
        durations = np.asarray(self.durations)
        return [int((durations >= tick).sum()) for tick in ticks]


@dataclass(frozen=True, slots=True)
class LogRank:
    """The log-rank test of equal survival in all groups."""

    chi_squared: float
    degrees: int
    p: float


def curve(label: str, frame: pd.DataFrame) -> Curve:
    """The curve of one group (columns days, observed); of nobody, a curve without points.

    Raises:
        EnvironmentFailed: lifelines is not installed.

    >>> found = curve("all", pd.DataFrame({"days": [1, 2, 2, 5], "observed": [True, True, False, True]}))
    >>> [(time, round(share, 3)) for time, share in zip(found.times, found.survival)]
    [(0.0, 1.0), (1.0, 0.75), (2.0, 0.5), (5.0, 0.0)]
    """
    if frame.empty:
        return Curve(label, 0, 0)
    lifelines = _lifelines()
    fitted = lifelines.KaplanMeierFitter().fit(frame["days"], frame["observed"])
    band = fitted.confidence_interval_
    crossing = lifelines.utils.median_survival_times(band)
    return Curve(
        label,
        len(frame),
        int(frame["observed"].sum()),
        tuple(map(float, fitted.survival_function_.index)),
        tuple(map(int, fitted.event_table["observed"])),
        tuple(map(float, fitted.survival_function_.iloc[:, 0])),
        tuple(map(float, band.iloc[:, 0])),
        tuple(map(float, band.iloc[:, 1])),
        _finite(fitted.median_survival_time_),
        _finite(crossing.iloc[0, 0]),
        _finite(crossing.iloc[0, 1]),
        tuple(map(int, sorted(frame["days"]))),
    )


def log_rank(groups: Mapping[str, pd.DataFrame]) -> LogRank | None:
    """The test over all groups with anybody in them; None where there is nothing to compare."""
    filled = [frame.assign(group=label) for label, frame in groups.items() if len(frame)]
    if len(filled) < 2 or not any(frame["observed"].any() for frame in filled):
        return None
    every = pd.concat(filled)
    _lifelines()
    from lifelines.statistics import multivariate_logrank_test

    found = multivariate_logrank_test(every["days"], every["group"], every["observed"])
    chi_squared, p = float(found.test_statistic), float(found.p_value)
    return LogRank(chi_squared, len(filled) - 1, p) if np.isfinite(p) else None


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _lifelines() -> Any:
    try:
        import lifelines
        import lifelines.utils
    except ImportError:
        raise EnvironmentFailed("lifelines is not installed; run `pip install medomics-ehr[survival]`") from None
    return lifelines
