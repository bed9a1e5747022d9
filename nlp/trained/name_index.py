"""How near a mention lies to each head of the known names: by character n-grams and by words.

A head is the first part of a code (a histology); it has names that were marked in training, and names from a list.
Cosine asks whether two names are the same; coverage, whether the mention holds the whole of a name among other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_STEM = 6


def stems(term: str) -> list[str]:
    """Words cut to six letters: what inflexion leaves alone.

    >>> stems("carcinomas escamosos")
    ['carcin', 'escamo']
    """
    return [word[:_STEM] for word in term.split()]


class NameIndex:
    """Names, each of a head, from training or from a list.

    Args:
        terms: folded names, words apart by one space.
        heads: the head of each name.
        is_listed: whether each name comes from the list.
    """

    def __init__(self, terms: Sequence[str], heads: Sequence[str], is_listed: Sequence[bool]) -> None:
        self.heads = sorted(set(heads))
        place = {head: i for i, head in enumerate(self.heads)}
        self._head_of = np.array([place[head] for head in heads])
        self._groups = [self._sorted_by_head(~np.array(is_listed)), self._sorted_by_head(np.array(is_listed))]
        grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        words = TfidfVectorizer(analyzer=stems, dtype=np.float32)
        self._sides = [_Side(grams, terms), _Side(words, terms)]

    @property
    def marked(self) -> np.ndarray:
        """Whether each head has names from training."""
        seen = np.zeros(len(self.heads), dtype=np.float32)
        seen[self._head_of[self._groups[0]]] = 1
        return seen

    def nearness(self, terms: Sequence[str], left_out: Sequence[Sequence[int]] | None = None) -> np.ndarray:
        """Eight measures of each head for each term: shape (terms, heads, 8), 0 to 1.

        Training names before listed ones; for each, n-gram cosine and coverage, word cosine and coverage; the nearest
        name counts for its head.

        Args:
            left_out: for each term, positions of names that are not to be looked at.
        """
        measured = [similarity for side in self._sides for similarity in side.measure(terms)]
        for similarity in measured:
            for row, names in enumerate(left_out or ()):
                similarity[row, list(names)] = 0
        return np.stack([self._by_head(s, group) for group in self._groups for s in measured], axis=2)

    def _sorted_by_head(self, mask: np.ndarray) -> np.ndarray:
        names = np.flatnonzero(mask)
        return names[np.argsort(self._head_of[names], kind="stable")]

    def _by_head(self, similarity: np.ndarray, names: np.ndarray) -> np.ndarray:
        nearest = np.zeros((len(similarity), len(self.heads)), dtype=np.float32)
        if len(names):
            heads = self._head_of[names]
            starts = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]])
            nearest[:, heads[starts]] = np.maximum.reduceat(similarity[:, names], starts, axis=1)
        return nearest


class _Side:
    """Names in one vector space."""

    def __init__(self, vectorizer: Any, terms: Sequence[str]) -> None:
        self._vectorizer = vectorizer
        self._names = vectorizer.fit_transform(terms)
        self._mass = np.maximum(np.asarray(self._names.sum(axis=1)).ravel(), 1e-6)

    def measure(self, terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Cosine with each name, and the share of each name that the term covers: shape (terms, names)."""
        asked = self._vectorizer.transform(terms)
        cosine = (asked @ self._names.T).toarray()
        asked.data[:] = 1
        return cosine, (asked @ self._names.T).toarray() / self._mass
