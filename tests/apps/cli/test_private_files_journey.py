"""A workspace is its owner's alone, and `medomics doctor` says where it is not."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from apps.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
CDM = ROOT / "tests" / "medomics_ehr" / "adapters" / "omop" / "small_cdm"


def medomics(*arguments: object) -> int:
    """Run the command as a shell does that lets everybody read new files."""
    command = [sys.executable, "-m", "apps.cli.main", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, umask=0o022, capture_output=True, check=False).returncode


def others_may(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) & 0o077


def test_all_that_a_load_and_an_export_write_is_the_owners_alone(tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "out"
    assert medomics("load", "omop", CDM, "-w", workspace) == 0
    assert medomics("export", "omop", out, "-w", workspace) == 0
    written = [workspace, *workspace.rglob("*"), out, *out.rglob("*")]
    assert workspace / "record.duckdb" in written
    assert [path.name for path in written if others_may(path)] == []


def test_an_existing_folder_stays_as_it_is_and_doctor_warns_of_files_that_others_can_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = tmp_path / "w"
    workspace.mkdir(0o755)
    os.chmod(workspace, 0o755)
    assert medomics("load", "omop", CDM, "-w", workspace) == 0
    assert stat.S_IMODE(workspace.stat().st_mode) == 0o755
    assert _workspace_check(workspace, capsys)["state"] == "ok"
    os.chmod(workspace / "record.duckdb", 0o644)
    found = _workspace_check(workspace, capsys)
    assert (found["state"], "record.duckdb" in found["detail"]) == ("warning", True)
    os.chmod(workspace, 0o700)
    assert _workspace_check(workspace, capsys)["state"] == "ok"


def _workspace_check(workspace: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    main(["doctor", "-w", str(workspace), "--json"])
    checks: list[dict[str, str]] = json.loads(capsys.readouterr().out)["checks"]
    return next(check for check in checks if check["name"] == "workspace")
