"""Fits the models: one modality, all features at once (early fusion), modalities stacked (late fusion).

Whatever is learned (scaling, choice of columns, penalties, stacking weights, baseline) is learned from the rows given,
so that a caller who hands in training rows alone leaks nothing. Stacking reads out-of-fold risks
(van der Laan, Polley and Hubbard, Stat Appl Genet Mol Biol 2007).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from fusion.dataset.block import SurvivalData
from fusion.models.cox import RiskSets, breslow, fit_cox, log_likelihood, penalty_path
from fusion.models.linear import LinearModel, Part, Scaling
from fusion.splits import Split, repeated_folds
from medomics_ehr.errors import InputRefused

EARLY, LATE = "early", "late"
#: Strength, and the lasso's share of it.
Penalty: TypeAlias = tuple[float, float]
_STACKING_PENALTY = 1e-3
_LEAST_EVENTS = 5


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How models are fitted.

    Attributes:
        l1_shares: shares of the lasso to choose from; 0 is ridge.
        inner_folds: folds of the choice of the penalty, and of stacking.
        seed: of those folds.
    """

    l1_shares: tuple[float, ...] = (0.0, 0.5)
    inner_folds: int = 5
    seed: int = 0


def fit_models(names: Sequence[str], data: SurvivalData, options: FitOptions) -> dict[str, LinearModel]:
    """The models of these names: `early`, `late`, or the modality that one reads alone.

    Raises:
        InputRefused: too few deaths among the subjects that have the blocks.
    """
    # Many small matrix products: a second BLAS thread costs more than it brings, and fights with other processes.
    with threadpool_limits(1):
        alone = {n: _fit_part(n, data, options) for n in data.blocks if n in names or LATE in names}
        models = {n: _with_baseline(n, (alone[n][0],), {n: alone[n][1]}, data) for n in names if n in data.blocks}
        if EARLY in names:
            models[EARLY] = _fit_early(data, options)
        if LATE in names:
            models[LATE] = _fit_late(data, alone, options)
    return {name: models[name] for name in names}


def _fit_early(data: SurvivalData, options: FitOptions) -> LinearModel:
    """One penalised Cox over the columns of all blocks."""
    chosen: list[Penalty] = []

    def fit(features: np.ndarray, sets: RiskSets) -> np.ndarray:
        coefficients, penalty = _tuned(features, data, options)
        chosen.append(penalty)
        return coefficients

    parts = _early_parts(data, fit)
    return _with_baseline(EARLY, parts, {"all": chosen[0]}, data)


def _early_parts(data: SurvivalData, fit: Callable[[np.ndarray, RiskSets], np.ndarray]) -> tuple[Part, ...]:
    """The coefficients of all columns, cut into the modalities' parts."""
    scalings = {name: Scaling.of(block.values) for name, block in data.blocks.items()}
    features = np.hstack([scaling.apply(data.blocks[name].values) for name, scaling in scalings.items()])
    coefficients = fit(features, RiskSets.of(data.time, data.event))
    ends = np.cumsum([len(scaling.columns) for scaling in scalings.values()])[:-1]
    pieces = np.split(coefficients, ends)
    return tuple(Part(name, scaling, piece) for (name, scaling), piece in zip(scalings.items(), pieces, strict=True))


def _fit_late(data: SurvivalData, alone: Mapping[str, tuple[Part, Penalty]], options: FitOptions) -> LinearModel:
    """The modalities' parts, weighed by a Cox on their out-of-fold log-risks; weights are never negative."""
    penalties = {name: penalty for name, (_, penalty) in alone.items()}
    scores = _out_of_fold(data, penalties, options)
    sets = RiskSets.of(data.time, data.event)
    weights = fit_cox(scores, sets, _STACKING_PENALTY, start=np.ones(len(alone)), non_negative=True)
    parts = tuple(replace(part, weight=float(w)) for (part, _), w in zip(alone.values(), weights, strict=True))
    return _with_baseline(LATE, parts, penalties, data)


