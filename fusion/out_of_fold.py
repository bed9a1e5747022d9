"""Runs the folds of a cross-validation in parallel and gathers what each model says of rows that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fusion.dataset.block import SurvivalData
from fusion.models.linear import LinearModel
from fusion.models.training import FitOptions, fit_models
from fusion.splits import Split
from medomics_ehr.compute import Engine, map_in_order


@dataclass(frozen=True)
class OutOfFold:
    """What a model said of unseen rows.

    Attributes:
        name: the model.
        present: which rows have at least one of its blocks, shape (n,), bool.
        contributions: modality to log-risk, shape (repeats, n); 0 where the block is missing.
        risk: probability of the event by each day of a grid, shape (repeats, n, k).
    """

    name: str
    present: np.ndarray
    contributions: Mapping[str, np.ndarray]
    risk: np.ndarray

    @property
    def log_risk(self) -> np.ndarray:
        """Log-risk against the average training patient, shape (repeats, n); 0 where no block is there."""
        return np.asarray(sum(self.contributions.values()))

    def permuted(self, modality: str, fold: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """The log-risk when a modality's share is dealt anew among the patients of each fold."""
        share = self.contributions[modality].copy()
        for repeat, numbers in enumerate(fold):
            for number in np.unique(numbers):
                rows = np.flatnonzero(numbers == number)
                share[repeat, rows] = share[repeat, random.permutation(rows)]
        return np.asarray(self.log_risk - self.contributions[modality] + share)


@dataclass(frozen=True)
class _Fold:
    split: Split
    models: tuple[str, ...]


#: For each model: log-risk by modality, shape (m, modalities), and risk, shape (m, k).
_FoldResult = list[tuple[np.ndarray, np.ndarray]]


def cross_validate(
    data: SurvivalData,
    models: Sequence[str],
    splits: Sequence[Split],
    grid: np.ndarray,
    options: FitOptions,
    *,
    processes: int | None = 1,
    engine: Engine = "local",
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> tuple[np.ndarray, tuple[OutOfFold, ...]]:
    """The fold in which each row was tested, shape (repeats, n), and what each model said of it.

    Raises:
        InputRefused: too few deaths among the subjects that have a block.
    """
    repeats = 1 + max(split.repeat for split in splits)
    fold = np.zeros((repeats, len(data)), dtype=int)
    bare = [_bare(name, data, repeats, len(grid)) for name in models]
    jobs = [_Fold(split, tuple(models)) for split in splits]
    results = map_in_order(
        _run_fold, jobs, processes=processes, engine=engine, initializer=_hold, initargs=(data, options, grid)
    )
    for done, (split, result) in enumerate(zip(splits, results, strict=True), start=1):
        fold[split.repeat, split.test] = split.fold
        for model, (shares, risk) in zip(bare, result, strict=True):
            for column, values in enumerate(model.contributions.values()):
                values[split.repeat, split.test] = shares[:, column]
            model.risk[split.repeat, split.test] = risk
        advance(done, len(splits))
    return fold, tuple(bare)


def _bare(name: str, data: SurvivalData, repeats: int, days: int) -> OutOfFold:
    modalities = [name] if name in data.blocks else list(data.blocks)
    present = np.any([data.blocks[modality].present for modality in modalities], axis=0)
    shares = {modality: np.zeros((repeats, len(data))) for modality in modalities}
    return OutOfFold(name, present, shares, np.zeros((repeats, len(data), days)))


_HELD: dict[str, tuple[SurvivalData, FitOptions, np.ndarray]] = {}


def _hold(data: SurvivalData, options: FitOptions, grid: np.ndarray) -> None:
    """Keep the data set in this process, so that it is sent once and not with each fold."""
    _HELD["now"] = (data, options, grid)


def _run_fold(job: _Fold) -> _FoldResult:
    data, options, grid = _HELD["now"]
    train, test = data.take(job.split.train), data.take(job.split.test)
    return [_said(model, test, grid) for model in fit_models(job.models, train, options).values()]


def _said(model: LinearModel, test: SurvivalData, grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    shares = model.contributions(test).to_numpy()
    log_risk = shares.sum(axis=1)
    return shares, np.column_stack([model.risk(log_risk, float(day)) for day in grid])
