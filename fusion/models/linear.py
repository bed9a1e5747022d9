"""A model that is a sum: log-risk = sum over modalities, and in them over features. What all models here become.

Because it is a sum, every share of a prediction is exact, and a missing block or value adds nothing, which is what
the average patient adds. Pure NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from fusion.dataset.block import SurvivalData


@dataclass(frozen=True)
class Scaling:
    """How each column becomes a deviation from the training patients' mean, in standard deviations.

    Attributes:
        columns: their names.
        low, high: bounds to which values are cut, the 1st and 99th percentile of the training patients.
        mean, deviation: of the cut values.
    """

    columns: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray
    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def of(cls, values: pd.DataFrame, least_share: float = 0.2) -> Scaling:
        """Learn from training rows; columns that are constant or mostly missing are left out."""
        array = values.to_numpy(float)
        share = np.isfinite(array).mean(axis=0)
        kept = np.flatnonzero(share >= least_share)
        array = array[:, kept]
        low, high = np.nanpercentile(array, [1, 99], axis=0) if array.size else (np.zeros(0), np.zeros(0))
        cut = np.clip(array, low, high)
        mean, deviation = np.nanmean(cut, axis=0), np.nanstd(cut, axis=0)
        varies = deviation > 1e-9 * (1 + np.abs(mean))
        columns = tuple(str(values.columns[k]) for k in kept[varies])
        return cls(columns, low[varies], high[varies], mean[varies], deviation[varies])

    def apply(self, values: pd.DataFrame) -> np.ndarray:
        """Deviations, shape (n, p); 0 where a value is missing or the column is not there."""
        array = values.reindex(columns=list(self.columns)).to_numpy(float)
        scaled = (np.clip(array, self.low, self.high) - self.mean) / self.deviation
        return np.asarray(np.nan_to_num(scaled, nan=0.0))


@dataclass(frozen=True)
class Part:
    """A modality's share of a model.

    Attributes:
        coefficients: log hazard ratio of a standard deviation of each column, shape (p,).
        weight: what stacking multiplies them with.
    """

    modality: str
    scaling: Scaling
    coefficients: np.ndarray
    weight: float = 1.0

    def terms(self, values: pd.DataFrame) -> np.ndarray:
        """What each feature adds to the log-risk, shape (n, p)."""
        return np.asarray(self.weight * self.coefficients * self.scaling.apply(values))


@dataclass(frozen=True)
class LinearModel:
    """Parts and a baseline hazard.

    Attributes:
        name: `early`, `late` or the modality it reads.
        times, hazard: baseline cumulative hazard (Breslow), days and value from each on.
        penalties: modalities fitted together, joined by `+`, to the penalty and the lasso's share that were chosen.
    """

    name: str
    parts: tuple[Part, ...]
    times: np.ndarray
    hazard: np.ndarray
    penalties: Mapping[str, tuple[float, float]]

    @property
    def modalities(self) -> tuple[str, ...]:
        """The blocks that it reads."""
        return tuple(part.modality for part in self.parts)

    def contributions(self, data: SurvivalData) -> pd.DataFrame:
        """Log-risk by modality, a column each; 0 where the block is missing."""
        return pd.DataFrame({p.modality: p.terms(data.blocks[p.modality].values).sum(axis=1) for p in self.parts})

    def log_risk(self, data: SurvivalData) -> np.ndarray:
        """Log hazard ratio against the average training patient, shape (n,)."""
        return np.asarray(self.contributions(data).to_numpy().sum(axis=1))

    def risk(self, log_risk: np.ndarray, days: float) -> np.ndarray:
        """Probability of the event by `days` after the index: 1 - exp(-H(days) exp(log_risk))."""
        reached = np.searchsorted(self.times, days, side="right")
        baseline = float(self.hazard[reached - 1]) if reached else 0.0
        return np.asarray(1 - np.exp(-baseline * np.exp(log_risk)))
