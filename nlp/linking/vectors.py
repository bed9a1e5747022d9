"""Vectors of the known names, computed once for a terminology and an encoder and kept in the user's cache.

The cache holds vectors of published terms only, never of a report's words.
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


def vectors_of(names: Sequence[KnownName], encoder: Encoder) -> np.ndarray:
    """Unit vectors of the names: float32, shape (names, width)."""
    path = _cache_file(names, encoder)
    if path.is_file():
        try:
            vectors = np.load(path, allow_pickle=False)
        except (OSError, ValueError):
            vectors = np.empty((0, 0))
        if len(vectors) == len(names):
            return np.asarray(vectors, dtype=np.float32)
    vectors = encoder.embed([name.term for name in names])
    _keep(path, vectors.astype(np.float16))
    return vectors


def _cache_file(names: Sequence[KnownName], encoder: Encoder) -> Path:
    content = "\n".join([encoder.name, *(name.term for name in names)])
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
