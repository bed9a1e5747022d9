"""Predictions of a fitted model: risk with an interval, what drove it, or why the model abstains."""

from __future__ import annotations

import numpy as np

from fusion.bundle import Bundle
from fusion.dataset.block import SurvivalData
from fusion.explain import feature_contributions
from medomics_ehr.contracts import Prediction

_TOP_FEATURES = 8
#: The interval's percentiles over bootstrapped models.
LEVEL = 90


def predict(bundle: Bundle, data: SurvivalData, horizon_days: int, least_blocks: int) -> list[Prediction]:
    """A prediction for each row of the data set.

    The interval says how much the risk moves when the model is fitted to other patients drawn from the same cohort.

    Args:
        least_blocks: with fewer of its blocks the model abstains; the risk it would have given is kept.
    """
    model = bundle.model
    log_risk = model.log_risk(data)
    risk = model.risk(log_risk, horizon_days)
    low, high = _interval(bundle, data, horizon_days, risk)
    by_modality = model.contributions(data)
    present = {name: data.blocks[name].present for name in model.modalities}
    needed = min(least_blocks, len(model.modalities))
    found = []
    dates = data.index["index_date"].dt.normalize().dt.to_pydatetime()
    for row, subject in enumerate(data.index["subject_id"]):
        missing = [name for name in model.modalities if not present[name][row]]
        abstained = len(model.modalities) - len(missing) < needed
        found.append(
            Prediction(
                subject_id=int(subject),
                index_date=dates.iloc[row],
                model_id=bundle.model_id,
                horizon_days=horizon_days,
                risk=float(risk[row]),
                low=float(low[row]),
                high=float(high[row]),
                contributions={name: float(by_modality[name].iloc[row]) for name in model.modalities},
                top_features=feature_contributions(model, data, row)[:_TOP_FEATURES],
                abstained=abstained,
                reason=f"blocks missing: {', '.join(missing)}" if missing else "",
            )
        )
    return found


def _interval(bundle: Bundle, data: SurvivalData, horizon_days: int, risk: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    drawn = np.array([model.risk(model.log_risk(data), horizon_days) for model in bundle.resampled])
    low, high = np.percentile(drawn, [(100 - LEVEL) / 2, (100 + LEVEL) / 2], axis=0)
    return np.minimum(low, risk), np.maximum(high, risk)
