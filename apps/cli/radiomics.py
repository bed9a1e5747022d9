"""`medomics radiomics extract`: features of images and their contours into the workspace's omics table."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, progress, say, table

if TYPE_CHECKING:
    from omics.radiomics.extract import Extraction

_SHOWN_REFUSALS = 20


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    group = typer.Typer(no_args_is_help=True, help="Features of images and their contours.")
    group.callback()(_hold_the_group)
    group.command("extract")(extract)
    app.add_typer(group, name="radiomics")


def _hold_the_group() -> None:
    """Features of images and their contours."""


def extract(
    manifest: Annotated[
        Path, typer.Argument(help="CSV: patient,series,time,available_at,modality,image,mask.", show_default=False)
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    settings: Annotated[Path | None, typer.Option(help="YAML of modality to settings (docs/radiomics.md).")] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="How many at once; all cores by default.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Extract radiomic features (IBSI, by pyradiomics) of every series of MANIFEST; done series are skipped."""
    from medomics_ehr.workspace import Workspace
    from omics.radiomics.extract import extract as extract_manifest
    from omics.radiomics.settings import read_settings

    started = time.perf_counter()
    project = Workspace.create(workspace)
    with progress("radiomics", quiet=as_json) as advance:
        done = extract_manifest(manifest, project, read_settings(settings), processes=processes, advance=advance)
    seconds = time.perf_counter() - started
    run = project.write_manifest("radiomics extract", [manifest], done.counts(), seconds)
    if as_json:
        print_json({**done.counts(), "table": str(done.table or ""), "seconds": round(seconds, 3)})
    else:
        _report(done, seconds, run)
    if done.refused:
        raise typer.Exit(1)


def _report(done: Extraction, seconds: float, run: Path) -> None:
    rows: list[list[object]] = [
        ["series", done.series],
        ["extracted", done.extracted],
        ["skipped (done before)", done.skipped],
        ["refused", len(done.refused)],
    ]
    say(table(["", "n"], rows))
    if done.refused:
        shown = done.refused[:_SHOWN_REFUSALS]
        say("\n" + table(["line", "refused because"], [[str(row.line), row.reason] for row in shown]))
        say(f"{len(done.refused)} refused, all of them listed in {run}")
    say(f"{done.table or 'no table'}, {seconds:.1f} s")
