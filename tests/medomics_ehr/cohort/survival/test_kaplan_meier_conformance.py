"""Curves, medians and log-rank tests against published numbers.

Freireich et al., Blood 1963;21:699 (6-mercaptopurine against placebo), worked through in Kleinbaum and Klein, Survival
Analysis, 3rd edition, chapter 2; the interval is Greenwood's on the log(-log) scale, as Stata's `sts list` prints it.
The lung data are those of R's survival package: `survfit` and `survdiff(Surv(time, status) ~ sex, data = lung)`.
"""

from __future__ import annotations

import pandas as pd
import pytest
from lifelines.datasets import load_lung

from medomics_ehr.cohort.survival.kaplan_meier import curve, log_rank

TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
TREATED_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def frame(events: list[int], censored: list[int]) -> pd.DataFrame:
    return pd.DataFrame({"days": events + censored, "observed": [True] * len(events) + [False] * len(censored)})


def test_freireichs_curve() -> None:
    found = curve("6-MP", frame(TREATED, TREATED_CENSORED))
    points = dict(zip(found.times, found.survival, strict=True))
    expected = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {time: round(points[time], 4) for time in expected} == expected
    assert (found.people, found.events, found.median) == (21, 9, 23.0)
    assert found.at_risk([0, 6, 7, 10, 13, 16, 22, 23, 36]) == [21, 21, 17, 15, 12, 11, 7, 6, 0]
    at_ten = found.times.index(10)
    assert (found.lower[at_ten], found.upper[at_ten]) == pytest.approx((0.5032, 0.8894), abs=1e-4)


def test_freireichs_log_rank() -> None:
    found = log_rank({"6-MP": frame(TREATED, TREATED_CENSORED), "placebo": frame(PLACEBO, [])})
    assert found is not None
    assert found.chi_squared == pytest.approx(16.79, abs=0.005)
    assert found.degrees == 1
    assert curve("placebo", frame(PLACEBO, [])).median == 8.0


def test_rs_lung_data() -> None:
    lung = load_lung()
    groups = {
        name: pd.DataFrame({"days": part["time"], "observed": part["status"] == lung["status"].max()})
        for name, part in (("male", lung[lung["sex"] == 1]), ("female", lung[lung["sex"] == 2]))
    }
    male, female = (curve(name, part) for name, part in groups.items())
    assert (male.people, male.events, male.median) == (138, 112, 270.0)
    assert (female.people, female.events, female.median) == (90, 53, 426.0)
    found = log_rank(groups)
    assert found is not None
    assert found.chi_squared == pytest.approx(10.3267, abs=1e-4)
    assert found.p == pytest.approx(0.00131116, rel=1e-4)


def test_nobody_and_one_person() -> None:
    nobody, one = frame([], []), frame([], [40])
    assert curve("nobody", nobody).times == ()
    assert (curve("one", one).survival[-1], curve("one", one).median) == (1.0, None)
    assert log_rank({"a": one, "b": nobody}) is None
    assert log_rank({"a": one, "b": one}) is None
