"""Reads the truth that a centre's folder holds, in the workspace's own keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from medomics_ehr.workspace import Workspace, keyed_hash


@dataclass(frozen=True)
class Truth:
    """A centre's truth.

    Attributes:
        rows: `truth.csv` with `subject_id` in front.
        queries: text of a query to the subjects it is true of.
    """

    rows: pd.DataFrame
    queries: dict[str, frozenset[int]]


def read_truth(centre: Path, workspace: Workspace) -> Truth:
    """The truth of a centre, its patients under the keys that the workspace's loads give them."""
    secret = workspace.secret()
    rows = pd.read_csv(centre / "truth.csv")
    rows.insert(0, "subject_id", [keyed_hash(secret, "Patient", patient) for patient in rows["patient"]])
    stored: dict[str, Any] = json.loads((centre / "truth.json").read_text(encoding="utf-8"))
    queries = {
        query["text"]: frozenset(keyed_hash(secret, "Patient", patient) for patient in query["patients"])
        for query in stored["queries"]
    }
    return Truth(rows, queries)
