"""Predictions as FHIR R4 RiskAssessment: risk by the horizon, its interval, and what moved it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from medomics_ehr.contracts.prediction import Prediction

Resource = dict[str, Any]
INTERVAL_EXTENSION = "urn:medomics-ehr:interval"
CONTRIBUTION_EXTENSION = "urn:medomics-ehr:contribution"


def risk_assessment(prediction: Prediction) -> Resource:
    """The RiskAssessment of a prediction; one that was withheld is `cancelled`, says why, and states no risk.

    >>> built = risk_assessment(Prediction(1, dt.datetime(2024, 1, 2), "cox", 365, 0.2, 0.1, 0.3))
    >>> built["prediction"][0]["probabilityDecimal"], built["prediction"][0]["whenPeriod"]["end"]
    (0.2, '2025-01-01')
    """
    resource: Resource = {
        "resourceType": "RiskAssessment",
        "id": prediction_id(prediction),
        "status": "cancelled" if prediction.abstained else "final",
        "method": {"text": prediction.model_id},
        "subject": {"reference": f"Patient/{prediction.subject_id}"},
        "occurrenceDateTime": prediction.index_date.date().isoformat(),
    }
    if prediction.abstained:
        return {**resource, "note": [{"text": f"withheld: {prediction.reason or 'no reason given'}"}]}
    return {**resource, "prediction": [_prediction(prediction)]}


def prediction_id(prediction: Prediction) -> str:
    """A resource id from model, subject, index date and horizon."""
    key = f"{prediction.model_id}|{prediction.subject_id}|{prediction.index_date}|{prediction.horizon_days}"
    return "prediction-" + hashlib.sha256(key.encode()).hexdigest()[:32]


def _prediction(prediction: Prediction) -> Resource:
    start = prediction.index_date.date()
    low, high = ({"value": round(value, 6)} for value in (prediction.low, prediction.high))
    extensions: list[Resource] = [{"url": INTERVAL_EXTENSION, "valueRange": {"low": low, "high": high}}]
    for modality, contribution in prediction.contributions.items():
        parts = [
            {"url": "modality", "valueString": modality},
            {"url": "logRisk", "valueDecimal": round(contribution, 6)},
        ]
        extensions.append({"url": CONTRIBUTION_EXTENSION, "extension": parts})
    built: Resource = {
        "extension": extensions,
        "outcome": {"text": f"event within {prediction.horizon_days} days"},
        "probabilityDecimal": round(prediction.risk, 6),
        "whenPeriod": {
            "start": start.isoformat(),
            "end": (start + dt.timedelta(days=prediction.horizon_days)).isoformat(),
        },
    }
    if prediction.top_features:
        moved = (f"{feature.feature} {feature.contribution:+.3f}" for feature in prediction.top_features)
        built["rationale"] = "; ".join(moved)
    return built
