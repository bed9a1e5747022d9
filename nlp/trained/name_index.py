"""How near a mention lies to the known names of each head, and to those of each value of a code's further parts.

A head is the first part of a code (a histology); it has names that were marked in training, and names from lists.
Cosine asks whether two names are the same; coverage, whether the mention holds the whole of a name among other words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

_STEM = 6
#: Measures of a mention against a name: n-gram cosine and coverage, word cosine and coverage.
MEASURES = 4
_COSINES = (0, 2)

Similarities = Sequence[np.ndarray]


@dataclass(frozen=True, slots=True)
class KnownName:
    """A folded name, words apart by one space, with the parts of its code and whether it comes from a list."""

    term: str
    parts: tuple[str, ...]
    is_listed: bool


def stems(term: str) -> list[str]:
    """Words cut to six letters: what inflexion leaves alone.

    >>> stems("carcinomas escamosos")
    ['carcin', 'escamo']
    """
    return [word[:_STEM] for word in term.split()]


class NameIndex:
    """Names, each of a code that is known by its parts.

    Attributes:
        heads: the first parts, sorted.
        values: for each further part of a code, the values that it may have, sorted.
    """

    def __init__(self, names: Sequence[KnownName]) -> None:
        self.names = list(names)
        columns = [sorted({name.parts[i] for name in names}) for i in range(len(names[0].parts))]
        self.heads, self.values = columns[0], columns[1:]
        places = [{value: i for i, value in enumerate(column)} for column in columns]
        self.head_of = np.array([places[0][name.parts[0]] for name in names])
        self.value_of = [np.array([place[name.parts[i]] for name in names]) for i, place in enumerate(places)][1:]
        terms = [name.term for name in names]
        grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        words = TfidfVectorizer(analyzer=stems, dtype=np.float32)
        self._sides = [_Side(grams, terms), _Side(words, terms)]

    @cached_property
    def is_listed(self) -> np.ndarray:
        """Whether each name comes from a list."""
        return np.array([name.is_listed for name in self.names])

    def similarities(self, terms: Sequence[str], left_out: Sequence[Sequence[int]] = ()) -> Similarities:
        """The four measures, each of shape (terms, names), 0 to 1.

        Args:
            left_out: for each term, positions of names that are not to be looked at.
        """
        measured = [similarity for side in self._sides for similarity in side.measure(terms)]
        for similarity in measured:
            for row, names in enumerate(left_out):
                similarity[row, list(names)] = 0
        return measured

    def of_heads(self, measured: Similarities) -> np.ndarray:
        """The nearest name of each head: shape (terms, heads, 8), the four measures in training, then in lists."""
        return np.stack([_nearest(s, *group, len(self.heads)) for group in self._groups[0] for s in measured], axis=2)

    def of_values(self, measured: Similarities, part: int) -> np.ndarray:
        """Both cosines of the nearest name of each head with each value: shape (terms, heads, values, 4)."""
        shape = (len(measured[0]), len(self.heads), len(self.values[part]))
        found = [
            _nearest(measured[i], *group, shape[1] * shape[2]) for group in self._groups[part + 1] for i in _COSINES
        ]
        return np.stack(found, axis=2).reshape(*shape, len(found))

    def counts(self, part: int | None, is_listed: bool, left_out: Sequence[int] = ()) -> np.ndarray:
        """How many names each head has, or each head with each value of a part: (heads,) or (heads, values)."""
        kept = self.is_listed == is_listed
        kept[list(left_out)] = False
        if part is None:
            return np.bincount(self.head_of[kept], minlength=len(self.heads))
        wide = len(self.values[part])
        keys = self.head_of[kept] * wide + self.value_of[part][kept]
        return np.bincount(keys, minlength=len(self.heads) * wide).reshape(-1, wide)

    @cached_property
    def _groups(self) -> list[list[tuple[np.ndarray, np.ndarray]]]:
        """Names by head, then by head and value of each part; training names before those of lists."""
        keys = [self.head_of]
        keys += [self.head_of * len(v) + of for v, of in zip(self.values, self.value_of, strict=True)]
        return [[_sorted(key, mask) for mask in (~self.is_listed, self.is_listed)] for key in keys]


def _sorted(keys: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The names of a mask in the order of their keys, and those keys."""
    names = np.flatnonzero(mask)
    names = names[np.argsort(keys[names], kind="stable")]
    return names, keys[names]


def _nearest(similarity: np.ndarray, names: np.ndarray, keys: np.ndarray, count: int) -> np.ndarray:
    """The greatest similarity of each key's names, 0 where it has none: shape (terms, count)."""
    nearest = np.zeros((len(similarity), count), dtype=np.float32)
    if len(names):
        starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
        nearest[:, keys[starts]] = np.maximum.reduceat(similarity[:, names], starts, axis=1)
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
