"""Character n-gram similarity: what finds a misspelt or inflected name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import numpy as np
from scipy import sparse

#: Two spaces: where one word ends and the next begins.
_BETWEEN_WORDS = ord(" ") << 16 | ord(" ")


def folded(term: str) -> str:
    """Lower case, without accents, white space made single.

    >>> folded("  Côlon  Sigmoïde")
    'colon sigmoide'
    """
    bare = term.casefold()
    if not bare.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(c))
    return " ".join(bare.split())


class NGramIndex:
    """TF-IDF of character 2- to 4-grams within words, compared by cosine.

    Weighted as scikit-learn's `TfidfVectorizer(analyzer="char_wb")` does, sooner: an n-gram is known by the number that
    its letters make, and those of all terms are counted at once.

    >>> index = NGramIndex(["pembrolizumab", "nivolumab"])
    >>> int(index.similarity(["pembrolizumb"]).argmax())
    0
    """

    def __init__(self, terms: Sequence[str]) -> None:
        rows, numbers = _ngrams(terms)
        self._known, columns = np.unique(numbers, return_inverse=True)
        counts = _counted(rows, columns, (len(terms), len(self._known)))
        with_it = np.bincount(counts.indices, minlength=len(self._known)).astype(np.float32)
        self._rarity = np.log((np.float32(len(terms)) + 1) / (with_it + 1)) + 1
        self._matrix = self._weighted(counts).T.tocsr()

    def similarity(self, terms: Sequence[str]) -> np.ndarray:
        """Cosines: float32, shape (terms, indexed terms)."""
        rows, numbers = _ngrams(terms)
        columns = np.searchsorted(self._known[:-1], numbers)
        known = self._known[columns] == numbers
        counts = _counted(rows[known], columns[known], (len(terms), len(self._known)))
        return np.asarray((self._weighted(counts) @ self._matrix).toarray())

    def _weighted(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """Rows of length one, rare n-grams weighing more."""
        counts.data *= self._rarity[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        lengths = np.sqrt(np.bincount(rows, counts.data.astype(float) ** 2, minlength=counts.shape[0]))
        counts.data = (counts.data / lengths[rows]).astype(np.float32)
        return counts


def _ngrams(terms: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each n-gram the number of its term, and its own: that of its letters in UTF-16, a space around each word."""
    written = ["".join(f" {word} " for word in folded(term).split()).encode("utf-16-le") for term in terms]
    letters = np.frombuffer(b"".join(written), np.uint16).astype(np.uint64)
    two = letters[:-1] << 16 | letters[1:]
    inside = two != _BETWEEN_WORDS
    grams = (
        (two << 32, inside),
        (two[:-1] << 32 | letters[2:] << 16, inside[:-1] & inside[1:]),
        (two[:-2] << 32 | two[2:], inside[:-2] & inside[1:-1] & inside[2:]),
    )
    term_of = np.repeat(np.arange(len(terms), dtype=np.int32), [len(term) // 2 for term in written])
    rows = [term_of[: len(kept)][kept] for _, kept in grams]
    return np.concatenate(rows), np.concatenate([numbers[kept] for numbers, kept in grams])


def _counted(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> sparse.csr_matrix:
    counts = sparse.coo_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape).tocsr()
    counts.sum_duplicates()
    counts.sort_indices()
    return counts
