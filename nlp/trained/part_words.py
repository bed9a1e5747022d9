"""Tells the value of one part of a code from words alone: a multinomial regression on words and character n-grams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

_STEM = 6
_LONGEST_RUN = 3
_GRAM_WEIGHT = 2.0
#: No value is held for less likely than this, on the log scale.
_LEAST = -9.0


def word_runs(term: str) -> list[str]:
    """Runs of one to three words, cut to six letters, the ends of the mention marked.

    >>> word_runs("grado 3")
    ['^', 'grado', '3', '$', '^ grado', 'grado 3', '3 $', '^ grado 3', 'grado 3 $']
    """
    words = ["^", *(word[:_STEM] for word in term.split()), "$"]
    return [" ".join(words[i : i + n]) for n in range(1, _LONGEST_RUN + 1) for i in range(len(words) - n + 1)]


class PartVectors:
    """Words and n-grams as numbers; what a single name holds is left out."""

    def __init__(self, terms: Sequence[str]) -> None:
        self._words = _fitted(CountVectorizer(analyzer=word_runs, binary=True, dtype=np.float32), terms)
        grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, dtype=np.float32)
        self._grams = _fitted(grams, terms)

    def __call__(self, terms: Sequence[str]) -> Any:
        """A sparse row for each term; none for none."""
        from scipy.sparse import csr_matrix, hstack

        if not terms:
            wide = len(self._words.vocabulary_) + len(self._grams.vocabulary_)
            return csr_matrix((0, wide), dtype=np.float32)
        return hstack([self._words.transform(terms), self._grams.transform(terms) * _GRAM_WEIGHT]).tocsr()


def _fitted(vectorizer: Any, terms: Sequence[str]) -> Any:
    """The vectorizer of what two names hold; of all where no two names have anything in common."""
    try:
        return vectorizer.set_params(min_df=2 if len(terms) > 1 else 1).fit(terms)
    except ValueError:
        return vectorizer.set_params(min_df=1).fit(terms)


@dataclass(frozen=True, slots=True)
class PartWords:
    """A regression: weights of shape (values, features), and an intercept for each value."""

    weights: np.ndarray
    intercept: np.ndarray

    def log_probabilities(self, vectors: Any) -> np.ndarray:
        """Of each value for each row of `vectors`: shape (rows, values)."""
        logits = np.asarray(vectors @ self.weights.T.astype(np.float32)) + self.intercept
        likely = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        return np.asarray(np.maximum(likely, _LEAST))
