"""A review decision: what a clinician said of something shown. Append-only; knows no screen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["accept", "correct", "reject"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One entry of the review log.

    Attributes:
        decision_id: position in the log.
        at: when it was taken.
        who: the reviewer's name as the workspace knows it.
        target: `prediction` or `finding`.
        target_id: the prediction's or the finding's identifier.
        shown_sha256: hash of what the reviewer saw, so that a later change shows.
        verdict: accept, correct or reject.
        correction: the corrected value as JSON, empty unless `verdict` is `correct`.
        comment: free text of the reviewer.
    """

    decision_id: int
    at: dt.datetime
    who: str
    subject_id: int
    target: Literal["prediction", "finding"]
    target_id: str
    shown_sha256: str
    verdict: Verdict
    correction: str = ""
    comment: str = ""
