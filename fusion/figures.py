"""Figures of a model card, drawn from what an evaluation found: C-indices, calibration, survival by risk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: File name to what it shows, in the order of the card.
FIGURES = {
    "c_index.png": "C-index of each model, with its 95 % interval",
    "calibration.png": "predicted and observed risk at the horizon, by fifths of risk",
    "risk_groups.png": "survival of thirds by predicted risk, Kaplan-Meier",
}
_COLOUR, _GREY = "#1f5c99", "#8a8a8a"
_THIRDS = ("#2a9d5c", "#d99a1c", "#b3362b")


def draw_figures(evaluation: Mapping[str, Any], folder: Path) -> None:
    """Write `FIGURES` into the folder, from `study.evaluation_facts`."""
    from matplotlib.figure import Figure

    for name, draw in zip(FIGURES, (_c_indices, _calibration, _risk_groups), strict=True):
        figure = Figure(figsize=(5.2, 3.4), layout="constrained")
        axes = figure.add_subplot()
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes, evaluation)
        figure.savefig(folder / name, dpi=150)


def _c_indices(axes: Any, evaluation: Mapping[str, Any]) -> None:
    scores = evaluation["scores"][::-1]
    for place, score in enumerate(scores):
        axes.plot([score["low"], score["high"]], [place, place], color=_COLOUR, linewidth=2)
        axes.plot(score["c_index"], place, "o", color=_COLOUR)
    axes.axvline(0.5, color=_GREY, linestyle=":", label="chance")
    axes.set_yticks(range(len(scores)), [score["model"] for score in scores])
    axes.set_xlabel("C-index (95 % interval)")


def _calibration(axes: Any, evaluation: Mapping[str, Any]) -> None:
    groups = evaluation["calibration"]
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":")
    axes.plot([g["predicted"] for g in groups], [g["observed"] for g in groups], "o-", color=_COLOUR)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="predicted risk", ylabel="observed risk", aspect="equal")


def _risk_groups(axes: Any, evaluation: Mapping[str, Any]) -> None:
    for group, colour in zip(evaluation["risk_groups"], _THIRDS, strict=True):
        words = f"{group['name']} risk ({group['subjects']})"
        axes.step([0, *group["days"]], [1, *group["survival"]], where="post", color=colour, label=words)
    axes.axvline(evaluation["horizon_days"], color=_GREY, linestyle=":")
    axes.set(ylim=(0, 1.02), xlabel="days from the index", ylabel="alive")
    axes.legend(frameon=False)
