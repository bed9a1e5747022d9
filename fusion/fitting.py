"""Fits a final model with all that is kept beside it: without each fold of its patients, and to bootstrapped ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from fusion.config import FusionConfig
from fusion.dataset.block import SurvivalData
from fusion.models.linear import LinearModel
from fusion.models.training import FitOptions, fit_models, refit
from fusion.splits import Split, repeated_folds
from medomics_ehr.compute import map_in_order
from medomics_ehr.errors import InputRefused


@dataclass(frozen=True)
class Fitted:
    """What a fit made.

    Attributes:
        model: of all patients.
        by_fold: of the patients without each of `splits`, for what is said of those who were left out.
        resampled: of patients drawn with replacement, whose rows are in `drawn`, for intervals.
    """

    model: LinearModel
    by_fold: tuple[LinearModel, ...]
    splits: tuple[Split, ...]
    resampled: tuple[LinearModel, ...]
    drawn: tuple[np.ndarray, ...]


def fit_all(
    data: SurvivalData,
    name: str,
    config: FusionConfig,
    options: FitOptions,
    processes: int | None,
    advance: Callable[[int, int | None], None],
) -> Fitted:
    """Fit the model of this name; its folds are those of the evaluation's first repeat.

    Raises:
        InputRefused: too few subjects for the folds, or too few deaths.
    """
    if len(data) < config.folds:
        raise InputRefused(f"cohort: {len(data)} subjects are too few for {config.folds} folds; widen it")
    splits = repeated_folds(data.index["subject_id"].to_numpy(), data.event, config.folds, seed=config.seed)
    jobs: list[np.ndarray | None] = [None, *(split.train for split in splits)]
    model, *by_fold = map_in_order(
        _fit_rows, jobs, processes=processes, initializer=_hold, initargs=(data, name, options)
    )
    draws = tuple(_drawn(config.seed, number, len(data)) for number in range(config.bootstraps))
    refitted = map_in_order(_refit_drawn, draws, processes=processes, initializer=_hold, initargs=(data, model))
    resampled = []
    for number, one in enumerate(refitted, start=1):
        resampled.append(one)
        advance(number, len(draws))
    return Fitted(model, tuple(by_fold), splits, tuple(resampled), draws)


def _drawn(seed: int, number: int, subjects: int) -> np.ndarray:
    """Rows of patients drawn with replacement."""
    return np.random.default_rng([seed, 2, number]).integers(0, subjects, subjects)


_HELD: dict[str, tuple[Any, ...]] = {}


def _hold(*what: Any) -> None:
    """Keep it in this process, so that it is sent once."""
    _HELD["now"] = what


def _fit_rows(rows: np.ndarray | None) -> LinearModel:
    """The model of these rows, or of all."""
    data, name, options = _HELD["now"]
    return fit_models([name], data if rows is None else data.take(rows), options)[name]


def _refit_drawn(rows: np.ndarray) -> LinearModel:
    """The model under its own penalties and weights, fitted to the drawn rows."""
    data, model = _HELD["now"]
    return refit(model, data, rows)
