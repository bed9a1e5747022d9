"""An extraction that is killed: what was done stays done, nothing half-written is read, and the rest follows."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace
from omics.table import read_table

SERIES = 12


def _write_manifest(folder: Path) -> Path:
    mask = np.zeros((32, 32, 32), dtype=np.uint8)
    mask[4:28, 4:28, 4:28] = 1
    sitk.WriteImage(sitk.GetImageFromArray(mask), str(folder / "mask.nii.gz"))
    rows = ["patient,series,time,available_at,modality,image,mask"]
    for k in range(SERIES):
        image = sitk.GetImageFromArray(np.random.default_rng(k).normal(0, 100, (32, 32, 32)))
        sitk.WriteImage(image, str(folder / f"{k}.nii.gz"))
        rows.append(f"p{k},s{k},2024-01-01,,MR,{k}.nii.gz,mask.nii.gz")
    (folder / "m.csv").write_text("\n".join(rows) + "\n")
    return folder / "m.csv"


def test_a_killed_run_is_taken_up_where_it_stood(tmp_path: Path) -> None:
    manifest, workspace = _write_manifest(tmp_path), tmp_path / "w"
    command = [sys.executable, "-m", "apps.cli.main", "radiomics", "extract", str(manifest), "-w", str(workspace)]
    command += ["--processes", "1", "--json"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = workspace / "omics" / "radiomics_done"
    deadline = time.monotonic() + 120
    while len(list(done.glob("*.json"))) < 3:
        assert time.monotonic() < deadline
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert not (workspace / "omics" / "radiomics.parquet").exists()

    finished = subprocess.run(command, capture_output=True, text=True, check=True)
    counts = json.loads(finished.stdout)
    assert counts["skipped"] >= 3
    assert counts["skipped"] + counts["extracted"] == SERIES
    table = read_table(Workspace.open(workspace), "radiomics")
    assert table is not None
    assert len(table.frame) == SERIES


def test_a_damaged_table_is_refused_with_a_remedy(workspace: Workspace) -> None:
    path = workspace.path("omics", "radiomics.parquet")
    path.write_bytes(b"PAR1 cut")
    with pytest.raises(InputRefused, match=r"radiomics.parquet: .*move it away"):
        read_table(workspace, "radiomics")
