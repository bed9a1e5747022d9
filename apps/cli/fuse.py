"""`medomics fuse evaluate|fit|predict`: multimodal survival models of a workspace."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, progress, say, table

ConfigArgument = Annotated[Path, typer.Argument(help="YAML configuration (docs/fusion.md).", show_default=False)]
ProcessesOption = Annotated[int | None, typer.Option(min=1, help="How many at once; all cores by default.")]


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    group = typer.Typer(no_args_is_help=True, help="Multimodal survival models: evaluate, fit, predict.")
    group.command("evaluate")(evaluate)
    group.command("fit")(fit)
    group.command("predict")(predict)
    app.add_typer(group, name="fuse")


def evaluate(
    config: ConfigArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    processes: ProcessesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cross-validate each modality alone and their fusions; print C-indices with intervals."""
    from fusion.config import read_config
    from fusion.facts import evaluation_facts
    from fusion.study import evaluate_study
    from medomics_ehr.workspace import Workspace

    started = time.perf_counter()
    project, settings = Workspace.open(workspace), read_config(config)
    with progress("evaluate", quiet=as_json) as advance:
        result = evaluate_study(project, settings, processes=processes, advance=advance)
    seconds = round(time.perf_counter() - started, 3)
    facts = evaluation_facts(result, settings)
    project.write_manifest(
        "fuse evaluate", [config], {"subjects": facts["subjects"], "deaths": facts["deaths"]}, seconds
    )
    if as_json:
        print_json({**facts, "account": dict(result.data.account), "seconds": seconds})
    else:
        _say_account(result.data.account, facts)
        _say_doubts(facts["doubts"])
        say("\n" + _scores(facts))
        say(f"\n{seconds:.1f} s")


def fit(
    config: ConfigArgument,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    processes: ProcessesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fit the final model on all subjects; write its files and its card."""
    from fusion.bundle import load_bundle
    from fusion.config import read_config
    from fusion.study import fit_study
    from medomics_ehr.workspace import Workspace

    started = time.perf_counter()
    project, settings = Workspace.open(workspace), read_config(config)
    with progress("fit", quiet=as_json) as advance:
        folder = fit_study(project, settings, processes=processes, advance=advance)
    seconds = round(time.perf_counter() - started, 3)
    facts = load_bundle(folder).facts
    project.write_manifest(
        "fuse fit", [config], {"model": folder.name, "account": facts["account"], "deaths": facts["deaths"]}, seconds
    )
    if as_json:
        told = {name: facts[name] for name in ("account", "deaths", "doubts")}
        print_json({"model": str(folder), "card": str(folder / "MODEL_CARD.md"), **told, "seconds": seconds})
    else:
        _say_account(facts["account"], facts)
        _say_doubts(facts["doubts"])
        say(f"{folder}: model and MODEL_CARD.md, {seconds:.1f} s")


def predict(
    config: ConfigArgument, workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False
) -> None:
    """Predict for everyone with an index date; write predictions/NAME.parquet."""
    from fusion.config import read_config
    from fusion.study import dataset_of, knows_its_patients, predict_study
    from medomics_ehr.workspace import Workspace

    started = time.perf_counter()
    project, settings = Workspace.open(workspace), read_config(config)
    data = dataset_of(project, settings, followed_only=False)
    target, found = predict_study(project, settings, data=data)
    known = knows_its_patients(project, settings)
    seconds = round(time.perf_counter() - started, 3)
    counts = {
        "predictions": len(found),
        "abstained": sum(one.abstained for one in found),
        "in_training": sum(one.in_training for one in found),
    }
    asked = {step: n for step, n in data.account.items() if step in ("cohort", "no index date", "index dates")}
    told = {**counts, "training_list": known, "account": asked}
    project.write_manifest("fuse predict", [config], told, seconds)
    if as_json:
        print_json({**told, "file": str(target), "seconds": seconds})
    else:
        say(f"{target}: {counts['predictions']} predictions, {counts['abstained']} abstained, {seconds:.1f} s")
        if asked.get("no index date"):
            say(f"{asked['no index date']} of the cohort's {asked['cohort']} members have no index date: no prediction")
        if counts["in_training"]:
            say(
                f"{counts['in_training']} are of patients that the model was fitted on: each is what a model says that "
                "was fitted without them (column in_training)"
            )
        if not known:
            say(
                f"beware: models/{settings.name}.training.parquet is not there; patients that the model was fitted on "
                "pass for new ones, and their risks are too sure: fit here, or predict for none of them"
            )


def _say_account(account: Mapping[str, int], facts: Mapping[str, Any]) -> None:
    rows: list[list[object]] = [[step, count] for step, count in account.items()]
    say(table(["subjects", "n"], [*rows, ["deaths", facts["deaths"]]]))


def _say_doubts(doubts: Sequence[str]) -> None:
    for sentence in doubts:
        say(f"beware: {sentence}")


def _scores(facts: Mapping[str, Any]) -> str:
    names = ("c_index", "low", "high", "uno", "auc", "brier", "integrated_brier")
    rows: list[list[object]] = [[s["model"], s["subjects"], *(float(s[n]) for n in names)] for s in facts["scores"]]
    return table(["model", "with data", "C-index", "low", "high", "Uno", "AUC", "Brier", "IBS"], rows)
