"""Cross-validation splits: by patient, stratified by outcome, repeated, seeded. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Split:
    """One fold: row numbers to train on and to test on; no subject has rows in both."""

    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray


def repeated_folds(
    subject: np.ndarray, event: np.ndarray, folds: int, repeats: int = 1, seed: int = 0
) -> tuple[Split, ...]:
    """`repeats` times `folds` splits; each row is tested once a repeat.

    Args:
        subject: shape (n,), whose row it is; all rows of a subject fall in one fold.
        event: shape (n,), 0 or 1; folds get equal shares of subjects with an event.

    Raises:
        ValueError: fewer subjects than folds.

    >>> splits = repeated_folds(np.arange(10), np.array([0, 1] * 5), folds=5, repeats=2)
    >>> len(splits), sorted(np.concatenate([s.test for s in splits if s.repeat == 0]).tolist()) == list(range(10))
    (10, True)
    """
    subjects, where = np.unique(subject, return_inverse=True)
    if len(subjects) < folds or folds < 2:
        raise ValueError(f"{len(subjects)} subjects cannot be split into {folds} folds")
    died = np.zeros(len(subjects))
    np.maximum.at(died, where, event)
    splits = []
    for repeat in range(repeats):
        fold_of = _dealt(died, folds, np.random.default_rng([seed, repeat]))[where]
        for fold in range(folds):
            splits.append(Split(repeat, fold, np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)))
    return tuple(splits)


def _dealt(died: np.ndarray, folds: int, random: np.random.Generator) -> np.ndarray:
    """A fold for each subject: shuffled, sorted by outcome, dealt in turn."""
    order = random.permutation(len(died))
    order = order[np.argsort(died[order], kind="stable")]
    fold_of = np.empty(len(died), dtype=int)
    fold_of[order] = np.arange(len(died)) % folds
    return fold_of
