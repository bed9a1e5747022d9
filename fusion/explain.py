"""What drove a prediction: each modality's and each feature's share of the log-risk. The shares add up exactly.

The models are sums (see `models.linear`), so no sampling and no approximation is needed: a feature's share is what
the log-risk would lose if the feature were the average training patient's. For a linear model with independent
features this is its Shapley value (Lundberg and Lee, NeurIPS 2017, corollary 1).
"""

from __future__ import annotations

import numpy as np

from fusion.dataset.block import SurvivalData
from fusion.models.linear import LinearModel
from medomics_ehr.contracts import FeatureContribution


def feature_contributions(model: LinearModel, data: SurvivalData, row: int) -> tuple[FeatureContribution, ...]:
    """Every feature of a row, the one that moved the log-risk most first; a missing value has moved nothing."""
    found = []
    one = data.take(np.array([row]))
    for part in model.parts:
        values = one.blocks[part.modality].values
        for column, term in zip(part.scaling.columns, part.terms(values)[0], strict=True):
            value = float(values[column].iloc[0]) if column in values else float("nan")
            known = None if np.isnan(value) else value
            found.append(FeatureContribution(column, part.modality, known, float(term)))
    return tuple(sorted(found, key=lambda feature: -abs(feature.contribution)))


def modality_shares(model: LinearModel, data: SurvivalData) -> dict[str, float]:
    """How much of the spread of the log-risk each modality brings: its variance share by covariance, adding to 1."""
    by_modality = model.contributions(data).to_numpy()
    total = by_modality.sum(axis=1)
    spread = float(total.var())
    if spread == 0:
        return dict.fromkeys(model.modalities, 0.0)
    shares = ((by_modality - by_modality.mean(axis=0)) * (total - total.mean())[:, None]).mean(axis=0) / spread
    return dict(zip(model.modalities, (float(share) for share in shares), strict=True))


def strongest_features(model: LinearModel, count: int = 15) -> list[tuple[str, str, float]]:
    """Modality, column and log hazard ratio of a standard deviation, the strongest first."""
    all_features = [
        (part.modality, column, part.weight * float(coefficient))
        for part in model.parts
        for column, coefficient in zip(part.scaling.columns, part.coefficients, strict=True)
    ]
    return sorted(all_features, key=lambda feature: -abs(feature[2]))[:count]
