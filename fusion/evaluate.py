"""Honest evaluation: repeated, stratified, patient-level cross-validation; everything learned inside the folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fusion.dataset.block import SurvivalData
from fusion.metrics import (
    CalibrationGroup,
    Interval,
    WithinFolds,
    auc_at,
    brier_at,
    calibration,
    integrated_brier,
    uno_c,
)
from fusion.models.training import FitOptions
from fusion.out_of_fold import OutOfFold, cross_validate
from fusion.splits import repeated_folds
from medomics_ehr.compute import Engine

_PERMUTATIONS = 10


@dataclass(frozen=True)
class ModelScore:
    """How one model did on rows that it had not seen.

    Attributes:
        name: the model.
        subjects: how many have at least one of its blocks.
        c_index: Harrell's, over all subjects; one without the blocks counts as the average patient.
        c_index_present: the same over the subjects that have them. The others too are over these:
        uno, auc, brier, integrated_brier: up to, at, at and up to the horizon.
        calibration: predicted and observed risk at the horizon by fifths of risk, first repeat.
        permutation_drop: modality to what the C-index loses when its share is dealt anew among the patients.
        out_of_fold: what the model said.
    """

    name: str
    subjects: int
    c_index: Interval
    c_index_present: float
    uno: float
    auc: float
    brier: float
    integrated_brier: float
    calibration: tuple[CalibrationGroup, ...]
    permutation_drop: Mapping[str, float]
    out_of_fold: OutOfFold


@dataclass(frozen=True)
class Evaluation:
    """Scores of all models on the same folds.

    Attributes:
        folds: survival, and the fold in which each row was tested in each repeat.
        grid: days of the risks, the horizon last.
    """

    data: SurvivalData
    horizon_days: float
    folds: WithinFolds
    grid: np.ndarray
    scores: tuple[ModelScore, ...]

    def score(self, name: str) -> ModelScore:
        """The score of a model."""
        return next(score for score in self.scores if score.name == name)

    def c_index_of(self, log_risk: np.ndarray) -> Interval:
        """C-index of given log-risks, shape (n,), on the same folds: a known truth, a clinical score."""
        return self.folds.interval(np.tile(log_risk, (len(self.folds.fold), 1)))

    def difference(self, one: str, other: str) -> Interval:
        """C-index of `one` minus that of `other`."""
        return self.folds.difference(self.score(one).out_of_fold.log_risk, self.score(other).out_of_fold.log_risk)


def evaluate(
    data: SurvivalData,
    models: Sequence[str],
    horizon_days: float,
    *,
    folds: int = 5,
    repeats: int = 3,
    seed: int = 0,
    options: FitOptions | None = None,
    processes: int | None = 1,
    engine: Engine = "local",
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Evaluation:
    """Cross-validate the models on the same folds.

    Args:
        models: modalities, `early`, `late`.
        horizon_days: days after the index by which risks are judged.

    Raises:
        InputRefused: too few deaths among the subjects that have a block.
        ValueError: fewer subjects than folds.
    """
    splits = repeated_folds(data.index["subject_id"].to_numpy(), data.event, folds, repeats, seed)
    grid = np.linspace(horizon_days / 10, horizon_days, 10)
    fold, said = cross_validate(
        data, models, splits, grid, options or FitOptions(), processes=processes, engine=engine, advance=advance
    )
    within = WithinFolds(data.time, data.event, fold, seed)
    scores = tuple(_score(one, data, within, grid) for one in said)
    return Evaluation(data, horizon_days, within, grid, scores)


def _score(said: OutOfFold, data: SurvivalData, within: WithinFolds, grid: np.ndarray) -> ModelScore:
    has, horizon = np.flatnonzero(said.present), float(grid[-1])
    time, event, risk = data.time[has], data.event[has], said.risk[:, has]
    ours = WithinFolds(time, event, within.fold[:, has], within.seed)

    def mean(metric: Callable[[np.ndarray], float]) -> float:
        return float(np.mean([metric(each) for each in risk]))

    return ModelScore(
        said.name,
        len(has),
        within.interval(said.log_risk),
        ours.c_index(said.log_risk[:, has]),
        # Risks by a day compare between folds, log-risks do not.
        mean(lambda risks: uno_c(time, event, risks[:, -1], horizon)),
        mean(lambda risks: auc_at(time, event, risks[:, -1], horizon)),
        mean(lambda risks: brier_at(time, event, risks[:, -1], horizon)),
        mean(lambda risks: integrated_brier(time, event, risks, grid)),
        calibration(time, event, risk[0, :, -1], horizon),
        _permutation_drops(said, within),
        said,
    )


def _permutation_drops(said: OutOfFold, within: WithinFolds) -> dict[str, float]:
    """Breiman's permutation importance (Machine Learning 2001) of whole modalities, on rows not seen."""
    random = np.random.default_rng([within.seed, 3])
    whole = within.c_index(said.log_risk)
    return {
        modality: whole
        - float(np.mean([within.c_index(said.permuted(modality, within.fold, random)) for _ in range(_PERMUTATIONS)]))
        for modality in said.contributions
    }
