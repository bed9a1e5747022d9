"""`cohort pathways` and `cohort survival`: what became of a saved cohort's people after their index date."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.cli.cohort.options import DEFAULT_LIMIT, LangOption, LimitOption, RoundOption, SavedArgument, SmallestOption
from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", help="A folder for files that may leave: small counts suppressed.")
]
ExactOption = Annotated[
    bool, typer.Option("--exact", help="Write exact counts with --out; such files must stay on this machine.")
]


def add_to(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(pathways)
    group.command()(survival)


def pathways(
    name: SavedArgument,
    treatment: Annotated[
        list[str] | None,
        typer.Option(
            "--treatment",
            "-t",
            help="What counts as treatment: modalities (the default), classes, drugs or regimens; or a term or code, "
            "once for each.",
        ),
    ] = None,
    era_gap: Annotated[int, typer.Option(help="Days between two exposures that are still one era.")] = 45,
    combination_window: Annotated[int, typer.Option(help="Days of overlap that make a combination.")] = 30,
    min_remainder: Annotated[int, typer.Option(help="Days that what is left beside a combination must last.")] = 30,
    repeats: Annotated[str, typer.Option(help="first, changes or all: which repeats of a treatment are kept.")] = (
        "changes"
    ),
    max_depth: Annotated[int, typer.Option(help="Steps of a path.")] = 5,
    within: Annotated[int | None, typer.Option(help="Only treatments begun within so many days of the index.")] = None,
    out: OutOption = None,
    exact: ExactOption = False,
    smallest: SmallestOption = 10,
    round_to: RoundOption = 5,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Order each person's treatments from the index date: a table of paths, a Sankey and a sunburst picture."""
    from medomics_ehr.cohort.disclosure import Policy
    from medomics_ehr.cohort.pathways import Settings
    from medomics_ehr.cohort.pathways.cohort import export_pathways, pathways_of
    from medomics_ehr.workspace import Workspace

    settings = Settings(era_gap, combination_window, min_remainder, repeats, max_depth, within)  # type: ignore[arg-type]
    opened, policy = Workspace.open(workspace), None if exact else Policy(smallest, round_to)
    found = pathways_of(opened, name, treatment or [], settings, lang, time_limit)
    files = export_pathways(opened, name, found, out, policy) if out else []
    if as_json:
        paths = [{"path": list(path), "people": people} for path, people in found.paths.items()]
        account = {"people": found.people, "paths": paths, "vague": found.vague, "treatments": list(found.treatments)}
        print_json({**account, "files": [str(file) for file in files]})
        return
    columns = (found.table()[name] for name in ("path", "people", "share"))
    rows: list[list[object]] = [[path, n, f"{100 * share:.1f} %"] for path, n, share in zip(*columns, strict=True)]
    say(table(["path", "people", "share"], rows) if rows else "the cohort has nobody, so there is no path")
    if found.vague:
        say(f"{found.vague} treatments are left out: only their month or year is known")
    for file in files:
        say(f"written: {file}")


def survival(
    name: SavedArgument,
    outcome: Annotated[
        str | None, typer.Option(help="What ends the time: a term, or several joined by `or`; death without it.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Groups: `sex`, or a query that holds or not at the index date.")
    ] = None,
    against: Annotated[str | None, typer.Option(help="Another saved cohort to compare with.")] = None,
    out: OutOption = None,
    exact: ExactOption = False,
    smallest: SmallestOption = 10,
    round_to: RoundOption = 5,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Estimate survival since the index date: Kaplan-Meier with numbers at risk, medians, the log-rank test."""
    from medomics_ehr.cohort.disclosure import Policy
    from medomics_ehr.cohort.survival import Asked, export_survival, survival_of
    from medomics_ehr.cohort.survival.account import account_of, note_of, rows_of
    from medomics_ehr.workspace import Workspace

    opened, policy = Workspace.open(workspace), None if exact else Policy(smallest, round_to)
    found = survival_of(opened, Asked(name, outcome, by, against, lang), time_limit)
    files = export_survival(opened, found, out, policy) if out else []
    if as_json:
        print_json({**account_of(found), "files": [str(file) for file in files]})
        return
    say(table(["group", "people", "events", "median days (95 %)", "at risk"], rows_of(found)))
    say("at risk after months: " + ", ".join(f"{tick / 30.4375:.0f}" for tick in found.ticks))
    for line in (note_of(found.test), *(f"{people} people {words}" for words, people in found.remarks.items())):
        if line:
            say(line)
    for file in files:
        say(f"written: {file}")
