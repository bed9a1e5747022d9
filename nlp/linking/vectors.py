"""Vectors of the known names, computed when a term first comes near a name and kept for the process's life."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlp.linking.encoder import Encoder
from nlp.linking.names import KnownName


class NameVectors:
    """Unit vectors of names by position: float32."""

    def __init__(self, names: Sequence[KnownName], encoder: Encoder) -> None:
        self._names = names
        self._encoder = encoder
        self._known: dict[int, np.ndarray] = {}

    def learn(self, positions: Sequence[int]) -> None:
        """Embed the names at these positions that are not known yet, all together."""
        missing = [i for i in dict.fromkeys(positions) if i not in self._known]
        if missing:
            embedded = self._encoder.embed([self._names[i].term for i in missing])
            self._known.update(zip(missing, embedded, strict=True))

    def rows(self, positions: Sequence[int]) -> np.ndarray:
        """The vectors at these positions, shape (positions, width)."""
        self.learn(positions)
        return np.stack([self._known[i] for i in positions])
