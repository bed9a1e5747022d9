"""`medomics load meds`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import (
    DEFAULT_WAIT,
    DEFAULT_WORKSPACE,
    JsonOption,
    WaitOption,
    WorkspaceOption,
    patience_of,
    progress,
)
from apps.cli.load_omop import tell


def register_in(group: typer.Typer) -> None:
    """Add the command to the group `load`."""
    group.command("meds")(meds)


def meds(
    folder: Annotated[Path, typer.Argument(help="A MEDS dataset, or a folder of its shards.")],
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    wait: WaitOption = DEFAULT_WAIT,
    as_json: JsonOption = False,
) -> None:
    """Load a MEDS dataset. The same subjects twice change nothing; other events replace those of their subject."""
    from medomics_ehr.adapters.meds.load import load_meds
    from medomics_ehr.errors import InputRefused
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    if not folder.is_dir():
        raise InputRefused(f"{folder}: no such folder; name the folder of a MEDS dataset")
    with progress("shards", quiet=as_json) as advance:
        opened = Workspace.create(workspace)
        account = load_meds(opened, folder, advance, patience_of(wait))
    tell(account, Record.of(opened), as_json)
