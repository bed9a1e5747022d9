"""Predictions of a fitted model: risk with an interval, what drove it, or why the model abstains."""

from __future__ import annotations

import numpy as np

from fusion.bundle import Bundle
from fusion.dataset.block import SurvivalData
from fusion.explain import feature_contributions
from fusion.training_patients import TrainingPatients
from medomics_ehr.contracts import Prediction

_TOP_FEATURES = 8
#: The interval's percentiles over bootstrapped models.
LEVEL = 90


def predict(
    bundle: Bundle,
    data: SurvivalData,
    horizon_days: int,
    least_blocks: int,
    training: TrainingPatients | None = None,
) -> list[Prediction]:
    """A prediction for each row of the data set.

    The interval says how much the risk moves when the model is fitted to other patients drawn from the same cohort.

    Args:
        least_blocks: with fewer of its blocks the model abstains; the risk it would have given is kept.
        training: whom the model was fitted on; of them, only what models say that were fitted without them.
    """
    model = bundle.model
    subjects = [int(subject) for subject in data.index["subject_id"]]
    fold = np.full(len(data), -1) if training is None else training.fold_of(subjects)
    unseen = np.ones((len(bundle.resampled), len(data)), dtype=bool)
    if training is not None:
        unseen = training.unseen(subjects, len(bundle.resampled))
    models = (*bundle.by_fold, model)  # -1 is the model itself
    by_modality = [one.contributions(data) for one in models]
    risks = np.array(
        [one.risk(m.to_numpy().sum(axis=1), horizon_days) for one, m in zip(models, by_modality, strict=True)]
    )
    risk = risks[fold, np.arange(len(data))]
    low, high = _interval(bundle, data, horizon_days, risk, unseen)
    present = {name: data.blocks[name].present for name in model.modalities}
    needed = min(least_blocks, len(model.modalities))
    found = []
    dates = data.index["index_date"].dt.normalize().dt.to_pydatetime()
    for row, subject in enumerate(subjects):
        missing = [name for name in model.modalities if not present[name][row]]
        abstained = len(model.modalities) - len(missing) < needed
        shares = by_modality[fold[row]].iloc[row]
        found.append(
            Prediction(
                subject_id=subject,
                index_date=dates.iloc[row],
                model_id=bundle.model_id,
                horizon_days=horizon_days,
                risk=float(risk[row]),
                low=float(low[row]),
                high=float(high[row]),
                contributions={name: float(shares[name]) for name in model.modalities},
                top_features=feature_contributions(models[fold[row]], data, row)[:_TOP_FEATURES],
                abstained=abstained,
                reason=f"blocks missing: {', '.join(missing)}" if missing else "",
                in_training=bool(fold[row] >= 0),
            )
        )
    return found


def _interval(
    bundle: Bundle, data: SurvivalData, horizon_days: int, risk: np.ndarray, unseen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles over the bootstrapped models that had not seen the row."""
    drawn = np.array([model.risk(model.log_risk(data), horizon_days) for model in bundle.resampled])
    # Of few bootstraps, a patient may have been drawn by all: the interval then is of models that knew them.
    kept = np.where(unseen | ~unseen.any(axis=0), drawn, np.nan)
    low, high = np.nanpercentile(kept, [(100 - LEVEL) / 2, (100 + LEVEL) / 2], axis=0)
    return np.minimum(low, risk), np.maximum(high, risk)
