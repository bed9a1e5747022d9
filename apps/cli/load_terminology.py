"""`medomics load terminology`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say


def register_in(group: typer.Typer) -> None:
    """Add the command to the group `load`."""
    group.command("terminology")(terminology)


def terminology(
    file: Annotated[Path, typer.Argument(help="An official list as CSV or text, with columns for code and label.")],
    system: Annotated[
        Literal["ICD10", "ICDO3", "ATC", "HGNC", "UCD"],
        typer.Option(case_sensitive=False, help="Whose codes the file holds."),
    ],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    lang: Annotated[Literal["fr", "en"], typer.Option(help="Language of its labels.")] = "fr",
    as_json: JsonOption = False,
) -> None:
    """Load an official terminology file that this software may not ship; another file of a language replaces it."""
    from medomics_ehr.terminology.official import take_in
    from medomics_ehr.workspace import Workspace

    start, opened = time.perf_counter(), Workspace.create(workspace)
    count = take_in(file, system, lang, opened.path("lexicon"))
    seconds = time.perf_counter() - start
    counts = {"read": count.read, "loaded": count.loaded, "excluded": count.refused}
    opened.write_manifest("load terminology", [file], counts, seconds)
    if as_json:
        print_json({**counts, "system": system, "seconds": round(seconds, 3)})
    else:
        say(f"{system}: {count.loaded} of {count.read} lines hold a code and a label, {count.refused} do not")
