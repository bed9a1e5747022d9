"""Labels of tokens: outside, or the beginning, inside, end or whole (single token) of a mention of a kind (BIOES)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nlp.trained.tokens import Token

OUTSIDE = 0
_PLACES = "BIES"
_FORBIDDEN = -1e4


@dataclass(frozen=True)
class LabelSet:
    """The labels of some kinds; label 0 is outside.

    >>> LabelSet(("drug",)).names
    ('O', 'B-drug', 'I-drug', 'E-drug', 'S-drug')
    """

    kinds: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each label."""
        return ("O", *(f"{place}-{kind}" for kind in self.kinds for place in _PLACES))

    def encode(self, sentence: Sequence[Token], mentions: Iterable[tuple[int, int, str]]) -> list[int]:
        """A label for each token; of mentions that overlap, the longest is kept.

        >>> from nlp.trained.tokens import tokens_of
        >>> LabelSet(("drug",)).encode(tokens_of("sin ácido folínico"), [(4, 18, "drug")])
        [0, 1, 3]
        """
        labels = [OUTSIDE] * len(sentence)
        for start, end, kind in sorted(mentions, key=lambda m: m[0] - m[1]):
            inside = [i for i, token in enumerate(sentence) if token.start < end and token.end > start]
            if inside and all(labels[i] == OUTSIDE for i in inside):
                base = 1 + 4 * self.kinds.index(kind)
                for i in inside:
                    labels[i] = base + 1
                labels[inside[0]], labels[inside[-1]] = base, base + 2
                if len(inside) == 1:
                    labels[inside[0]] = base + 3
        return labels

    def decode(self, labels: Sequence[int]) -> list[tuple[int, int, str]]:
        """Mentions as first and last token (inclusive) and kind; labels follow `allowed`.

        >>> LabelSet(("drug",)).decode([4, 0, 1, 2, 3])
        [(0, 0, 'drug'), (2, 4, 'drug')]
        """
        found, first = [], 0
        for i, label in enumerate(labels):
            if label == OUTSIDE:
                continue
            kind, place = divmod(label - 1, 4)
            if place in (0, 3):
                first = i
            if place in (2, 3):
                found.append((first, i, self.kinds[kind]))
        return found

    @cached_property
    def allowed(self) -> np.ndarray:
        """0 where a label (column) may follow another (row), far below where not; float32."""
        matrix = np.full((len(self.names), len(self.names)), _FORBIDDEN, dtype=np.float32)
        for a, before in enumerate(self.names):
            for b, after in enumerate(self.names):
                opens = before[0] in "BI"
                goes_on = after[0] in "IE"
                if opens == goes_on and (not opens or before[2:] == after[2:]):
                    matrix[a, b] = 0
        return matrix

    @cached_property
    def first(self) -> np.ndarray:
        """0 where a sentence may begin with a label."""
        return np.array([_FORBIDDEN if name[0] in "IE" else 0 for name in self.names], dtype=np.float32)

    @cached_property
    def last(self) -> np.ndarray:
        """0 where a sentence may end with a label."""
        return np.array([_FORBIDDEN if name[0] in "BI" else 0 for name in self.names], dtype=np.float32)
