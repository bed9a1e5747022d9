"""`medomics genomics load`: MAF and VCF files into the workspace's gene table."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table


def register(app: typer.Typer) -> None:
    """Add the group to the root."""
    group = typer.Typer(no_args_is_help=True, help="Genes mutated in tumour samples.")
    group.callback()(_hold_the_group)
    group.command("load")(load)
    app.add_typer(group, name="genomics")


def _hold_the_group() -> None:
    """Genes mutated in tumour samples."""


def load(
    files: Annotated[list[Path], typer.Argument(help="MAF, or VCF annotated by VEP or SnpEff.", show_default=False)],
    samples: Annotated[Path, typer.Option(help="CSV: sample,patient,time,available_at.")] = Path("samples.csv"),
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    panel: Annotated[Path | None, typer.Option(help="Sequenced genes, one a line; all genes by default.")] = None,
    min_samples: Annotated[int, typer.Option(min=1, help="Keep genes mutated in at least so many samples.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """Load FILES: for each sample what is mutated, by gene, and the number of variants."""
    from medomics_ehr.workspace import Workspace
    from omics.genomics.load import load as load_files

    started = time.perf_counter()
    project = Workspace.create(workspace)
    done = load_files(files, samples, project, panel=panel, min_samples=min_samples)
    seconds = time.perf_counter() - started
    project.write_manifest("genomics load", [*files, samples], done.counts(), seconds)
    if as_json:
        print_json({**done.counts(), "table": str(done.table or ""), "seconds": round(seconds, 3)})
    else:
        say(
            table(
                ["", "n"],
                [
                    ["samples", done.samples],
                    ["genes", done.genes],
                    ["variants", done.variants],
                    ["variants of samples not in samples.csv", done.unplaced],
                    ["files refused", len(done.refused)],
                ],
            )
        )
        for reason in done.refused.values():
            say(f"refused: {reason}")
        say(f"{done.table or 'no table'}, {seconds:.1f} s")
    if done.refused or done.unplaced:
        raise typer.Exit(1)
