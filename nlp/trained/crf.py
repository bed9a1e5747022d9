"""A linear-chain conditional random field over emissions of shape (tokens, sentences, labels) (Lafferty et al., 2001).

Sentences of a batch are padded at their end; `mask` (tokens, sentences) is true where there is a token.
"""

from __future__ import annotations

from typing import Any

from nlp.trained.labels import LabelSet


class Chain:
    """The chain of a label set: which label may follow which, and the learnt scores of their passages."""

    def __init__(self, labels: LabelSet, passages: Any) -> None:
        import torch

        self.passages = passages
        self._allowed = torch.from_numpy(labels.allowed)
        self._first = torch.from_numpy(labels.first)
        self._last = torch.from_numpy(labels.last)

    def loss(self, emissions: Any, mask: Any, gold: Any) -> Any:
        """Negative log-likelihood of the gold labels (tokens, sentences), summed over the batch."""
        import torch

        scores = self.passages + self._allowed
        on_labels = (emissions.gather(2, gold[..., None])[..., 0] * mask).sum()
        on_passages = (scores[gold[:-1], gold[1:]] * mask[1:]).sum()
        return torch.logsumexp(self._forward(emissions, mask)[-1] + self._last, 1).sum() - on_labels - on_passages

    def best(self, emissions: Any, mask: Any) -> Any:
        """The likeliest labels of each sentence (Viterbi): shape (tokens, sentences), padding included."""
        import torch

        scores = self.passages + self._allowed
        best, pointers = emissions[0] + self._first, []
        stay = torch.arange(emissions.shape[2]).expand(emissions.shape[1], -1)
        for t in range(1, len(emissions)):
            value, pointer = (best[:, :, None] + scores).max(1)
            here = mask[t][:, None]
            best = torch.where(here, value + emissions[t], best)
            pointers.append(torch.where(here, pointer, stay))
        labels = [(best + self._last).argmax(1)]
        for pointer in reversed(pointers):
            labels.append(pointer.gather(1, labels[-1][:, None])[:, 0])
        return torch.stack(labels[::-1])

    def marginals(self, emissions: Any, mask: Any) -> Any:
        """Probability of each label at each token (forward-backward): the shape of the emissions."""
        import torch

        forward = torch.stack(self._forward(emissions, mask))
        scores = (self.passages + self._allowed).T
        behind = self._last.expand(emissions.shape[1], -1)
        backward = [behind]
        for t in range(len(emissions) - 1, 0, -1):
            step = torch.logsumexp((behind + emissions[t])[:, :, None] + scores, 1)
            behind = torch.where(mask[t][:, None], step, behind)
            backward.append(behind)
        return torch.softmax(forward + torch.stack(backward[::-1]), 2)

    def _forward(self, emissions: Any, mask: Any) -> list[Any]:
        import torch

        scores = self.passages + self._allowed
        reached = [emissions[0] + self._first]
        for t in range(1, len(emissions)):
            step = torch.logsumexp(reached[-1][:, :, None] + scores, 1) + emissions[t]
            reached.append(torch.where(mask[t][:, None], step, reached[-1]))
        return reached
