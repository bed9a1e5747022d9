"""`medomics review`: what was decided in the review app, carried into the record or handed on as training examples."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table

group = typer.Typer(no_args_is_help=True, help="Carry decisions into the record, or hand them on as training examples.")


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    app.add_typer(group, name="review")


@group.command("apply")
def apply(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Carry the last decision on each finding into the record; it may be run again at any time."""
    from apps.review.service.corrections import apply_decisions
    from medomics_ehr.workspace import Workspace

    account = asdict(apply_decisions(Workspace.open(workspace)))
    if as_json:
        print_json(account)
    else:
        refusals = account.pop("refusals")
        say(table(["account", ""], [[k, v] for k, v in account.items()]))
        _say_refusals(refusals)
    if account["refused"]:
        raise typer.Exit(1)


@group.command("export")
def export(
    out: Annotated[Path, typer.Option(help="Training examples (.jsonl); the file holds the reports' words.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    as_json: JsonOption = False,
) -> None:
    """Write reviewed reports, as corrected, as training examples for `medomics nlp train`."""
    from apps.review.service.corrections import apply_decisions
    from apps.review.service.examples import export_examples
    from medomics_ehr.workspace import Workspace

    opened = Workspace.open(workspace)
    refusals = [asdict(refusal) for refusal in apply_decisions(opened).refusals]
    count = export_examples(opened, out)
    if as_json:
        print_json({"reports": count, "out": str(out), "refusals": refusals})
        return
    say(f"{out}: {count} reviewed reports")
    _say_refusals(refusals)


def _say_refusals(refusals: list[dict[str, str]]) -> None:
    """Each correction that was refused, and why; the finding then is not marked as reviewed."""
    for one in refusals:
        where = f"finding {one['finding_id']} of report {one['note_id']}, {one['who']}, {one['at']}"
        say(f"refused: {where}: {one['why']}; correct it again in the review app")