def _fit_part(name: str, data: SurvivalData, options: FitOptions) -> tuple[Part, Penalty]:
    """One modality's part, from the subjects that have its block, with the penalty that was chosen."""
    ours = data.take(np.flatnonzero(data.blocks[name].present))
    if ours.event.sum() < _LEAST_EVENTS:
        raise InputRefused(
            f"block {name}: {int(ours.event.sum())} deaths among the subjects that have it, "
            f"{_LEAST_EVENTS} are needed; leave the block out or widen the cohort"
        )
    scaling = Scaling.of(ours.blocks[name].values)
    coefficients, penalty = _tuned(scaling.apply(ours.blocks[name].values), ours, options)
    return Part(name, scaling, coefficients), penalty


def refit(model: LinearModel, data: SurvivalData) -> LinearModel:
    """The model fitted to other rows under the penalties and weights that it has."""
    with threadpool_limits(1):
        if model.name == EARLY:
            fitted = _early_parts(data, lambda features, sets: fit_cox(features, sets, *model.penalties["all"]))
        else:
            fitted = tuple(
                replace(refit_part(p.modality, data, model.penalties[p.modality]), weight=p.weight) for p in model.parts
            )
        return _with_baseline(model.name, fitted, dict(model.penalties), data)


def refit_part(name: str, data: SurvivalData, penalty: Penalty) -> Part:
    """One modality's part under a penalty already chosen."""
    ours = data.take(np.flatnonzero(data.blocks[name].present))
    scaling = Scaling.of(ours.blocks[name].values)
    sets = RiskSets.of(ours.time, ours.event)
    return Part(name, scaling, fit_cox(scaling.apply(ours.blocks[name].values), sets, *penalty))


def _out_of_fold(data: SurvivalData, penalties: dict[str, Penalty], options: FitOptions) -> np.ndarray:
    """Log-risks (n, modalities) from models that did not see the row; 0 where the block is missing."""
    scores = np.zeros((len(data), len(penalties)))
    for split in _folds(data, options):
        train, test = data.take(split.train), data.take(split.test)
        for number, (name, penalty) in enumerate(penalties.items()):
            scores[split.test, number] = refit_part(name, train, penalty).terms(test.blocks[name].values).sum(axis=1)
    return scores


def _tuned(features: np.ndarray, data: SurvivalData, options: FitOptions) -> tuple[np.ndarray, Penalty]:
    """Coefficients under the penalty with the best cross-validated partial likelihood.

    Criterion: Verweij and van Houwelingen, Stat Med 1993.
    """
    sets = RiskSets.of(data.time, data.event)
    folds = [split.train for split in _folds(data, options)]
    best: tuple[float, Penalty] = (-np.inf, (1.0, 0.0))
    for l1_share in options.l1_shares:
        path = penalty_path(features, sets, l1_share)
        gained = np.sum([_held_out_likelihood(features, data, sets, t, path, l1_share) for t in folds], axis=0)
        chosen = int(np.argmax(gained))
        best = max(best, (float(gained[chosen]), (float(path[chosen]), l1_share)))
    return fit_cox(features, sets, *best[1]), best[1]


def _held_out_likelihood(
    features: np.ndarray, data: SurvivalData, sets: RiskSets, train: np.ndarray, path: np.ndarray, l1_share: float
) -> np.ndarray:
    """What the rows left out add to the log likelihood, for each penalty of the path."""
    kept = RiskSets.of(data.time[train], data.event[train])
    start, gained = np.zeros(features.shape[1]), np.zeros(len(path))
    for step, penalty in enumerate(path):
        start = fit_cox(features[train], kept, float(penalty), l1_share, start)
        log_risk = features @ start
        gained[step] = log_likelihood(log_risk, sets)[0] - log_likelihood(log_risk[train], kept)[0]
    return gained


def _folds(data: SurvivalData, options: FitOptions) -> tuple[Split, ...]:
    subject = data.index["subject_id"].to_numpy()
    folds = min(options.inner_folds, len(np.unique(subject)))
    return repeated_folds(subject, data.event, folds, seed=options.seed)


def _with_baseline(
    name: str, parts: tuple[Part, ...], penalties: dict[str, Penalty], data: SurvivalData
) -> LinearModel:
    model = LinearModel(name, parts, np.zeros(0), np.zeros(0), penalties)
    has_any = np.any([data.blocks[part.modality].present for part in parts], axis=0)
    rows = np.flatnonzero(has_any)
    times, hazard = breslow(model.log_risk(data.take(rows)), data.time[rows], data.event[rows])
    return replace(model, times=times, hazard=hazard)
