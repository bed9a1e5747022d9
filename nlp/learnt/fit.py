"""Fits a regression over named features."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlp.learnt.regression import Case, Regression, feature_ids


@dataclass(frozen=True, slots=True)
class RegressionTraining:
    """Settings of a fit; the same settings and cases give the same weights.

    Attributes:
        least: a feature met fewer times is not learnt.
        least_weight: a feature whose weights are all smaller is left out of the file.
        inverse_penalty: of the squared weights (scikit-learn's C).
        iterations: most steps of the optimiser.
    """

    least: int = 2
    least_weight: float = 0.02
    inverse_penalty: float = 1.0
    iterations: int = 200


def fit(cases: Sequence[Case], right: Sequence[int], classes: int, settings: RegressionTraining) -> Regression:
    """Fit by maximum likelihood with a squared penalty, weights rounded to half precision as the file holds them.

    Args:
        right: the number of the class of each case.
    """
    from sklearn.linear_model import LogisticRegression

    numbers, met = np.unique(feature_ids(cases)[0], return_counts=True)
    ids = numbers[met >= settings.least]
    model = LogisticRegression(C=settings.inverse_penalty, max_iter=settings.iterations, tol=1e-3)
    model.fit(counts_of(cases, ids), np.array(right))
    weights = np.zeros((len(ids) + 1, classes), dtype=np.float32)
    bias = np.full(classes, -10.0, dtype=np.float32)
    two = len(model.classes_) == 2 and len(model.coef_) == 1
    learnt, first = (np.vstack([0 * model.coef_, model.coef_]), [0.0, model.intercept_[0]]) if two else (
        model.coef_, model.intercept_
    )  # fmt: skip
    weights[:-1, model.classes_], bias[model.classes_] = learnt.T, first
    kept = np.append(np.abs(weights[:-1]).max(axis=1) >= settings.least_weight, True)
    return Regression(ids[kept[:-1]], weights[kept].astype(np.float16).astype(np.float32), bias)


def card_of(cases: Sequence[Case], right: Sequence[int], settings: RegressionTraining, data: str) -> dict[str, str]:
    """What a file says of itself: data and settings. It names no report."""
    return {name: str(value) for name, value in asdict(settings).items()} | {
        "data": data,
        "cases": str(len(cases)),
        "digest": digest(cases, right),
    }


def digest(cases: Sequence[Case], right: Sequence[int]) -> str:
    """SHA-256 over what was learnt from, shortened: tells whether weights belong to these cases and features."""
    hashed = hashlib.sha256()
    for case, answer in zip(cases, right, strict=True):
        hashed.update("\n".join([str(answer), case.family, *case.features]).encode())
    return hashed.hexdigest()[:16]


def counts_of(cases: Sequence[Case], ids: np.ndarray) -> csr_matrix:
    """Counts of the known features: shape (cases, features)."""
    asked, starts = feature_ids(cases)
    places = np.minimum(np.searchsorted(ids, asked), len(ids) - 1)
    known = ids[places] == asked
    ends = np.append(np.cumsum(known), 0)[np.append(starts[1:], len(asked)) - 1]
    return csr_matrix(
        (np.ones(int(known.sum()), np.float32), places[known], np.append(0, ends)), shape=(len(cases), len(ids))
    )
