"""A multinomial regression over named features, and its file: safetensors, no pickle, no words.

A feature is known by the CRC-32 of its name, so that the file holds no word of a report. Each counts twice: for all
cases, and for those of its case's family, such as the treatments.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from medomics_ehr.errors import EnvironmentFailed


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one case: names of features, one at least, and the family of cases that it belongs to."""

    features: list[str]
    family: str


def feature_ids(cases: Sequence[Case]) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of the features of all cases, first for all families, then for their own; and where each case begins.

    >>> ids, starts = feature_ids([Case(["a", "b"], "T"), Case(["a"], "D")])
    >>> len(ids), starts.tolist(), bool(ids[0] == ids[4]), bool(ids[2] == ids[5])
    (6, [0, 4], True, False)
    """
    crc32 = zlib.crc32
    parts: list[np.ndarray] = []
    starts: list[int] = []
    length = 0
    for case in cases:
        starts.append(length)
        own = np.array([crc32(name.encode()) for name in case.features], dtype=np.uint32)
        parts += (own, own ^ np.uint32(crc32(case.family.encode())))
        length += 2 * len(own)
    return np.concatenate(parts), np.array(starts)


@dataclass(frozen=True)
class Regression:
    """Weights by feature and class.

    Attributes:
        ids: known features, ascending, uint32.
        weights: float32, shape (features + 1, classes); the last row, of no feature, is nought.
        bias: float32, shape (classes,).
    """

    ids: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    def log_probabilities(self, cases: Sequence[Case]) -> np.ndarray:
        """What the features of each case say: float32, shape (cases, classes), each row a distribution.

        >>> ids, weights = np.array([zlib.crc32(b"a")], np.uint32), np.array([[0, 2], [0, 0]], np.float32)
        >>> two = Regression(ids, weights, np.zeros(2, np.float32))
        >>> two.log_probabilities([Case(["a", "b"], ""), Case(["b"], "")]).argmax(axis=1).tolist()
        [1, 0]
        """
        asked, starts = feature_ids(cases)
        met = self.weights.take(self._rows(asked), axis=0, mode="wrap")  # -1 is the last row
        scores = np.add.reduceat(met, starts, axis=0) + self.bias
        likely: np.ndarray = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return likely

    def _rows(self, asked: np.ndarray) -> np.ndarray:
        """The row of each feature; that of no feature for those never met."""
        rows: np.ndarray = self._first[asked & (len(self._first) - 1)]
        wrong = np.flatnonzero((rows >= 0) & (self.ids[rows] != asked))
        others = np.minimum(np.searchsorted(self.ids, asked[wrong]), len(self.ids) - 1)
        rows[wrong] = np.where(self.ids[others] == asked[wrong], others, -1)
        return rows

    @cached_property
    def _first(self) -> np.ndarray:
        """By the low bits of a feature, the first row that has them, -1 where none has: most are found at once."""
        first = np.full(1 << (4 * len(self.ids)).bit_length(), -1, np.int32)
        low = self.ids & np.uint32(len(first) - 1)
        first[low[::-1]] = np.arange(len(self.ids))[::-1]
        return first


def read_regression(path: Path, classes: int) -> tuple[Regression, dict[str, np.ndarray]]:
    """Read a file: the regression, and the other arrays that it holds.

    Raises:
        EnvironmentFailed: it is missing, cut, or holds something else.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        arrays = load_file(path)
    except (OSError, SafetensorError):
        raise EnvironmentFailed(f"{path.name}: missing, cut or no regression; reinstall or train it again") from None
    return regression_in(arrays, "", classes, path.name), arrays


def regression_in(arrays: dict[str, np.ndarray], prefix: str, classes: int, name: str) -> Regression:
    """The regression whose arrays have names with a prefix, taken out of the arrays of the file `name`.

    Raises:
        EnvironmentFailed: one is missing, or they do not fit each other.
    """
    try:
        ids, kept, bias = (arrays.pop(prefix + part) for part in ("ids", "weights", "bias"))
    except KeyError:
        raise EnvironmentFailed(f"{name}: missing, cut or no regression; reinstall or train it again") from None
    if ids.dtype != np.uint32 or kept.shape != (len(ids), classes) or bias.shape != (classes,):
        raise EnvironmentFailed(f"{name}: its parts do not fit each other; reinstall or train it again")
    return Regression(ids, np.vstack([kept.astype(np.float32), np.zeros((1, classes), np.float32)]), bias)


def arrays_of(fitted: Regression, prefix: str = "") -> dict[str, np.ndarray]:
    """The arrays of a regression as a file holds them, its weights in half precision, each name with a prefix."""
    weights = fitted.weights[:-1].astype(np.float16)
    return {f"{prefix}ids": fitted.ids, f"{prefix}weights": weights, f"{prefix}bias": fitted.bias}


def write_regression(path: Path, fitted: Regression, card: Mapping[str, str], **more: np.ndarray) -> None:
    """Write a file, its weights in half precision, with its card and other arrays."""
    from safetensors.numpy import save_file

    arrays = arrays_of(fitted) | more
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, path, metadata=dict(card))
