"""A reviewer's own estimate of a risk, moved in steps on a slider that begins at the model's."""

from __future__ import annotations

_STEPS = 20
ESTIMATE_STEP = 1 / _STEPS


def slider_value(risk: float) -> float:
    """The step of the slider nearest to a risk.

    >>> slider_value(0.87)
    0.85
    """
    return round(_STEPS * risk) / _STEPS


def is_another_estimate(estimate: float, model: float) -> bool:
    """Whether the slider was moved: a browser counts its steps up, and may differ from ours in the last bits.

    >>> is_another_estimate(3 * 0.05, slider_value(0.15)), is_another_estimate(0.2, slider_value(0.15))
    (False, True)
    """
    return abs(estimate - model) >= ESTIMATE_STEP / 2
