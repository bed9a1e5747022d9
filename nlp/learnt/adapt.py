"""Carries a fitted regression on to new cases: it learns only what they say otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from nlp.learnt.fit import RegressionTraining, counts_of
from nlp.learnt.regression import Case, Regression, feature_ids

#: Variance of the prior of a feature learnt before, as a share of that of a new one: many reports told of it.
KNOWN = 0.03


def adapt(begun: Regression, cases: Sequence[Case], right: Sequence[int], settings: RegressionTraining) -> Regression:
    """The most probable weights where those begun with are the mean of their prior (Chelba and Acero, EMNLP 2004).

    Few cases change little, so that a small corpus of one's own does not undo what a large one taught: features never
    met before are learnt as in a first fit, known ones and the biases move far less.

    Args:
        right: the number of the class of each case.
        settings: `inverse_penalty` is the variance of the prior around the weight of a new feature.

    >>> from nlp.learnt.fit import fit
    >>> settings = RegressionTraining(least=1)
    >>> begun = fit([Case(["stopped"], ""), Case(["given"], "")] * 9, [0, 1] * 9, 2, settings)
    >>> carried = adapt(begun, [Case(["paused"], "")] * 9, [0] * 9, settings)
    >>> asked = [Case(["stopped"], ""), Case(["given"], ""), Case(["paused"], "")]
    >>> carried.log_probabilities(asked).argmax(axis=1).tolist()
    [0, 1, 0]
    """
    ids, weights = _widened(begun, cases, settings.least)
    counts, true = counts_of(cases, ids), np.eye(len(begun.bias))[np.array(right)]
    told = counts @ weights + begun.bias
    shape = (len(ids) + 1, len(begun.bias))
    known = np.append(np.isin(ids, begun.ids), True)[:, None]
    variance = settings.inverse_penalty * np.where(known, KNOWN, 1.0)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        change = flat.reshape(shape)
        scores = told + counts @ change[:-1] + change[-1]
        likely = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        wrong = np.exp(likely) - true
        slope = np.vstack([counts.T @ wrong, wrong.sum(axis=0)]) + change / variance
        return float(-(likely * true).sum() + (change**2 / variance).sum() / 2), slope.ravel()

    found = minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": settings.iterations}
    )
    change = found.x.reshape(shape).astype(np.float32)
    weights = weights + change[:-1]
    kept = np.abs(weights).max(axis=1) >= settings.least_weight
    rounded = np.vstack([weights[kept], np.zeros((1, shape[1]))]).astype(np.float16).astype(np.float32)
    return Regression(ids[kept], rounded, begun.bias + change[-1])


def _widened(begun: Regression, cases: Sequence[Case], least: int) -> tuple[np.ndarray, np.ndarray]:
    """Ids of the features begun with and of those met at least so often, ascending, and their weights so far."""
    met, times = np.unique(feature_ids(cases)[0], return_counts=True)
    ids = np.union1d(begun.ids, met[times >= least])
    weights = np.zeros((len(ids), len(begun.bias)), dtype=np.float32)
    weights[np.searchsorted(ids, begun.ids)] = begun.weights[:-1]
    return ids, weights
