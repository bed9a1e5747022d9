"""Vectors of the known names: our own terms at once, published labels when a term first comes near one of them.

Our own terms' vectors are kept in the user's cache. It holds vectors of published terms only, never a report's words.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlp.linking.encoder import Encoder
from nlp.linking.names import KnownName


class NameVectors:
    """Unit vectors of names, row by row; rows not embedded yet are nought and compare as far from everything."""

    def __init__(self, names: Sequence[KnownName], encoder: Encoder) -> None:
        self._names = names
        self._encoder = encoder
        own = np.array([name.own for name in names], dtype=bool)
        self.rows = np.zeros((len(names), encoder.model.config.hidden_size), dtype=np.float32)
        self.rows[own] = _cached([name.term for name in names if name.own], encoder)
        self._known = own

    def ensure(self, indices: np.ndarray) -> None:
        """Embed the names at `indices` that have no vector yet."""
        missing = [int(i) for i in np.unique(indices) if not self._known[i]]
        if missing:
            self.rows[missing] = self._encoder.embed([self._names[i].term for i in missing])
            self._known[missing] = True


def _cached(terms: list[str], encoder: Encoder) -> np.ndarray:
    path = _cache_file(terms, encoder)
    if path.is_file():
        try:
            vectors = np.load(path, allow_pickle=False)
        except (OSError, ValueError):
            vectors = np.empty((0, 0))
        if len(vectors) == len(terms):
            return np.asarray(vectors, dtype=np.float32)
    vectors = encoder.embed(terms)
    _keep(path, vectors.astype(np.float16))
    return vectors


def _cache_file(terms: Sequence[str], encoder: Encoder) -> Path:
    content = "\n".join([encoder.name, *terms])
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "medomics-ehr" / f"terms-{hashlib.sha256(content.encode()).hexdigest()[:24]}.npy"


def _keep(path: Path, vectors: np.ndarray) -> None:
    """Write beside and rename, so that no reader meets half a file; a read-only cache is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
            np.save(stream, vectors, allow_pickle=False)
        Path(stream.name).replace(path)
    except OSError:
        return
