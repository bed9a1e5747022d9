"""The card beside learnt parts: data, seed, settings, figures, time. It holds no report's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.training.parts.config import PartsConfig
from nlp.training.parts.figures import MEASURES


def parts_card(config: PartsConfig, facts: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    data, figures = facts["trained_on"], facts["figures"]
    begun = "carried on from those shipped" if facts["starts_from"] == "shipped" else "learnt anew"
    lines = [
        f"# {config.name}",
        "",
        config.description or "Learnt parts made by `medomics nlp train` from reports of its user.",
        "",
        f"- Parts: {', '.join(facts['learns'])}, {begun}",
        f"- Learnt from {data['reports']} reports with {data['findings']} marked findings (digest {data['digest']}), "
        f"seed {facts['seed']}, in {facts['seconds']:.0f} s",
        *(f"- {part}: {', '.join(f'{name} {value}' for name, value in card.items())}"
          for part, card in facts["parts"].items()),
        "- They weigh assertions and dates; they find and code nothing. The files hold no words.",
        "",
        "## Figures",
        "F1 on reports that they did not learn from (the shipped parts may have), shipped and learnt.",
        "",
        *(f"| {' | '.join(map(str, row))} |" for row in _marked_head(figures_rows(figures))),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def figures_head() -> list[str]:
    """What `figures_rows` tell."""
    return ["set", "reports", "findings", "measure", "shipped", "learnt"]


def figures_rows(figures: Mapping[str, Mapping[str, Any]]) -> list[list[object]]:
    """A row for each set and measure.

    >>> scores = {"shipped": {"coded": 0.9, "codes": 1, "dates": 1}, "learnt": {"coded": 0.91, "codes": 1, "dates": 1}}
    >>> figures_rows({"held out": {"reports": 2, "findings": 9, **scores}})[0]
    ['held out', 2, 9, 'coded', '0.900', '0.910']
    """
    return [
        [name, found["reports"], found["findings"], measure, f"{found['shipped'][measure]:.3f}",
         f"{found['learnt'][measure]:.3f}"]
        for name, found in figures.items()
        for measure in MEASURES
    ]  # fmt: skip


def worse_on(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The sets on which the learnt parts lose findings or dates that the shipped ones told rightly.

    >>> worse_on({"held out": {"shipped": {"coded": 0.9, "dates": 1.0}, "learnt": {"coded": 0.8, "dates": 1.0}}})
    ['held out']
    """
    return [
        name
        for name, found in figures.items()
        if any(found["learnt"][measure] < found["shipped"][measure] for measure in ("coded", "dates"))
    ]


def _marked_head(rows: list[list[object]]) -> list[list[object]]:
    head: list[object] = [*figures_head()]
    return [head, ["---"] * len(head), *rows] if rows else [["none: no reports were held out"]]
