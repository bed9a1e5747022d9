"""The planted signal is where the docs say, and can be found again by tools that know nothing of it."""

import math
import random

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from scipy.stats import spearmanr

from apps.demo import survival
from apps.demo.images import draw_volume
from apps.demo.sampling import draw_patient

SEED = 5


def test_log_risk_by_hand():
    # 0.60 x (3 - 2.5) + 0.80 x 0.5 + 0.90 - 0.80 - 0.70 - 0.60, from the formula in docs/demo.md
    assert math.isclose(survival.log_risk(3, 0.5, True, True, True, True), -0.5)


def test_a_cox_model_recovers_the_coefficients():
    patients = [draw_patient(SEED, number) for number in range(1, 1501)]
    frame = pd.DataFrame(
        {
            "stage": [p.stage.number for p in patients],
            "texture": [p.texture for p in patients],
            "TP53": [p.mutated("TP53") for p in patients],
            "PIK3CA": [p.mutated("PIK3CA") for p in patients],
            "resected": [p.resected for p in patients],
            "immunotherapy": [p.plan.kind == "immunotherapy" for p in patients],
            "days": [p.survival_days for p in patients],
            "died": [p.died for p in patients],
        }
    ).astype(float)
    fitted = CoxPHFitter().fit(frame, "days", "died")
    errors = (fitted.params_ - pd.Series(survival.COEFFICIENTS)).abs() / fitted.standard_errors_
    assert errors.max() < 3.5


def test_the_median_survival_at_average_risk_is_the_weibulls():
    rng = random.Random(1)
    days = [survival.draw(rng, 0.0) for _ in range(4000)]
    share_dead = np.mean([died and time <= 150 for time, died in days])
    # No last contact lies before day 200, so deaths by day 150 follow the law uncensored.
    assert math.isclose(share_dead, 1 - math.exp(-((150 / 750) ** 1.3)), abs_tol=0.02)


def test_texture_shows_in_the_grain_and_not_in_mean_or_spread():
    textures, grains, means, spreads = [], [], [], []
    for number in range(1, 61):
        patient = draw_patient(SEED, number)
        volume, mask = draw_volume(patient, SEED)
        inside = volume.astype(float)
        both = (mask[1:] & mask[:-1]) > 0
        textures.append(patient.texture)
        grains.append(np.corrcoef(inside[1:][both], inside[:-1][both])[0, 1])
        means.append(inside[mask > 0].mean())
        spreads.append(inside[mask > 0].std())
    assert spearmanr(textures, grains)[0] > 0.95
    assert np.ptp(means) < 0.5
    assert np.ptp(spreads) < 0.5
