"""The model card: what the model is for, what it read, how it did, and where not to trust it. Markdown, from figures.

Headings follow Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fusion.bundle import Bundle
from fusion.explain import strongest_features
from fusion.figures import FIGURES
from fusion.predict import LEVEL


def model_card(bundle: Bundle) -> str:
    """The card of a fitted model, from what its bundle holds."""
    config, facts = bundle.config, bundle.facts
    sections = [
        f"# Model card: {config['name']} (`{bundle.model_id}`)",
        _use(config, facts),
        _data(config, facts),
        _performance(facts.get("evaluation")),
        _drivers(bundle),
        _limits(config),
    ]
    return "\n\n".join(sections) + "\n"


def _use(config: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    return (
        "## Use\n\n"
        f"Risk of death from any cause within {config['horizon_days']} days of the index date, for patients like those "
        f"of the training cohort. {_index_words(config)} Meant to be read by a clinician beside the evidence; "
        "not a medical device, not to be used to withhold care.\n\n"
        f"Model: {_model_words(config['final_model'])}. Fitted {facts['fitted']} with {facts['software']}."
    )


def _index_words(config: Mapping[str, Any]) -> str:
    rule, cohort = config.get("index"), config.get("cohort")
    members = f"Members: cohort `{cohort}`." if cohort else "Members: all persons with an index event."
    if not rule:
        return f"{members} Index: the cohort's own date."
    named = ", ".join(f"`{name}`" for name in (*rule["codes"], *rule["displays"]))
    return f"{members} Index: first of {named}, plus {rule['after_days']} days."


def _model_words(name: str) -> str:
    return {
        "late": "late fusion, a penalised Cox for each modality, weighed by a Cox on their out-of-fold risks",
        "early": "early fusion, one penalised Cox over the columns of all modalities",
    }.get(name, f"a penalised Cox on {name} alone")


def _data(config: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    steps = [[step, count] for step, count in facts["account"].items()]
    blocks = [[name, entry["columns"], f"{entry['present']:.0%}"] for name, entry in facts["blocks"].items()]
    window = f"the {config['window_days']} days" if config.get("window_days") else "all time"
    return (
        "## Data\n\n"
        + _markdown(["step", "subjects"], steps)
        + f"\n\nDeaths: {facts['deaths']}. Median follow-up (reverse Kaplan-Meier): "
        f"{facts['median_follow_up']:.0f} days.\n\nA fact enters only if it happened and was available by the end of "
        f"the index day; events: {window} before it.\n\n"
        + _markdown(["block", "columns", "subjects that have it"], blocks)
        + "".join(f"\n\n**{sentence}.**" for sentence in facts["doubts"])
    )


def _performance(evaluation: Mapping[str, Any] | None) -> str:
    if evaluation is None:
        return (
            "## Performance\n\nNot evaluated: run `medomics fuse evaluate` with the same configuration, then fit again."
        )
    rows = [
        [
            score["model"],
            score["subjects"],
            f"{score['c_index']:.3f} ({score['low']:.3f} to {score['high']:.3f})",
            *(f"{score[name]:.3f}" for name in ("c_index_present", "uno", "auc", "brier", "integrated_brier")),
        ]
        for score in evaluation["scores"]
    ]
    header = ["model", "subjects with data", "C-index (95 %)", "C, with data", "Uno's C", "AUC", "Brier", "IBS"]
    calibration = [
        [f"{group['predicted']:.2f}", f"{group['observed']:.2f}", group["subjects"]]
        for group in evaluation["calibration"]
    ]
    fused = [score for score in evaluation["scores"] if len(score["permutation_drop"]) > 1]
    modalities = list(fused[0]["permutation_drop"]) if fused else []
    drops = [[s["model"], *(f"{s['permutation_drop'][m]:+.3f}" for m in modalities)] for s in fused]
    return (
        "## Performance\n\n"
        f"Patient-level cross-validation, {evaluation['folds']} folds, {evaluation['repeats']} repeats, seed "
        f"{evaluation['seed']}; scaling, selection, penalties and weights are learned inside the folds. Intervals: "
        "bootstrap over patients. Uno's C, AUC, Brier score and its integral are taken up to the horizon.\n\n"
        + _markdown(header, rows)
        + f"\n\nCalibration of `{evaluation['calibrated_model']}` at the horizon, by fifths of risk:\n\n"
        + _markdown(["predicted", "observed", "subjects"], calibration)
        + "\n\nWhat the C-index loses when a modality is dealt anew among the patients:\n\n"
        + _markdown(["model", *modalities], drops)
        + "".join(f"\n\n![{words}]({name})" for name, words in FIGURES.items())
    )


def _drivers(bundle: Bundle) -> str:
    shares = [[name, f"{share:.0%}"] for name, share in bundle.facts["shares"].items()]
    strongest = [[m, column, f"{value:+.3f}"] for m, column, value in strongest_features(bundle.model)]
    return (
        "## What drives it\n\nShare of the spread of the log-risk, training patients:\n\n"
        + _markdown(["modality", "share"], shares)
        + "\n\nLog hazard ratio of one standard deviation:\n\n"
        + _markdown(["modality", "feature", "log hazard ratio"], strongest)
    )


def _limits(config: Mapping[str, Any]) -> str:
    return (
        "## Limits\n\n"
        f"- With fewer than {config['least_blocks']} blocks the model abstains; a missing block counts as the average "
        "patient's.\n"
        f"- The risk's interval ({LEVEL} %) is how far it moves when the model is fitted to other patients drawn from "
        "this cohort. It does not cover another centre, another scanner or another time.\n"
        "- The patients it was fitted on get, as their prediction, what the model says when fitted without them, where "
        f"`models/{config['name']}.training.parquet` lies beside the model. Without it, as in another workspace, "
        "they pass for new patients, and their risks are too sure.\n"
        "- Associations, not causes: a treatment's coefficient carries the reasons for which it was given.\n"
        "- Values beyond the 1st and 99th percentile of the training patients count as those percentiles.\n"
        "- Evaluated inside one cohort only; validate it on patients of your own before you rely on it."
    )


def _markdown(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join("---" for _ in header) + " |"]
    lines += ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)
