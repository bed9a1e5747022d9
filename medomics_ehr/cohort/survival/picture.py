"""The picture of survival curves with the numbers at risk below, as SVG or PNG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from medomics_ehr.cohort.palette import PALETTE, TEXT
from medomics_ehr.cohort.survival.kaplan_meier import Curve
from medomics_ehr.cohort.survival.protection import ProtectedCurve
from medomics_ehr.errors import EnvironmentFailed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MONTH = 30.4375
_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 1200)


def ticks_of(longest: float) -> list[float]:
    """Days at which the numbers at risk are given, in whole months, at most eight of them.

    >>> [round(day / MONTH) for day in ticks_of(730)]
    [0, 6, 12, 18]
    """
    months = longest / MONTH
    step = next((step for step in _STEPS if months / step < 7), _STEPS[-1] * max(1, round(months / _STEPS[-1] / 6)))
    return [number * step * MONTH for number in range(int(months / step + 1e-9) + 1)]


def picture(
    curves: Sequence[Curve | ProtectedCurve], ticks: Sequence[float], title: str, note: str, kind: str = "svg"
) -> bytes:
    """The picture's file.

    Args:
        kind: `svg` or `png`.

    Raises:
        EnvironmentFailed: matplotlib is not installed.
    """
    figure = _figure(len(curves))
    upper, lower = figure.axes
    for colour, one in zip(_colours(len(curves)), curves, strict=True):
        _draw(upper, one, colour, max(ticks, default=0.0))
    _dress(upper, ticks, title, note)
    _at_risk(lower, curves, ticks)
    out = io.BytesIO()
    figure.savefig(out, format=kind, dpi=130, metadata={"Date": None} if kind == "svg" else None)
    return out.getvalue()


def _figure(groups: int) -> Figure:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise EnvironmentFailed("matplotlib is not installed; run `pip install medomics-ehr[survival]`") from None
    below = 0.5 + 0.26 * groups
    figure = Figure(figsize=(8, 4.2 + below), layout="constrained")
    figure.subplots(2, 1, sharex=True, height_ratios=(4.2, below))
    return figure


def _colours(number: int) -> list[str]:
    return [PALETTE[n % len(PALETTE)] for n in range(number)]


def _draw(axes: Axes, one: Curve | ProtectedCurve, colour: str, end: float) -> None:
    if not one.times:
        axes.plot([], [], color=colour, label=f"{one.label} (no curve)")
        return
    times = [time / MONTH for time in one.times]
    axes.step(times, one.survival, where="post", color=colour, linewidth=1.8, label=one.label)
    if isinstance(one, Curve):
        axes.fill_between(times, one.lower, one.upper, step="post", color=colour, alpha=0.13, linewidth=0)


def _dress(axes: Axes, ticks: Sequence[float], title: str, note: str) -> None:
    axes.set_ylim(0, 1.02)
    axes.set_ylabel("share without the outcome")
    axes.set_xticks([tick / MONTH for tick in ticks], [f"{tick / MONTH:.0f}" for tick in ticks])
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("months since the index date")
    axes.set_title(title, loc="left", fontsize=11, color=TEXT)
    axes.text(0.99, 0.97, note, transform=axes.transAxes, ha="right", va="top", fontsize=9, color=TEXT)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    if axes.get_legend_handles_labels()[1]:
        axes.legend(frameon=False, loc="best", fontsize=9)


def _at_risk(axes: Axes, curves: Sequence[Curve | ProtectedCurve], ticks: Sequence[float]) -> None:
    """The numbers below the curve, a row for each group."""
    axes.set_axis_off()
    axes.set_ylim(-len(curves), 0.6)
    axes.set_title("number at risk", loc="left", fontsize=9, color=TEXT, pad=0)
    for row, (colour, one) in enumerate(zip(_colours(len(curves)), curves, strict=True)):
        for tick, number in zip(ticks, numbers_at_risk(one, ticks), strict=True):
            words: Any = "–" if number is None else number
            axes.text(tick / MONTH, -row - 0.4, str(words), ha="center", va="center", fontsize=9, color=colour)


def numbers_at_risk(one: Curve | ProtectedCurve, ticks: Sequence[float]) -> list[int | None]:
    """The numbers at risk at the ticks, None where suppressed."""
    return list(one.at_risk) if isinstance(one, ProtectedCurve) else list(one.at_risk(ticks))
