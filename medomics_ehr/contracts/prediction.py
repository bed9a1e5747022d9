"""A prediction: what a multimodal model says of one patient at one index date. Knows no model."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import pandas as pd


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
        in_training: the model was fitted on this patient; what is said here is then what models say that were
            fitted without them (out of fold).
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
    in_training: bool = False


def predictions_frame(predictions: Iterable[Prediction]) -> pd.DataFrame:
    """Predictions as the workspace's `predictions/*.parquet` hold them: nested parts as JSON text.

    >>> one = Prediction(1, dt.datetime(2024, 1, 2), "m", 365, 0.2, 0.1, 0.3, {"ehr": 0.4})
    >>> read_predictions(predictions_frame([one])) == [one]
    True
    """
    rows = []
    for prediction in predictions:
        row = asdict(prediction)
        row["contributions"] = json.dumps(row["contributions"])
        row["top_features"] = json.dumps(row["top_features"])
        rows.append(row)
    return pd.DataFrame(rows, columns=list(Prediction.__dataclass_fields__))


def read_predictions(frame: pd.DataFrame) -> list[Prediction]:
    """The predictions that a frame of `predictions_frame` holds."""
    predictions = []
    for row in frame.to_dict("records"):
        row["index_date"] = pd.Timestamp(row["index_date"]).to_pydatetime()
        row["contributions"] = json.loads(row["contributions"])
        row["top_features"] = tuple(FeatureContribution(**feature) for feature in json.loads(row["top_features"]))
        predictions.append(Prediction(**{str(name): value for name, value in row.items()}))
    return predictions
