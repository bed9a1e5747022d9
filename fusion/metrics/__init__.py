"""How well risks agree with survival: C-index, AUC, Brier score, calibration. Knows no model and no record."""

from fusion.metrics.censoring import StepCurve, censoring_curve, kaplan_meier
from fusion.metrics.concordance import Pairs, harrell_c, harrell_pairs, uno_c
from fusion.metrics.horizon import CalibrationGroup, auc_at, brier_at, calibration, integrated_brier
from fusion.metrics.within_folds import Interval, WithinFolds

__all__ = [
    "CalibrationGroup",
    "Interval",
    "Pairs",
    "StepCurve",
    "WithinFolds",
    "auc_at",
    "brier_at",
    "calibration",
    "censoring_curve",
    "harrell_c",
    "harrell_pairs",
    "integrated_brier",
    "kaplan_meier",
    "uno_c",
]
