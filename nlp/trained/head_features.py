"""What the logit of heads reads, and the heads that it is asked about."""

from __future__ import annotations

import numpy as np

from nlp.trained.name_index import MEASURES

#: Heads that are ranked.
SHORTLIST = 40
#: Weights of the eight measures at first sight.
_AT_FIRST_SIGHT = np.array([1, 0.5, 1, 0, 1, 0.5, 1, 0], dtype=np.float32)


def head_features(nearness: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Features of each head.

    Args:
        nearness: (terms, heads, 8), of `NameIndex.of_heads`.
        counts: how many training names each head has, (terms, heads).

    Returns:
        (terms, heads, 34): nearness, its square and fourth power, those of the nearer of training and lists, whether
        training knows the head, and the logarithm of how many names it has there.
    """
    nearest = nearness.reshape(*nearness.shape[:2], 2, MEASURES).max(axis=2)
    seen, known = (counts > 0)[..., None], np.log1p(counts)[..., None]
    columns = [nearness, nearness**2, nearness**4, nearest**2, nearest**4, seen, known]
    return np.concatenate(columns, axis=2).astype(np.float32)


def shortlist(nearness: np.ndarray) -> np.ndarray:
    """Positions of the heads that lie nearest at first sight: shape (terms, at most `SHORTLIST`)."""
    return np.argsort(-(nearness @ _AT_FIRST_SIGHT), axis=1, kind="stable")[:, :SHORTLIST]
