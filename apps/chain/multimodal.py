"""Stage `fuse`: models of survival from the tumour board, each modality alone and together, and their predictions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from apps.chain.stage import Advance, Measure
from apps.chain.truth import read_truth
from fusion.dataset.block import MODALITIES
from fusion.dataset.build import build_dataset
from fusion.evaluate import Interval, evaluate
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

MODELS = (*MODALITIES, "early", "late")
HORIZON_DAYS = 730
_TUMOUR_BOARD = "LOCAL-visit//tumour-board"
#: Folds times repeats decide how long this takes; one repeat of five folds is enough to see the planted signal.
FOLDS, REPEATS = 5, 2


def tumour_boards(workspace: Workspace) -> pd.DataFrame:
    """The index dates: each patient's tumour board, from the record."""
    event = tables.event.c
    statement = (
        sa.select(event.subject_id, sa.func.min(event.time).label("index_date"))
        .where(event.code == _TUMOUR_BOARD)
        .group_by(event.subject_id)
        .order_by(event.subject_id)
    )
    index = Record.of(workspace).frame(statement)
    if index.empty:
        raise InputRefused("medomics.event: no tumour board found; load the centre's FHIR anew")
    return index


def fuse(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """C-index of every model and of the true risk, on the same folds."""
    data = build_dataset(workspace, tumour_boards(workspace), MODALITIES)
    truth = read_truth(centre, workspace).rows.set_index("subject_id").reindex(data.index["subject_id"])
    evaluation = evaluate(
        data, MODELS, HORIZON_DAYS, folds=FOLDS, repeats=REPEATS, seed=0, processes=None, advance=advance
    )
    measures = [Measure("subjects", len(data)), Measure("deaths", int(data.event.sum()), int(truth["event"].sum()))]
    for name in MODELS:
        score = evaluation.score(name)
        measures.append(_c_index(name, score.c_index, f", {score.subjects} with the block"))
    measures.append(_c_index("true risk", evaluation.c_index_of(truth["log_risk"].to_numpy())))
    return measures


def _c_index(name: str, interval: Interval, note: str = "") -> Measure:
    words = f"95 % {interval.low:.3f} to {interval.high:.3f}{note}"
    return Measure(f"C-index {name}", round(interval.value, 3), None, words)
