"""How likely each value of a code's further parts is for a mention, given the head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from nlp.trained.model_files import Tensors
from nlp.trained.name_index import NameIndex, Similarities
from nlp.trained.part_words import PartVectors, PartWords
from nlp.trained.value_features import rest_of, value_features, word_beginnings


class PartValues:
    """The logits of all parts behind the head."""

    def __init__(self, index: NameIndex, tensors: Tensors) -> None:
        self._index = index
        self._vectors = PartVectors([name.term for name in index.names])
        self._beginnings = beginnings_of_heads(index)
        parts = range(len(index.values))
        self._words = [PartWords(tensors[f"words{i}.w"], tensors[f"words{i}.b"]) for i in parts]
        self._rests = [PartWords(tensors[f"rest{i}.w"], tensors[f"rest{i}.b"]) for i in parts]
        self._weights = [tensors[f"value{i}"] for i in parts]
        self._counts = [(index.counts(i, is_listed=False), index.counts(i, is_listed=True)) for i in parts]

    def log_probabilities(self, term: str, measured: Similarities, heads: Sequence[int]) -> list[np.ndarray]:
        """For each part, the log-probability of each of its values under each head: shape (heads, values).

        Args:
            term: the mention, folded.
            measured: its similarities to the names of the index, one row.
            heads: positions in the index.
        """
        vector = self._vectors([term])
        rests = self._vectors([rest_of(term, self._beginnings[head]) for head in heads])
        found = []
        for part, weights in enumerate(self._weights):
            words = self._words[part].log_probabilities(vector)[0]
            rest = self._rests[part].log_probabilities(rests)
            near = self._index.of_values(measured, part)[0]
            trained, listed = self._counts[part]
            logits = [
                value_features(words, rest[row], near[head], trained[head], listed[head]) @ weights
                for row, head in enumerate(heads)
            ]
            found.append(np.array([logit - np.logaddexp.reduce(logit) for logit in logits]))
        return found


def beginnings_of_heads(index: NameIndex) -> list[frozenset[str]]:
    """For each head, the beginnings of the words of its listed names."""
    names: dict[int, list[str]] = defaultdict(list)
    for name, head in zip(index.names, index.head_of, strict=True):
        if name.is_listed:
            names[int(head)].append(name.term)
    return [word_beginnings(names[head]) for head in range(len(index.heads))]
