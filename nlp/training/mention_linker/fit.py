"""Fits a conditional logit (McFadden 1973): which of several answers is right follows from features of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

_RIDGE = 1e-3
_ITERATIONS = 80


@dataclass(slots=True)
class Rows:
    """Choices to learn from.

    Attributes:
        width: how many features an answer has.
        features: for each choice, (answers, width); as many answers in each.
        right: the place of the right answer.
        weights: how much each choice counts.
    """

    width: int
    features: list[np.ndarray] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, features: np.ndarray, right: int, weight: float) -> None:
        """One more choice."""
        self.features.append(features)
        self.right.append(right)
        self.weights.append(weight)


def fitted_logit(rows: Rows) -> np.ndarray:
    """The weights, by L-BFGS with a ridge; zeros where there is nothing to learn from.

    >>> rows = Rows(1)
    >>> for _ in range(9):
    ...     rows.add(np.array([[1.0], [0.0]]), 0, 1.0)
    >>> bool(fitted_logit(rows)[0] > 1)
    True
    """
    import torch

    if not rows.features:
        return np.zeros(rows.width, dtype=np.float32)
    features = torch.tensor(np.array(rows.features), dtype=torch.float32)
    right, counts = torch.tensor(rows.right), torch.tensor(rows.weights, dtype=torch.float32)
    weights = torch.zeros(rows.width, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=_ITERATIONS, line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimiser.zero_grad()
        losses = torch.nn.functional.cross_entropy(features @ weights, right, reduction="none")
        loss = (losses * counts).sum() / counts.sum() + _RIDGE * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return weights.detach().numpy()
