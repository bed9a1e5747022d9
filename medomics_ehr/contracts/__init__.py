"""What rooms hand to each other: Event, Finding, Prediction, Decision and the feature dictionary.

Owned by no room and importing none of them, so that a change here is seen by all.
"""

from medomics_ehr.contracts.decision import Decision, Verdict
from medomics_ehr.contracts.dictionary import FeatureColumn, dictionary_frame
from medomics_ehr.contracts.event import EVENT_SCHEMA, TimePrecision, latest_instant
from medomics_ehr.contracts.finding import ASSERTIONS, KINDS, Assertion, Finding, Kind, event_code
from medomics_ehr.contracts.prediction import FeatureContribution, Prediction, predictions_frame, read_predictions

__all__ = [
    "ASSERTIONS",
    "EVENT_SCHEMA",
    "KINDS",
    "Assertion",
    "Decision",
    "FeatureColumn",
    "FeatureContribution",
    "Finding",
    "Kind",
    "Prediction",
    "TimePrecision",
    "Verdict",
    "dictionary_frame",
    "event_code",
    "latest_instant",
    "predictions_frame",
    "read_predictions",
]
