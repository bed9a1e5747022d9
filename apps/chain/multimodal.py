"""Stage `fuse`: models of survival from the tumour board, each modality alone and together, and their predictions."""

from __future__ import annotations

from pathlib import Path

from apps.chain.stage import Advance, Measure
from apps.chain.truth import read_truth
from fusion.config import FusionConfig, IndexRule
from fusion.dataset.block import SurvivalData
from fusion.metrics.within_folds import Interval
from fusion.study import dataset_of, evaluate_study, fit_study, predict_study
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace

#: The index is the tumour board; two repeats of five folds show the planted signal and keep the demo short.
CONFIG = FusionConfig(
    name="demo", index=IndexRule(codes=("LOCAL-visit//tumour-board",)), horizon_days=730, folds=5, repeats=2
)


def fuse(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """Evaluate, fit and predict; the C-index of every model stands beside that of the true risk, on the same folds.

    A centre of few patients may have too few deaths to fit anything, which is then what the table says.
    """
    data = dataset_of(workspace, CONFIG)
    try:
        return _fitted(workspace, centre, data, advance)
    except InputRefused as error:
        return [Measure("subjects", len(data)), Measure("models", "not fitted", None, str(error))]


def _fitted(workspace: Workspace, centre: Path, data: SurvivalData, advance: Advance) -> list[Measure]:
    evaluation = evaluate_study(workspace, CONFIG, data=data, advance=advance)
    fit_study(workspace, CONFIG, data=data)
    _, predictions = predict_study(workspace, CONFIG)
    truth = read_truth(centre, workspace).rows.set_index("subject_id").reindex(data.index["subject_id"])
    measures = [Measure("subjects", len(data)), Measure("deaths", int(data.event.sum()), int(truth["event"].sum()))]
    for score in evaluation.scores:
        measures.append(_c_index(score.name, score.c_index, f", {score.subjects} with the block"))
    measures.append(_c_index("true risk", evaluation.c_index_of(truth["log_risk"].to_numpy())))
    abstained = sum(prediction.abstained for prediction in predictions)
    unseen = sum(prediction.in_training for prediction in predictions)
    note = f"{abstained} abstained, {unseen} out of fold"
    return [*measures, Measure("predictions", len(predictions), None, note)]


def _c_index(name: str, interval: Interval, note: str = "") -> Measure:
    words = f"95 % {interval.low:.3f} to {interval.high:.3f}{note}"
    return Measure(f"C-index {name}", round(interval.value, 3), None, words)
