"""The chain against all label sequences written out: partition, best path and marginals of small sentences."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch

from nlp.trained.crf import Chain
from nlp.trained.labels import LabelSet

LABELS = LabelSet(("drug",))
LENGTHS = (4, 2)


def scored(emissions: np.ndarray, passages: np.ndarray, path: tuple[int, ...]) -> float:
    steps = sum(passages[a, b] + LABELS.allowed[a, b] for a, b in itertools.pairwise(path))
    on = sum(emissions[t, label] for t, label in enumerate(path))
    return float(LABELS.first[path[0]] + steps + on + LABELS.last[path[-1]])


@pytest.fixture
def case() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(3)
    emissions = torch.randn(max(LENGTHS), len(LENGTHS), 5, generator=draw)
    passages = torch.randn(5, 5, generator=draw)
    mask = torch.arange(max(LENGTHS))[:, None] < torch.tensor(LENGTHS)
    return emissions, passages, mask


def test_loss_best_path_and_marginals(case: tuple[torch.Tensor, torch.Tensor, torch.Tensor]) -> None:
    emissions, passages, mask = case
    chain = Chain(LABELS, passages)
    gold = torch.tensor([[0, 4], [1, 0], [3, 0], [0, 0]])
    best, marginals = chain.best(emissions, mask), chain.marginals(emissions, mask)
    expected_loss = 0.0
    for column, length in enumerate(LENGTHS):
        read = emissions[:length, column].numpy()
        paths = list(itertools.product(range(5), repeat=length))
        scores = np.array([scored(read, passages.numpy(), path) for path in paths])
        total = np.logaddexp.reduce(scores)
        expected_loss += total - scored(read, passages.numpy(), tuple(gold[:length, column].tolist()))
        assert tuple(best[:length, column].tolist()) == paths[int(scores.argmax())]
        weights = np.exp(scores - total)
        for t, label in itertools.product(range(length), range(5)):
            share = sum(w for w, path in zip(weights, paths, strict=True) if path[t] == label)
            assert float(marginals[t, column, label]) == pytest.approx(share, abs=1e-4)
    assert float(chain.loss(emissions, mask, gold)) == pytest.approx(expected_loss, rel=1e-4)
