"""A regression over named features: what it learns, what its file holds, and which files it refuses."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from medomics_ehr.errors import EnvironmentFailed
from nlp.learnt.fit import RegressionTraining, fit
from nlp.learnt.regression import Case, Regression, read_regression, write_regression

#: `held` tells the class of treatments the other way round than that of diseases.
CASES = [Case(["held", "x"], "T"), Case(["x"], "T"), Case(["held", "x"], "D"), Case(["x"], "D")] * 20
RIGHT = [1, 0, 0, 1] * 20


def test_a_feature_may_tell_other_things_of_other_families() -> None:
    fitted = fit(CASES, RIGHT, 2, RegressionTraining())
    assert fitted.log_probabilities(CASES[:4]).argmax(axis=1).tolist() == RIGHT[:4]


def test_a_row_is_a_distribution_and_an_unknown_feature_says_nothing() -> None:
    fitted = fit(CASES, RIGHT, 2, RegressionTraining())
    likely = fitted.log_probabilities([Case(["held", "never met"], "T"), Case(["held"], "T"), Case(["?"], "T")])
    assert np.exp(likely).sum(axis=1) == pytest.approx(1)
    assert likely[0] == pytest.approx(likely[1])


def test_a_file_gives_back_what_was_fitted(tmp_path: Path) -> None:
    fitted = fit(CASES, RIGHT, 2, RegressionTraining())
    write_regression(tmp_path / "a.safetensors", fitted, {"data": "none"}, more=np.arange(3))
    read, more = read_regression(tmp_path / "a.safetensors", 2)
    assert read.log_probabilities(CASES[:4]) == pytest.approx(fitted.log_probabilities(CASES[:4]))
    assert more["more"].tolist() == [0, 1, 2]
    assert b"held" not in (tmp_path / "a.safetensors").read_bytes()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"ids": [1]}))


def _misshapen(path: Path) -> None:
    write_regression(path, Regression(np.arange(3, dtype=np.uint32), np.zeros((3, 2), np.float32), np.zeros(2)), {})


@pytest.mark.parametrize("spoil", [Path.unlink, _cut, _pickled, _misshapen])
def test_a_missing_cut_or_foreign_file_is_refused(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "a.safetensors"
    write_regression(path, fit(CASES, RIGHT, 2, RegressionTraining()), {})
    spoil(path)  # type: ignore[operator]
    with pytest.raises(EnvironmentFailed, match=r"a\.safetensors"):
        read_regression(path, 2)
