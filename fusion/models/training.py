"""Fits the models: one modality, all features at once (early fusion), modalities stacked (late fusion).

All are one thing: groups of modalities, a penalised Cox fitted over each group's columns, and a Cox of weights over the
groups' out-of-fold log-risks (stacking: van der Laan, Polley and Hubbard, Stat Appl Genet Mol Biol 2007). Early fusion
is one group of all modalities, late fusion a group for each, and the weight of a lone group is its calibration slope.
Whatever is learned is learned from the rows given, so that a caller who hands in training rows alone leaks nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from threadpoolctl import threadpool_limits

from fusion.dataset.block import SurvivalData
from fusion.models.cox import RiskSets, breslow, fit_cox
from fusion.models.linear import LinearModel, Part, Scaling
from fusion.models.tuning import Penalty, tuned_cox
from fusion.splits import Split, repeated_folds
from medomics_ehr.errors import InputRefused

EARLY, LATE = "early", "late"
_STACKING_PENALTY = 1e-3
_LEAST_EVENTS = 5
#: Modalities fitted together.
Group: TypeAlias = tuple[str, ...]
#: Coefficients from features, time and event.
Fit: TypeAlias = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


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


@dataclass(frozen=True)
class _Fitted:
    """A group's parts, its penalty, and what models that had not seen them say of the rows, shape (n,)."""

    parts: tuple[Part, ...]
    penalty: Penalty
    out_of_fold: np.ndarray


def groups_of(name: str, modalities: Sequence[str]) -> tuple[Group, ...]:
    """The groups of the model of this name.

    >>> groups_of("late", ["ehr", "text"]), groups_of("early", ["ehr", "text"]), groups_of("ehr", ["ehr", "text"])
    ((('ehr',), ('text',)), (('ehr', 'text'),), (('ehr',),))
    """
    if name == LATE:
        return tuple((modality,) for modality in modalities)
    return (tuple(modalities),) if name == EARLY else ((name,),)


def fit_models(names: Sequence[str], data: SurvivalData, options: FitOptions) -> dict[str, LinearModel]:
    """The models of these names: `early`, `late`, or the modality that one reads alone.

    Raises:
        InputRefused: too few deaths among the subjects that have the blocks.
    """
    wanted = {name: groups_of(name, list(data.blocks)) for name in names}
    # Many small matrix products: a second BLAS thread costs more than it brings, and fights with other processes.
    with threadpool_limits(1):
        fitted = {group: _fit_group(group, data, options) for group in dict.fromkeys(sum(wanted.values(), ()))}
        return {name: _stacked(name, {g: fitted[g] for g in groups}, data) for name, groups in wanted.items()}


def refit(model: LinearModel, data: SurvivalData, rows: np.ndarray) -> LinearModel:
    """The model fitted to these rows (with repeats) under its penalties and weights.

    Its baseline hazard moves as that of the given model does between all rows and these.
    """
    with threadpool_limits(1):
        drawn = data.take(rows)
        parts: list[Part] = []
        for group in groups_of(model.name, model.modalities):
            parts += _parts(group, drawn, _under(model.penalties["+".join(group)]))
        weighed = tuple(replace(new, weight=old.weight) for new, old in zip(parts, model.parts, strict=True))
        before, after = _hazard_at(model, data), _hazard_at(model, drawn)
        moved = np.divide(after, before, out=np.ones_like(before), where=before > 0)
        return replace(model, parts=weighed, hazard=model.hazard * moved)


def _fit_group(group: Group, data: SurvivalData, options: FitOptions) -> _Fitted:
    """A penalised Cox over the columns of the group, from the rows that have one of its blocks."""
    chosen: list[Penalty] = []
    rows = _having(group, data)
    deaths = int(data.event[rows].sum())
    if deaths < _LEAST_EVENTS:
        raise InputRefused(
            f"block {'+'.join(group)}: {deaths} deaths among the subjects that have it, {_LEAST_EVENTS} are needed; "
            "leave the block out or widen the cohort"
        )

    def tune(features: np.ndarray, time: np.ndarray, event: np.ndarray) -> np.ndarray:
        trains = [split.train for split in _folds(data.take(rows), options)]
        coefficients, penalty = tuned_cox(features, time, event, trains, options.l1_shares)
        chosen.append(penalty)
        return coefficients

    parts, unseen = _parts(group, data, tune), np.zeros(len(data))
    for split in _folds(data, options):
        test = data.take(split.test)
        for part in _parts(group, data.take(split.train), _under(chosen[0])):
            unseen[split.test] += part.terms(test.blocks[part.modality].values).sum(axis=1)
    return _Fitted(parts, chosen[0], unseen)


def _under(penalty: Penalty) -> Fit:
    return lambda features, time, event: fit_cox(features, RiskSets.of(time, event), *penalty)


def _parts(group: Group, data: SurvivalData, fit: Fit) -> tuple[Part, ...]:
    """The group's coefficients, cut into the modalities' parts."""
    ours = data.take(_having(group, data))
    scalings = [Scaling.of(ours.blocks[name].values) for name in group]
    features = np.hstack([s.apply(ours.blocks[name].values) for name, s in zip(group, scalings, strict=True)])
    ends = np.cumsum([len(scaling.columns) for scaling in scalings])[:-1]
    pieces = np.split(fit(features, ours.time, ours.event), ends)
    return tuple(Part(name, s, piece) for name, s, piece in zip(group, scalings, pieces, strict=True))


def _stacked(name: str, fitted: Mapping[Group, _Fitted], data: SurvivalData) -> LinearModel:
    """The groups weighed, and a baseline, both by what models that had not seen the rows say of them.

    Weights are never negative. Log-risks of rows that a model was fitted to spread too far, and would make risks that
    are too sure.
    """
    rows = _having(tuple(data.blocks) if name in (EARLY, LATE) else (name,), data)
    scores = np.column_stack([group.out_of_fold[rows] for group in fitted.values()])
    time, event = data.time[rows], data.event[rows]
    start = np.ones(len(fitted))
    weights = fit_cox(scores, RiskSets.of(time, event), _STACKING_PENALTY, start=start, non_negative=True)
    parts = [
        replace(part, weight=float(weight))
        for group, weight in zip(fitted.values(), weights, strict=True)
        for part in group.parts
    ]
    times, hazard = breslow(scores @ weights, time, event)
    penalties = {"+".join(group): one.penalty for group, one in fitted.items()}
    return LinearModel(name, tuple(parts), times, hazard, penalties)


def _hazard_at(model: LinearModel, data: SurvivalData) -> np.ndarray:
    """Breslow's baseline of these rows under the model's own log-risks, at the model's times."""
    ours = data.take(_having(model.modalities, data))
    times, hazard = breslow(model.log_risk(ours), ours.time, ours.event)
    return np.concatenate([[0.0], hazard])[np.searchsorted(times, model.times, side="right")]


def _having(group: Sequence[str], data: SurvivalData) -> np.ndarray:
    """Rows that have at least one of the blocks."""
    return np.flatnonzero(np.any([data.blocks[name].present for name in group], axis=0))


def _folds(data: SurvivalData, options: FitOptions) -> tuple[Split, ...]:
    subject = data.index["subject_id"].to_numpy()
    folds = min(options.inner_folds, len(np.unique(subject)))
    return repeated_folds(subject, data.event, folds, seed=options.seed)
