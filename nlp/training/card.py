"""The card beside a trained coder: data, seed, figures, time, and what it does not do. It holds no report's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nlp.training.config import TrainingConfig

_FIGURES = {
    "ner_f1": "NER F1",
    "ner_precision": "precision",
    "ner_recall": "recall",
    "norm_f1": "NORM F1",
    "coding_map": "CODING MAP",
    "unseen_codes_at_5": "unseen codes, right among 5",
    "calibration_error": "calibration error",
}


def model_card(config: TrainingConfig, facts: Mapping[str, Any]) -> str:
    """The card as Markdown."""
    data = facts["trained_on"]
    lines = [
        f"# {config.name}",
        "",
        config.description or "A coder made by `medomics nlp train` from a corpus of its user.",
        "",
        f"- Languages: {', '.join(config.languages) or 'those of its corpus'}",
        f"- Trained on {data['reports']} reports with {data['mentions']} mentions of {data['codes']} codes "
        f"(digest of settings and reports {data['digest']}), seed {facts['seed']}, in {facts['seconds']:.0f} s",
        f"- Tagger: {_listed(facts['tagger'])}",
        f"- Linker: {_listed(facts['linker'])}",
        "- It finds and codes mentions. It tells neither assertion nor dates: every finding is `present`.",
        "- Its files hold the words of mentions and all words met twice in its corpus: treat them as the reports.",
        "",
        "## Figures",
        "On reports that it did not learn from; offsets exact, by the rules of CANTEMIST (IberLEF 2020).",
        "",
        *figures_table(facts["figures"]),
    ]
    return "\n".join(lines) + "\n"


def figures_table(figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """A line for each set of reports, as a Markdown table.

    >>> print("\\n".join(figures_table({"dev": {"reports": 2, "ner_f1": 0.5}})[2:]))
    | dev | 2 | 0.500 | – | – | – | – | – | – |
    """
    head = ["set", "reports", *_FIGURES.values()]
    rows = [
        [name, str(found["reports"]), *(_shown(found.get(figure)) for figure in _FIGURES)]
        for name, found in figures.items()
    ]
    lines = [head, ["---"] * len(head), *rows] if rows else [["none: the configuration names no reports to evaluate"]]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _listed(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
