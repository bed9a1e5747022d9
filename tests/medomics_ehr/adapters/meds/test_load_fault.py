"""A load that is killed between its parts leaves whole subjects and their account; the next one finishes it."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from medomics_ehr.adapters.meds.load import load_meds
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

ROOT = Path(__file__).resolve().parents[4]
#: A part for each subject; kills its own process at the n-th push of rows into the record.
KILLED = """
import os, signal, sys
from pathlib import Path
from medomics_ehr.adapters.meds import commit, load
from medomics_ehr.record.duckdb_visit import DuckDBVisit
from medomics_ehr.workspace import Workspace

push, left = DuckDBVisit.push, [int(sys.argv[3])]

def counted(self, table):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return push(self, table)

DuckDBVisit.push = counted
commit.PART_EVENTS = 1
load.load_meds(Workspace.open(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Four subjects with three events each, in two shards; one row without a subject."""
    for shard, subjects in enumerate([(1, 2, None), (3, 4)]):
        path = tmp_path / "meds" / "data" / "train" / f"{shard}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [
            (s, dt.datetime(2020, 1, day), f"ICD10//C{day}") for s in subjects for day in ((1, 2, 3) if s else (9,))
        ]
        names = {"subject_id": pa.int64(), "time": pa.timestamp("us"), "code": pa.string()}
        columns = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), names.values(), strict=True)]
        pq.write_table(pa.table(columns, names=list(names)), path)
    return tmp_path / "meds"


def held(workspace: Workspace) -> list[list[tuple[Any, ...]]]:
    """Events and persons, and the account of each file over all loads but what later loads found unchanged."""
    record = Record.of(workspace)
    return [
        record.rows("SELECT subject_id, time, code FROM medomics.event ORDER BY ALL"),
        record.rows("SELECT person_id FROM cdm.person ORDER BY ALL"),
        record.rows("SELECT file, sum(loaded) FROM medomics.load_file GROUP BY file ORDER BY file"),
    ]


@pytest.mark.parametrize("pushes", [0, 3, 7, 12, 18, 21])
def test_a_killed_load_is_finished_by_the_next(
    tmp_path: Path, dataset: Path, pushes: int, record_property: Callable[[str, Any], None]
) -> None:
    whole, killed = Workspace.create(tmp_path / "whole"), Workspace.create(tmp_path / "killed")
    account = load_meds(whole, dataset)
    assert (account.read, account.count("loaded"), account.count("quarantined")) == (13, 12, 1)
    command = [sys.executable, "-c", KILLED, str(killed.folder), str(dataset), str(pushes)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    assert subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == -signal.SIGKILL
    record_property("kills of duckdb loads at named seams", 1)
    account = load_meds(killed, dataset)
    assert account.count("loaded") + account.count("unchanged") == 12
    assert held(killed) == held(whole)
