"""`cohort save`, `cohort export-counts`, `cohort test` and `cohort task`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.cli.cohort.options import (
    DEFAULT_LIMIT,
    LangOption,
    LimitOption,
    QueryArgument,
    RoundOption,
    SmallestOption,
    asked,
)
from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say


def add_to(group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.command()(save)
    group.command("export-counts")(export_counts)
    group.command("test")(run_tests)
    group.command()(task)


def save(
    query: QueryArgument,
    name: Annotated[str, typer.Option("--name", "-n", help="What the cohort is called in the workspace.")],
    force: Annotated[bool, typer.Option("--force", help="Write over another cohort of this name.")] = False,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    as_json: JsonOption = False,
) -> None:
    """Keep a cohort in the workspace: its definition as YAML, its people and index dates as Parquet."""
    from medomics_ehr.cohort import ask, saved
    from medomics_ehr.workspace import Workspace

    saved.paths(Workspace.open(workspace), name)
    record, question = asked(workspace, query, lang)
    people = ask.people(record, question.definition, time_limit)
    definition, members = saved.save(Workspace.open(workspace), name, question.definition, people, force)
    if as_json:
        print_json({"count": len(people), "definition": str(definition), "people": str(members)})
    else:
        say(f"{len(people)} people saved to {members}; definition in {definition}")


def export_counts(
    query: QueryArgument,
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write, JSON with counts only.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: LangOption = None,
    time_limit: LimitOption = DEFAULT_LIMIT,
    smallest: SmallestOption = 10,
    round_to: RoundOption = 5,
    as_json: JsonOption = False,
) -> None:
    """Write counts that may leave the machine: small ones suppressed, all rounded, close repeats refused, logged."""
    from medomics_ehr.cohort import ask
    from medomics_ehr.cohort.disclosure import Policy
    from medomics_ehr.cohort.exports import export_counts as export
    from medomics_ehr.cohort.step_people import people_by_step
    from medomics_ehr.workspace import Workspace

    record, question = asked(workspace, query, lang)
    answer = ask.count(record, question, time_limit)
    steps = people_by_step(record, question.definition, time_limit)
    account = export(Workspace.open(workspace), question, answer, steps, out, Policy(smallest, round_to))
    if as_json:
        print_json(account)
    else:
        shown = "suppressed" if account["count"] is None else account["count"]
        say(f"count: {shown}; written to {out}")


def run_tests(
    file: Annotated[Path, typer.Argument(help="A definition file with tests inside.")],
    as_json: JsonOption = False,
) -> None:
    """Run the tests inside a definition file: given these events, these people."""
    from medomics_ehr.cohort.ask import read_file
    from medomics_ehr.cohort.readers.yaml_form.examples import failures

    document = read_file(file)
    failed = failures(document.definition, document.examples)
    if as_json:
        print_json({"tests": len(document.examples), "failed": failed})
    else:
        for line in failed:
            say(f"failed: {line}")
        say(f"{len(document.examples)} tests, {len(failed)} failed")
    if failed:
        raise typer.Exit(1)


def task(
    file: Annotated[Path, typer.Argument(help="An ACES task definition.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The Parquet file to write.")],
    meds: Annotated[list[Path] | None, typer.Option(help="MEDS shards; without them, the record's events.")] = None,
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Find where the windows of an ACES task fit: a row for each place, with its index time and label."""
    from medomics_ehr.cohort import ask

    found = ask.task_places(file, meds or [], workspace)
    found.to_parquet(out, index=False)
    counts = {"places": len(found), "subjects": int(found["subject_id"].nunique())}
    if "label" in found:
        counts["positive"] = int((found["label"] > 0).sum())
    if as_json:
        print_json(counts)
    else:
        say(", ".join(f"{value} {name}" for name, value in counts.items()) + f"; written to {out}")
