"""`medomics doctor`: is this installation and this workspace fit for work?"""

from __future__ import annotations

import importlib.metadata
import importlib.util
from pathlib import Path

import typer

from apps.cli.console import DEFAULT_WORKSPACE, JsonOption, WorkspaceOption, print_json, say, table
from medomics_ehr.errors import EnvironmentFailed

_PARTS = {
    "spacy": "report coder",
    "torch": "report coder",
    "tokenizers": "report coder",
    "transformers": "report coder's other encoders",
    "SimpleITK": "radiomics",
    "pyradiomics": "radiomics",
    "scipy": "fusion",
    "streamlit": "review app",
    "psycopg": "record on PostgreSQL",
    "ray": "work on a cluster",
}
_ROOMS = ("medomics_ehr", "nlp", "omics", "fusion", "apps")


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("doctor")(doctor)


def doctor(workspace: WorkspaceOption = DEFAULT_WORKSPACE, as_json: JsonOption = False) -> None:
    """Check the installation, the optional parts and the workspace."""
    checks = [*_rooms_resolve(), *_parts_installed(), _workspace_state(workspace)]
    failed = [name for name, state, _ in checks if state == "failed"]
    if as_json:
        print_json(
            {"checks": [dict(zip(("name", "state", "detail"), c, strict=True)) for c in checks], "failed": failed}
        )
    else:
        say(table(["check", "state", "detail"], [list(check) for check in checks]))
    if failed:
        raise EnvironmentFailed(f"{', '.join(failed)}: not fit for work; reinstall medomics-ehr in a venv of its own")


def _rooms_resolve() -> list[tuple[str, str, str]]:
    """`nlp` and `apps` are common names: each room must resolve inside our own installation."""
    home = Path(__file__).resolve().parents[2]
    rows = []
    for room in _ROOMS:
        spec = importlib.util.find_spec(room)
        ours = bool(spec and spec.origin and Path(spec.origin).resolve().is_relative_to(home))
        rows.append((f"package {room}", "ok" if ours else "failed", "" if ours else "another package of this name"))
    return rows


def _parts_installed() -> list[tuple[str, str, str]]:
    rows = []
    for name, use in _PARTS.items():
        try:
            rows.append((name, "ok", f"{importlib.metadata.version(name)} ({use})"))
        except importlib.metadata.PackageNotFoundError:
            rows.append((name, "absent", f"needed for: {use}"))
    return rows


def _workspace_state(folder: Path) -> tuple[str, str, str]:
    from medomics_ehr.errors import MedomicsError
    from medomics_ehr.workspace import Workspace

    if not folder.exists():
        return ("workspace", "absent", f"{folder} is made by the first load")
    try:
        opened = Workspace.open(folder)
        readable = opened.open_to_others()
        if readable:
            told = f"others on this machine can read {', '.join(readable)} in {opened.folder}; chmod 700 the folder"
            return ("workspace", "warning", told)
        return ("workspace", "ok", str(opened.folder))
    except MedomicsError as error:
        return ("workspace", "failed", str(error))
