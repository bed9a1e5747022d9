"""Predictions to be reviewed: who comes first, what drove each, and what was decided."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from apps.review.service.decisions import ReviewLog, shown_hash
from medomics_ehr.contracts import Prediction, read_predictions
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace


def prediction_files(workspace: Workspace) -> list[str]:
    """Names of the prediction tables in the workspace, newest first."""
    folder = workspace.folder / "predictions"
    files = sorted(folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.stem for path in files]


def predictions(workspace: Workspace, name: str) -> list[Prediction]:
    """The predictions of one table.

    Raises:
        InputRefused: there is no such table, or it is none.
    """
    path = workspace.path("predictions", f"{name}.parquet")
    try:
        frame = pd.read_parquet(path)
        if "risk" in frame and "in_training" not in frame:
            raise InputRefused(
                f"{path.name}: does not say which patients the model was fitted on, whose risks would be no forecast; "
                "make it anew with `medomics fuse fit` and `fuse predict`"
            )
        return read_predictions(frame)
    except FileNotFoundError:
        raise InputRefused(f"{path.name}: no such predictions; make some with `medomics fuse predict`") from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputRefused(f"{path.name}: not a table of predictions; make it anew") from error


def target_id(prediction: Prediction) -> str:
    """The identifier under which decisions on a prediction are kept."""
    return f"{prediction.model_id}/{prediction.subject_id}/{prediction.index_date:%Y-%m-%d}"


def shown(prediction: Prediction) -> str:
    """Hash of what a reviewer sees of a prediction."""
    return shown_hash(asdict(prediction))


def worklist(found: list[Prediction], log: ReviewLog) -> pd.DataFrame:
    """One row a prediction: open ones first, then by risk; columns subject, index, risk, low, high, abstained,
    in_training, state, verdict, who, position.

    `state` is `open`, `reviewed`, or `changed` where the prediction is no longer the one that was reviewed.
    Subjects are text: 63-bit numbers lose digits in a browser.
    """
    latest = log.latest()
    rows = []
    for position, one in enumerate(found):
        decision = latest.get(("prediction", target_id(one)))
        state = "open" if decision is None else "reviewed" if decision.shown_sha256 == shown(one) else "changed"
        rows.append(
            {
                "subject": str(one.subject_id),
                "index": one.index_date.date().isoformat(),
                "risk": None if one.abstained else one.risk,
                "low": None if one.abstained else one.low,
                "high": None if one.abstained else one.high,
                "abstained": one.reason if one.abstained else "",
                "in_training": one.in_training,
                "state": state,
                "verdict": decision.verdict if decision else "",
                "who": decision.who if decision else "",
                "position": position,
            }
        )
    columns = ["subject", "index", "risk", "low", "high", "abstained", "in_training", "state", "verdict", "who"]
    frame = pd.DataFrame(rows, columns=[*columns, "position"])
    frame["_order"] = frame["state"].map({"changed": 0, "open": 1, "reviewed": 2})
    return frame.sort_values(["_order", "risk"], ascending=[True, False], ignore_index=True).drop(columns="_order")
