"""A prediction: what a multimodal model says of one patient at one index date. Knows no model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FeatureContribution:
    """One feature's share of a prediction: `contribution` is on the model's log-risk scale."""

    feature: str
    modality: str
    value: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """Risk of the event within `horizon_days` of the index date.

    Attributes:
        risk: probability of the event by the horizon, 0 to 1.
        low, high: interval of the risk at the model card's stated level.
        contributions: modality to its share of the log-risk, against the cohort's mean.
        top_features: the features that moved the prediction most, largest first.
        abstained: the model declines to predict (missing blocks, out of range), `reason` says why.
    """

    subject_id: int
    index_date: dt.datetime
    model_id: str
    horizon_days: int
    risk: float
    low: float
    high: float
    contributions: dict[str, float] = field(default_factory=dict)
    top_features: tuple[FeatureContribution, ...] = ()
    abstained: bool = False
    reason: str = ""
