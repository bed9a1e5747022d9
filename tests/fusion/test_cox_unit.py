"""The penalised Cox against lifelines, against formulas worked by hand, and against its own gradient."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter
from scipy.optimize import approx_fprime

from fusion.models.cox import RiskSets, breslow, fit_cox, log_likelihood, penalty_path


def _drawn(seed: int = 0, subjects: int = 150, columns: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    features = random.normal(size=(subjects, columns))
    # Whole weeks, so that many deaths tie.
    time = np.ceil(random.exponential(np.exp(-features[:, 0])) * 10)
    return features, time, (random.random(subjects) < 0.7).astype(float)


def test_efrons_likelihood_of_tied_deaths_by_hand() -> None:
    # Two deaths at day 1 with hazards 2 and 3, one survivor with hazard 1: 2 * 3 / (6 * (6 - 5 / 2)).
    sets = RiskSets.of(np.array([1.0, 1.0, 2.0]), np.array([1.0, 1.0, 0.0]))
    value, _ = log_likelihood(np.log([2.0, 3.0, 1.0]), sets)
    assert value == pytest.approx(np.log(2 * 3 / (6 * 3.5)))


def test_the_gradient_is_that_of_the_likelihood() -> None:
    features, time, event = _drawn()
    sets, log_risk = RiskSets.of(time, event), features[:, 0] - 0.3 * features[:, 1]
    numeric = approx_fprime(log_risk, lambda x: log_likelihood(x, sets)[0], 1e-6)
    assert log_likelihood(log_risk, sets)[1] == pytest.approx(numeric, abs=1e-3)


def test_coefficients_agree_with_lifelines_on_tied_times() -> None:
    features, time, event = _drawn()
    frame = pd.DataFrame(features).assign(time=time, event=event)
    expected = CoxPHFitter().fit(frame, "time", "event").params_.to_numpy()
    assert fit_cox(features, RiskSets.of(time, event), 0.0) == pytest.approx(expected, abs=1e-4)


def test_ridge_agrees_with_lifelines() -> None:
    features, time, event = _drawn(1)
    frame = pd.DataFrame(features).assign(time=time, event=event)
    # lifelines' penalty counts standardised columns and the mean log likelihood, as ours does.
    scaled = (features - features.mean(axis=0)) / features.std(axis=0, ddof=1)
    fitted = CoxPHFitter(penalizer=0.2).fit(frame, "time", "event").params_.to_numpy()
    ours = fit_cox(scaled, RiskSets.of(time, event), 0.2)
    assert ours == pytest.approx(fitted * features.std(axis=0, ddof=1), abs=1e-3)


def test_the_lasso_drops_columns_and_the_path_begins_empty() -> None:
    features, time, event = _drawn(2, columns=20)
    sets = RiskSets.of(time, event)
    path = penalty_path(features, sets, l1_share=1.0)
    kept = [(np.abs(fit_cox(features, sets, float(penalty), 1.0)) > 1e-8).sum() for penalty in path]
    assert kept[0] == 0
    assert 0 < kept[3] < 20
    assert np.argmax(np.abs(fit_cox(features, sets, float(path[2]), 1.0))) == 0


def test_a_non_negative_fit_has_no_negative_weight() -> None:
    features, time, event = _drawn(3)
    weights = fit_cox(-features, RiskSets.of(time, event), 0.0, non_negative=True)
    assert weights[0] == 0
    assert (weights >= 0).all()


def test_breslow_without_risk_is_nelson_aalen() -> None:
    times, hazard = breslow(np.zeros(5), np.array([1.0, 2, 2, 3, 4]), np.array([1.0, 1, 1, 0, 1]))
    assert times.tolist() == [1, 2, 4]
    assert hazard == pytest.approx([1 / 5, 1 / 5 + 2 / 4, 1 / 5 + 2 / 4 + 1])
