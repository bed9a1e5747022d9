"""Whatever the cohort: folds partition the rows, keep a patient's rows together, and share out the deaths."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.splits import repeated_folds

COHORTS = st.lists(st.tuples(st.integers(1, 30), st.integers(0, 1)), min_size=8, max_size=80)


@settings(deadline=None)
@given(COHORTS, st.integers(2, 5), st.integers(0, 3))
def test_folds(cohort: list[tuple[int, int]], folds: int, seed: int) -> None:
    subject, event = (np.array(column) for column in zip(*cohort, strict=True))
    if len(np.unique(subject)) < folds:
        with pytest.raises(ValueError, match="cannot be split"):
            repeated_folds(subject, event, folds)
        return
    splits = repeated_folds(subject, event, folds, repeats=2, seed=seed)
    for repeat in (0, 1):
        tested = np.concatenate([s.test for s in splits if s.repeat == repeat])
        assert sorted(tested.tolist()) == list(range(len(subject)))
    died = {s for s in subject if event[subject == s].any()}
    for split in splits:
        assert not set(subject[split.train]) & set(subject[split.test])
        assert len(split.train) + len(split.test) == len(subject)
        deaths = len(died & set(subject[split.test]))
        assert len(died) // folds - 1 <= deaths <= len(died) // folds + 1


def test_the_same_seed_gives_the_same_folds_and_another_seed_others() -> None:
    subject, event = np.arange(50), np.tile([0, 1], 25)
    one, same, other = (repeated_folds(subject, event, 5, seed=seed) for seed in (1, 1, 2))
    assert all((a.test == b.test).all() for a, b in zip(one, same, strict=True))
    assert any(len(a.test) != len(b.test) or (a.test != b.test).any() for a, b in zip(one, other, strict=True))
