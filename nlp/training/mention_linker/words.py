"""Learns what words say of a code's parts, and what they would have said of names that were not learnt from."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.trained.name_index import NameIndex
from nlp.trained.part_values import beginnings_of_heads
from nlp.trained.part_words import PartVectors, PartWords
from nlp.trained.value_features import rest_of

_FOLDS = 3
_C, _ITERATIONS, _TOLERANCE = 2.0, 60, 1e-3
#: What a list's name counts beside a training term.
_WEIGHT_LISTED = 0.2
#: Intercept of a value that was never met.
_NEVER = -20.0


@dataclass(frozen=True, slots=True)
class Examples:
    """Vectors of names with the place of each one's value of a part among all its values."""

    vectors: Any
    values: np.ndarray


def fold_of(index: NameIndex, reports_of: Mapping[str, frozenset[int]]) -> np.ndarray:
    """A fold for each training name, that of its report; none (-1) for names of several reports."""
    terms = [name.term for name in index.names if not name.is_listed]
    reports = [reports_of[term] for term in terms]
    return np.array([zlib.crc32(str(min(found)).encode()) % _FOLDS if len(found) == 1 else -1 for found in reports])


@dataclass(frozen=True, slots=True)
class LearntWords:
    """Regressions of a part, on all words and on those that the head's listed names do not hold, and what they tell.

    Attributes:
        whole, rest: the regressions.
        told_whole, told_rest: log-probabilities for each training name, (names, values), by regressions that never saw
            its report.
    """

    whole: PartWords
    rest: PartWords
    told_whole: np.ndarray
    told_rest: np.ndarray


def word_regressions(
    index: NameIndex, deeper: Sequence[tuple[str, tuple[str, ...]]], folds: np.ndarray
) -> list[LearntWords]:
    """The regressions of each part behind the head.

    Args:
        index: all names, those of training first.
        deeper: (term, parts) of names of lists that are not in the index.
        folds: of `fold_of`.
    """
    own = [(name.term, name.parts) for name in index.names if not name.is_listed]
    listed = [(name.term, name.parts) for name in index.names if name.is_listed] + list(deeper)
    vectors, beginnings = PartVectors([name.term for name in index.names]), beginnings_of_heads(index)
    whole, taught = vectors_of(vectors, [term for term, _ in own]), vectors_of(vectors, [term for term, _ in listed])
    rests = [rest_of(term, beginnings[head]) for (term, _), head in zip(own, index.head_of, strict=False)]
    rest = vectors_of(vectors, rests)
    found = []
    for part, column in enumerate(index.values):
        place = {value: i for i, value in enumerate(column)}
        values = np.array([place[parts[part + 1]] for _, parts in own])
        kept = [i for i, (_, parts) in enumerate(listed) if parts[part + 1] in place]
        theirs = np.array([place[listed[i][1][part + 1]] for i in kept], dtype=int)
        lists = Examples(taught[kept], theirs) if len(set(theirs)) > 1 else None
        by_whole = learnt_words(Examples(whole, values), lists, len(column), folds)
        by_rest = learnt_words(Examples(rest, values), None, len(column), folds)
        found.append(LearntWords(by_whole[0], by_rest[0], by_whole[1], by_rest[1]))
    return found


def learnt_words(own: Examples, listed: Examples | None, count: int, folds: np.ndarray) -> tuple[PartWords, np.ndarray]:
    """The regression of all examples, and for each own name the log-probabilities by one that never saw its report.

    Args:
        own: training names.
        listed: names of lists, where they teach the part.
        count: how many values the part has.
        folds: of `fold_of`; a name of no fold is learnt from by all, and told by the regression of all.
    """
    whole = _fitted([own, listed], np.ones(len(folds), dtype=bool), count)
    told = whole.log_probabilities(own.vectors)
    for fold in range(_FOLDS):
        inside = folds == fold
        if inside.any() and not inside.all():
            told[inside] = _fitted([own, listed], ~inside, count).log_probabilities(own.vectors[inside])
    return whole, told


def vectors_of(vectors: PartVectors, terms: Sequence[str]) -> Any:
    """Sparse rows, those of equal terms computed once."""
    distinct = sorted(set(terms))
    place = {term: i for i, term in enumerate(distinct)}
    return vectors(distinct)[[place[term] for term in terms]]


def _fitted(examples: Sequence[Examples | None], kept: np.ndarray, count: int) -> PartWords:
    """A regression on the kept of the first examples and on all of the second."""
    from scipy.sparse import vstack
    from sklearn.linear_model import LogisticRegression

    own, listed = examples
    assert own is not None
    vectors, values, weights = own.vectors[kept], own.values[kept], np.ones(int(kept.sum()))
    if listed is not None:
        vectors = vstack([vectors, listed.vectors]).tocsr()
        weights = np.r_[weights, np.full(len(listed.values), _WEIGHT_LISTED)]
        values = np.r_[values, listed.values]
    found = np.unique(values)
    w, b = np.zeros((count, vectors.shape[1]), dtype=np.float16), np.full(count, _NEVER, dtype=np.float32)
    if len(found) == 1:
        b[found] = 0
        return PartWords(w, b)
    model = LogisticRegression(C=_C, max_iter=_ITERATIONS, tol=_TOLERANCE).fit(vectors, values, sample_weight=weights)
    binary = len(found) == 2
    w[found[-1:] if binary else found] = model.coef_
    b[found] = np.r_[0.0, model.intercept_] if binary else model.intercept_
    return PartWords(w, b)
