"""Honest evaluation: repeated, stratified, patient-level cross-validation; everything learned inside the folds.

Concordance is counted within folds and added up, because log-risks of different folds' models do not compare.
Intervals are percentile bootstraps over patients; they do not cover the refitting of models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fusion.dataset.block import SurvivalData
from fusion.metrics import (
    CalibrationGroup,
    Pairs,
    auc_at,
    brier_at,
    calibration,
    harrell_pairs,
    integrated_brier,
    uno_c,
)
from fusion.models.training import FitOptions, fit_models
from fusion.splits import Split, repeated_folds
from medomics_ehr.compute import Engine, map_in_order

_BOOTSTRAPS = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ModelScore:
    """How one model did on rows that it had not seen.

    Attributes:
        name: the model.
        subjects: how many have at least one of its blocks.
        c_index: Harrell's, over all subjects; one without the blocks gets the average risk.
        c_index_present: the same over the subjects that have them.
        uno: Uno's C up to the horizon. auc, brier, integrated_brier: at, at and up to the horizon.
        calibration: predicted and observed risk at the horizon by fifths of risk, first repeat.
        log_risk: shape (repeats, n), NaN where the blocks are missing. risk: the same at the horizon.
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
    log_risk: np.ndarray
    risk: np.ndarray


@dataclass(frozen=True)
class Evaluation:
    """Scores of all models on the same folds.

    Attributes:
        fold: shape (repeats, n), the fold in which each row was tested.
    """

    data: SurvivalData
    horizon_days: float
    fold: np.ndarray
    scores: tuple[ModelScore, ...]
    seed: int

    def score(self, name: str) -> ModelScore:
        """The score of a model."""
        return next(score for score in self.scores if score.name == name)

    def c_index_of(self, log_risk: np.ndarray) -> Interval:
        """C-index of given log-risks, shape (n,), on the same folds: a known truth, a clinical score."""
        return self._c_index(np.tile(log_risk, (len(self.fold), 1)))

    def difference(self, one: str, other: str) -> Interval:
        """C-index of `one` minus that of `other`, on the same bootstrapped patients."""
        return _interval(self._drawn(self.score(one).log_risk) - self._drawn(self.score(other).log_risk))

    def _c_index(self, log_risk: np.ndarray) -> Interval:
        return _interval(self._drawn(log_risk))

    def _drawn(self, log_risk: np.ndarray) -> np.ndarray:
        """The C-index, and then that of each bootstrap."""
        pairs = _fold_pairs(self.data, log_risk, self.fold)
        return np.array([_pooled(pairs, weight) for weight in (None, *_bootstrap(len(self.data), self.seed))])


@dataclass(frozen=True)
class _Fold:
    split: Split
    models: tuple[str, ...]


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
    jobs = [_Fold(split, tuple(models)) for split in splits]
    grid = _grid(data, horizon_days)
    log_risk = np.full((len(models), repeats, len(data)), np.nan)
    risk = np.full((len(models), repeats, len(data), len(grid)), np.nan)
    fold = np.zeros((repeats, len(data)), dtype=int)
    results = map_in_order(
        _run_fold, jobs, processes=processes, engine=engine, initializer=_hold, initargs=(data, options, grid)
    )
    for number, (job, result) in enumerate(zip(jobs, results, strict=True), start=1):
        fold[job.split.repeat, job.split.test] = job.split.fold
        for k, (scores, risks) in enumerate(result):
            log_risk[k, job.split.repeat, job.split.test] = scores
            risk[k, job.split.repeat, job.split.test] = risks
        advance(number, len(jobs))
    bare = Evaluation(data, horizon_days, fold, (), seed)
    scored = tuple(_score(bare, name, log_risk[k], risk[k], grid) for k, name in enumerate(models))
    return Evaluation(data, horizon_days, fold, scored, seed)


_HELD: dict[str, tuple[SurvivalData, FitOptions, np.ndarray]] = {}


def _hold(data: SurvivalData, options: FitOptions | None, grid: np.ndarray) -> None:
    """Keep the data set in this process, so that it is sent once and not with each fold."""
    _HELD["now"] = (data, options or FitOptions(), grid)


def _run_fold(job: _Fold) -> list[tuple[np.ndarray, np.ndarray]]:
    """Log-risk (m,) and risk (m, grid) of the test rows by each model; NaN where none of its blocks is there."""
    data, options, grid = _HELD["now"]
    train, test = data.take(job.split.train), data.take(job.split.test)
    results = []
    for model in fit_models(job.models, train, options).values():
        log_risk = model.log_risk(test)
        risk = np.column_stack([model.risk(log_risk, day) for day in grid])
        missing = ~np.any([test.blocks[m].present for m in model.modalities], axis=0)
        results.append((np.where(missing, np.nan, log_risk), np.where(missing[:, None], np.nan, risk)))
    return results


def _grid(data: SurvivalData, horizon_days: float) -> np.ndarray:
    """Days at which risks are computed: tenths of the horizon, the horizon last."""
    return np.linspace(horizon_days / 10, horizon_days, 10)


def _score(bare: Evaluation, name: str, log_risk: np.ndarray, risk: np.ndarray, grid: np.ndarray) -> ModelScore:
    data, horizon = bare.data, bare.horizon_days
    has = np.flatnonzero(~np.isnan(log_risk[0]))
    ours = data.take(has)
    time, event = ours.time, ours.event
    repeats = range(len(log_risk))
    return ModelScore(
        name,
        len(has),
        bare._c_index(log_risk),
        _pooled(_fold_pairs(ours, log_risk[:, has], bare.fold[:, has])),
        float(np.mean([uno_c(time, event, log_risk[r, has], horizon) for r in repeats])),
        float(np.mean([auc_at(time, event, risk[r, has, -1], horizon) for r in repeats])),
        float(np.mean([brier_at(time, event, risk[r, has, -1], horizon) for r in repeats])),
        float(np.mean([integrated_brier(time, event, risk[r, has], grid) for r in repeats])),
        calibration(time, event, risk[0, has, -1], horizon),
        log_risk,
        risk[:, :, -1],
    )


def _fold_pairs(data: SurvivalData, log_risk: np.ndarray, fold: np.ndarray) -> list[tuple[np.ndarray, Pairs]]:
    """Rows and pairs of each repeat's folds; a missing log-risk counts as the average's, 0."""
    filled = np.nan_to_num(log_risk, nan=0.0)
    found = []
    for repeat in range(len(fold)):
        for number in np.unique(fold[repeat]):
            rows = np.flatnonzero(fold[repeat] == number)
            found.append((rows, harrell_pairs(data.time[rows], data.event[rows], filled[repeat, rows])))
    return found


def _pooled(pairs: list[tuple[np.ndarray, Pairs]], weight: np.ndarray | None = None) -> float:
    sums = np.array([p.sums(None if weight is None else weight[rows]) for rows, p in pairs]).sum(axis=0)
    return float(sums[0] / sums[1]) if sums[1] else float("nan")


def _bootstrap(count: int, seed: int) -> list[np.ndarray]:
    """How often each patient is drawn, for each bootstrap."""
    random = np.random.default_rng([seed, 1])
    return [random.multinomial(count, np.full(count, 1 / count)).astype(float) for _ in range(_BOOTSTRAPS)]


def _interval(values: np.ndarray) -> Interval:
    """The first value is the estimate, the others its bootstraps."""
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Interval(float(values[0]), float(low), float(high))
