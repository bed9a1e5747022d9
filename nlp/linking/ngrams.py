"""Character n-gram similarity: what finds a misspelt or inflected name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


def folded(term: str) -> str:
    """Lower case, without accents, white space made single.

    >>> folded("  Côlon  Sigmoïde")
    'colon sigmoide'
    """
    bare = unicodedata.normalize("NFKD", term.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


class NGramIndex:
    """TF-IDF of character 2- to 4-grams within words, compared by cosine.

    >>> index = NGramIndex(["pembrolizumab", "nivolumab"])
    >>> int(index.similarity(["pembrolizumb"]).argmax())
    0
    """

    def __init__(self, terms: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), preprocessor=folded, dtype=np.float32
        )
        self._matrix = self._vectorizer.fit_transform(terms).T.tocsr()

    def similarity(self, terms: Sequence[str]) -> np.ndarray:
        """Cosines: float32, shape (terms, indexed terms)."""
        return np.asarray((self._vectorizer.transform(terms) @ self._matrix).todense(), dtype=np.float32)
