"""Metrics against lifelines, and against their definitions written out pair by pair."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import concordance_index

from fusion.metrics import (
    auc_at,
    brier_at,
    calibration,
    censoring_curve,
    harrell_c,
    harrell_pairs,
    integrated_brier,
    kaplan_meier,
    uno_c,
)

CASES = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 1), st.integers(0, 5)), min_size=2, max_size=25).map(
    lambda rows: tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))
)


@given(CASES)
@settings(max_examples=200, deadline=None)
def test_harrells_c_is_lifelines(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    time, event, risk = case
    found = harrell_c(time, event, risk)
    if math.isnan(found):
        with pytest.raises(ZeroDivisionError):
            concordance_index(time, -risk, event)
    else:
        # lifelines also compares deaths of one day, as half right unless risks tie; leave such cases out.
        deaths = time[event == 1]
        if len(np.unique(deaths)) == len(deaths):
            assert found == pytest.approx(concordance_index(time, -risk, event))


@given(CASES)
@settings(max_examples=100, deadline=None)
def test_kaplan_meier_is_lifelines(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    time, event, _ = case
    expected = KaplanMeierFitter().fit(time, event).predict(np.arange(0.0, 14.0)).to_numpy()
    assert kaplan_meier(time, event).at(np.arange(0.0, 14.0)) == pytest.approx(expected)


def test_deaths_of_a_day_come_before_its_censorings() -> None:
    # Day 2: one dies, one is lost; of the two left at risk of being lost one is.
    curve = censoring_curve(np.array([2.0, 2, 3]), np.array([1.0, 0, 1]))
    assert curve.at(2.0) == pytest.approx(0.5)
    assert curve.just_before(2.0) == 1


def _uno_by_definition(time: np.ndarray, event: np.ndarray, risk: np.ndarray, horizon: float) -> float:
    top = bottom = 0.0
    for i in range(len(time)):
        if not event[i] or time[i] >= horizon:
            continue
        free = 1.0
        for day in sorted({t for t, e in zip(time, event, strict=True) if not e and t < time[i]}):
            lost = sum(1 for t, e in zip(time, event, strict=True) if t == day and not e)
            at_risk = sum(1 for t, e in zip(time, event, strict=True) if t > day or (t == day and not e))
            free *= 1 - lost / at_risk
        if free == 0:
            continue
        for j in range(len(time)):
            if time[j] > time[i]:
                bottom += free**-2
                top += free**-2 * ((risk[i] > risk[j]) + 0.5 * (risk[i] == risk[j]))
    return top / bottom if bottom else math.nan


@given(CASES)
@settings(max_examples=100, deadline=None)
def test_unos_c_is_its_definition(case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    assert uno_c(*case, horizon=9) == pytest.approx(_uno_by_definition(*case, 9), nan_ok=True)


def test_unos_c_without_censoring_is_harrells() -> None:
    random = np.random.default_rng(0)
    time, risk = random.permutation(30).astype(float), random.normal(size=30)
    assert uno_c(time, np.ones(30), risk, 100) == pytest.approx(harrell_c(time, np.ones(30), risk))


def test_auc_without_censoring_is_the_share_of_right_pairs() -> None:
    time, risk = np.array([1.0, 2, 3, 4, 5]), np.array([0.9, 0.2, 0.5, 0.5, 0.1])
    # Cases 1, 2, 3 against controls 4, 5: right 2, 1, 1.5 of 2.
    assert auc_at(time, np.ones(5), risk, 3) == pytest.approx(4.5 / 6)


def test_brier_weighs_for_censoring_by_hand() -> None:
    # Dies at 1 (risk 0.8), lost at 2, dies at 3 (risk 0.6), lives at 5 (risk 0.3); horizon 4.
    # Free of censoring: 1 up to day 2, then 1 - 1/3 = 2/3.
    time, event = np.array([1.0, 2, 3, 5]), np.array([1.0, 0, 1, 0])
    expected = ((1 - 0.8) ** 2 / 1 + 0 + (1 - 0.6) ** 2 / (2 / 3) + 0.3**2 / (2 / 3)) / 4
    assert brier_at(time, event, np.array([0.8, 0.9, 0.6, 0.3]), 4) == pytest.approx(expected)


def test_a_constant_half_has_a_brier_score_of_a_quarter() -> None:
    time, event = np.arange(1.0, 21.0), np.ones(20)
    risk = np.full((20, 5), 0.5)
    assert integrated_brier(time, event, risk, np.linspace(2, 15, 5)) == pytest.approx(0.25)


def test_bootstrap_weights_count_patients_as_often_as_they_are_drawn() -> None:
    random = np.random.default_rng(1)
    time, event, risk = random.integers(1, 20, 30).astype(float), random.integers(0, 2, 30), random.normal(size=30)
    rows = random.integers(0, 30, 30)
    # Copies of one patient never compare with each other, in either way of counting.
    expected = harrell_pairs(time[rows], event[rows], risk[rows])
    alike = rows[:, None] == rows[None, :]
    top, bottom = (expected.concordant * ~alike).sum(), (expected.comparable * ~alike).sum()
    weight = np.bincount(rows, minlength=30).astype(float)
    assert harrell_pairs(time, event, risk).c_index(weight) == pytest.approx(top / bottom)


def test_calibration_compares_with_kaplan_meier() -> None:
    time, event = np.array([1.0, 9, 1, 1]), np.ones(4)
    groups = calibration(time, event, np.array([0.1, 0.2, 0.8, 0.9]), horizon=5, groups=2)
    assert [(g.subjects, round(g.predicted, 2), g.observed) for g in groups] == [(2, 0.15, 0.5), (2, 0.85, 1.0)]
