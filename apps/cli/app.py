"""`medomics app`: serves the review app on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from apps.cli.console import DEFAULT_WORKSPACE, WorkspaceOption, say


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("app")(serve)


def serve(
    workspace: WorkspaceOption = DEFAULT_WORKSPACE,
    port: Annotated[int, typer.Option(help="Port of the address it prints.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is this machine alone.")] = "127.0.0.1",
) -> None:
    """Serve the review app: cohorts, patients, predictions and their review."""
    from medomics_ehr.errors import EnvironmentFailed
    from medomics_ehr.workspace import Workspace

    folder = Workspace.open(workspace).folder
    try:
        import streamlit
    except ImportError:
        raise EnvironmentFailed("review app: Streamlit is not installed; install the extra `app`") from None
    say(f"Review app of {folder.name}: http://{host}:{port} (Streamlit {streamlit.__version__}, Ctrl-C stops it)")
    script = Path(__file__).resolve().parents[1] / "review" / "app.py"
    options = [
        f"--server.port={port}",
        f"--server.address={host}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
        "--client.toolbarMode=minimal",
        "--theme.base=light",
    ]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options, "--", str(folder)]
    os.execv(sys.executable, command)
