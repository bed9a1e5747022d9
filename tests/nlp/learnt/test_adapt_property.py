"""A regression carried on to new cases is the most probable one around that begun with; without cases it stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.learnt.adapt import KNOWN, adapt
from nlp.learnt.fit import RegressionTraining, fit
from nlp.learnt.regression import Case, Regression

CASES = st.lists(
    st.tuples(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4), st.integers(0, 2)), min_size=3, max_size=12
)
#: Weights are rounded to half precision, and the optimiser stops before the last digits.
ROUNDED = 0.01
SETTINGS = RegressionTraining(least=1, least_weight=0.0)


def _begun() -> Regression:
    return fit([Case(["a"], ""), Case(["b"], ""), Case(["c"], "")] * 4, [0, 1, 2] * 4, 3, SETTINGS)


def _penalised(begun: Regression, given: Regression, cases: list[Case], right: list[int]) -> float:
    """The negative logarithm of the posterior, from the definition: likelihood, and a normal prior around `begun`."""
    likely = given.log_probabilities(cases)
    before = dict(zip(begun.ids.tolist(), begun.weights, strict=False))
    squares = float(((given.bias - begun.bias) ** 2).sum()) / KNOWN
    for number, row in zip(given.ids.tolist(), given.weights, strict=False):
        squares += float(((row - before.get(number, 0.0)) ** 2).sum()) / (KNOWN if number in before else 1.0)
    return -sum(float(likely[n, answer]) for n, answer in enumerate(right)) + squares / (2 * SETTINGS.inverse_penalty)


@given(CASES, st.integers(0, 1000))
@settings(deadline=None, max_examples=40)
def test_no_weights_beside_it_are_more_probable(told: list[tuple[list[str], int]], seed: int) -> None:
    cases, right = [Case(features, "") for features, _ in told], [answer for _, answer in told]
    begun, rng = _begun(), np.random.default_rng(seed)
    best = adapt(begun, cases, right, SETTINGS)
    least = _penalised(begun, best, cases, right)
    assert least <= _penalised(begun, begun, cases, right) + ROUNDED
    for step in (0.03, 0.3):
        moved = best.weights + step * rng.standard_normal(best.weights.shape).astype(np.float32)
        moved[-1] = 0
        bias = best.bias + step * rng.standard_normal(3).astype(np.float32)
        assert least <= _penalised(begun, Regression(best.ids, moved, bias), cases, right) + ROUNDED


def test_a_strong_prior_keeps_what_was_begun_with() -> None:
    begun = _begun()
    still = adapt(begun, [Case(["a"], "")] * 9, [2] * 9, RegressionTraining(least=1, inverse_penalty=1e-9))
    asked = [Case([name], "") for name in "abc"]
    assert still.log_probabilities(asked) == pytest.approx(begun.log_probabilities(asked), abs=0.02)


def test_from_nothing_many_cases_give_what_scikit_learn_fits() -> None:
    cases = [Case(["a"], ""), Case(["b"], ""), Case(["a", "b"], "")] * 200
    right = [0, 1, 0] * 150 + [0, 1, 1] * 50
    nothing = Regression(np.array([1], np.uint32), np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
    weak = RegressionTraining(inverse_penalty=10_000.0)
    expected = np.exp(fit(cases, right, 2, weak).log_probabilities(cases[:3]))
    assert np.exp(adapt(nothing, cases, right, weak).log_probabilities(cases[:3])) == pytest.approx(expected, abs=0.02)
