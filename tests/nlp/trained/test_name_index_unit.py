"""Nearness to names: an equal name is at 1, a hidden one is not seen, and values are told apart under their head."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.trained.head_features import head_features, shortlist
from nlp.trained.name_index import KnownName, NameIndex

NAMES = [
    KnownName("linfoma follicolare", ("9690", "/3"), False),
    KnownName("metastasi di linfoma", ("9690", "/6"), False),
    KnownName("adenoma", ("8140", "/0"), True),
    KnownName("adenocarcinoma", ("8140", "/3"), True),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex(NAMES)


def test_an_equal_name_is_at_one_and_a_strange_one_at_zero(index: NameIndex) -> None:
    nearness = index.of_heads(index.similarities(["linfoma follicolare", "xyz"]))
    assert index.heads == ["8140", "9690"]
    assert nearness[0, 1, :4] == pytest.approx(1, abs=1e-5)
    assert not nearness[0, 1, 4:].any()
    assert not nearness[1].any()


def test_a_hidden_name_is_not_looked_at(index: NameIndex) -> None:
    open_, hidden = (index.of_heads(index.similarities(["linfoma follicolare"], out))[0, 1] for out in ([], [[0]]))
    assert hidden[0] < open_[0]
    assert hidden[0] > 0


def test_values_are_told_apart_under_their_head(index: NameIndex) -> None:
    near = index.of_values(index.similarities(["adenoma"]), 0)[0]
    assert index.values == [["/0", "/3", "/6"]]
    listed = near[0, :, 2]
    assert listed[0] == pytest.approx(1, abs=1e-5)
    assert 0 < listed[1] < 1
    assert listed[2] == 0


def test_counts_leave_out_what_is_hidden(index: NameIndex) -> None:
    assert index.counts(None, is_listed=False).tolist() == [0, 2]
    assert index.counts(0, is_listed=False, left_out=[1]).tolist() == [[0, 0, 0], [0, 1, 0]]
    assert index.counts(0, is_listed=True).tolist() == [[1, 1, 0], [0, 0, 0]]


def test_the_shortlist_begins_with_the_nearest_head(index: NameIndex) -> None:
    nearness = index.of_heads(index.similarities(["adenocarcinoma", "linfoma"]))
    assert shortlist(nearness)[:, 0].tolist() == [0, 1]
    features = head_features(nearness, np.array([[0, 2], [0, 2]]))
    assert features.shape == (2, 2, 34)
    assert features[0, :, -2].tolist() == [0, 1]
