"""Weighs a report's findings once more, each by what was made of those beside it.

Drugs of a line are mostly all given or all stopped; a drug named again is the same drug. Stacked generalisation
(Wolpert, Neural Networks 1992): a regression over the first probabilities of a finding and of its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.learnt.surroundings import family_of
from nlp.candidates import Candidate
from nlp.text.reading import Reading

_CLASSES = len(ASSERTIONS)
#: Scores are cut to this, and divided by `_SCALE` so that all features are of one size.
_MOST, _SCALE = 15.0, 3.0
#: Tokens, and findings, of which more tell no more.
_FAR, _MANY = 60, 10
#: Neighbours of which the mean is taken: of the line, of the section, the same named before, after, other diseases or
#: treatments of the sentence.
_MEANS = 5
_FAMILIES = ("T", "D")
FEATURES = 2 * _CLASSES + 2 * (_CLASSES + 4) + _MEANS * (_CLASSES + 1) + _CLASSES + len(_FAMILIES) + 2


@dataclass(frozen=True)
class Beside:
    """The regression: weights, float32, shape (FEATURES, assertions), and its bias, shape (assertions,)."""

    weights: np.ndarray
    bias: np.ndarray

    @classmethod
    def neutral(cls) -> Beside:
        """One that leaves the first scores as they are."""
        weights = np.zeros((FEATURES, _CLASSES), np.float32)
        weights[:_CLASSES] = _SCALE * np.eye(_CLASSES)
        return cls(weights, np.zeros(_CLASSES, np.float32))

    def scores(self, features: np.ndarray) -> np.ndarray:
        """Log probabilities of the assertions: shape (findings, assertions).

        >>> told = np.zeros((1, FEATURES)); told[0, 2] = 1.0
        >>> int(Beside.neutral().scores(told).argmax()) == 2
        True
        """
        scores = features @ self.weights + self.bias
        likely: np.ndarray = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return likely


class Neighbours:
    """Who stands beside whom among a report's findings, in the order of the text.

    Attributes:
        candidates: the findings, in order.
    """

    def __init__(self, reading: Reading, candidates: Sequence[Candidate]) -> None:
        self.candidates = sorted(candidates, key=lambda c: (c.first, -c.last))
        self._first = np.array([c.first for c in self.candidates])
        self._last = np.array([c.last for c in self.candidates])
        families = [family_of(c.kind) for c in self.candidates]
        self._line = _numbers([reading.line_of[c.first] for c in self.candidates])
        self._sentence = _numbers([reading.sentence_of[c.first] for c in self.candidates])
        self._section = _numbers([reading.sentence(c.first).section for c in self.candidates])
        said = [ASSERTIONS.index(c.assertion) for c in self.candidates]
        self.said = np.eye(_CLASSES)[said]
        of_family = np.array([[family == name for name in _FAMILIES] for family in families])
        told = np.array([family in _FAMILIES for family in families])
        dated = np.array([c.date is not None for c in self.candidates])
        self._own = np.column_stack([self.said, of_family, dated, ~told])
        self._groups = self._grouped(_numbers(families), told)

    def _grouped(self, family: np.ndarray, told: np.ndarray) -> np.ndarray:
        """For each of the means, which findings it takes: shape (means, findings, findings)."""
        number = np.arange(len(family))
        alike = (family[:, None] == family) & (number[:, None] != number)
        self._alike = alike
        same = alike & (_same(self.candidates)[:, None] == _same(self.candidates))
        others = (family[:, None] != family) & told & (self._sentence[:, None] == self._sentence)
        before = number[:, None] > number
        return np.stack(
            [
                alike & (self._line[:, None] == self._line),
                alike & (self._section[:, None] == self._section),
                same & before,
                same & ~before,
                others,
            ]
        )

    def features(self, open_: np.ndarray, words: np.ndarray, pooled: np.ndarray) -> np.ndarray:
        """What is known of the open findings: shape (open findings, FEATURES).

        Args:
            open_: numbers of the findings that are open. words, pooled: their scores, shape (open, assertions).
        """
        likely = self.said.copy()
        cut = np.clip(np.where(np.isfinite(pooled), pooled, -_MOST), -_MOST, _MOST)
        likely[open_] = np.exp(cut - np.logaddexp.reduce(cut, axis=1, keepdims=True))
        parts = [cut / _SCALE, np.clip(words, -_MOST, 0) / _SCALE]
        parts += [self._beside(open_, likely, side) for side in (-1, 1)]
        for group in self._groups:  # One after the other: a long report has many findings.
            taken = group[open_]
            count = taken.sum(axis=1)
            mean = (taken.astype(float) @ likely) / np.maximum(count, 1)[:, None]
            parts.append(np.hstack([mean, np.minimum(count, _MANY)[:, None] / 5]))
        return np.hstack([*parts, self._own[open_]])

    def _beside(self, open_: np.ndarray, likely: np.ndarray, side: int) -> np.ndarray:
        """The nearest of its family on one side: its probabilities, how far it is, and what it shares."""
        if side < 0:
            stands = self._alike[open_] & (self._last <= self._first[open_, None])
            nearest = stands.shape[1] - 1 - stands[:, ::-1].argmax(axis=1)
        else:
            stands = self._alike[open_] & (self._first >= self._last[open_, None])
            nearest = stands.argmax(axis=1)
        there = stands.any(axis=1)
        far = np.minimum(np.abs(self._first[nearest] - self._first[open_]), _FAR) / _FAR
        shared = [kind[nearest] == kind[open_] for kind in (self._line, self._sentence, self._section)]
        return np.hstack(
            [likely[nearest] * there[:, None], np.where(there, far, 1)[:, None], (np.array(shared) & there).T]
        )


def _numbers(names: Sequence[object]) -> np.ndarray:
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([numbers[name] for name in names])


def _same(candidates: Sequence[Candidate]) -> np.ndarray:
    """A number for each thing that candidates name."""
    return _numbers([(c.kind, c.code, c.value) for c in candidates])
