"""A load killed between or within its transactions: nothing is lost, nothing comes twice, the next load finishes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Kills its own process at the n-th push of rows into the record.
KILLED = """
import os, signal, sys
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.record.exchange import DuckDBVisit
from medomics_ehr.workspace import Workspace

push, left = DuckDBVisit.push, [int(sys.argv[3])]

def counted(self, table):
    left[0] -= 1
    if left[0] < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return push(self, table)

DuckDBVisit.push = counted
load_omop(Workspace.open(sys.argv[1]), sys.argv[2])
"""


def content(workspace: Workspace) -> dict[str, str]:
    """Every row of the tables that a load fills, as sorted text."""
    record = Record.of(workspace)
    names = ("cdm.person", "cdm.condition_occurrence", "cdm.measurement", "cdm.note", "cdm.concept", "medomics.event")
    names = (*names, "medomics.code_display", "medomics.note_text")
    frames = {name: record.frame(sa.text(f"SELECT * FROM {name}")) for name in names}
    return {name: "\n".join(sorted(map(str, frame.itertuples(index=False)))) for name, frame in frames.items()}


@pytest.mark.parametrize("pushes", [0, 2, 7, 14, 22])
def test_a_killed_load_is_finished_by_the_next(tmp_path: Path, cdm: Path, pushes: int) -> None:
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    load_omop(undisturbed, str(cdm))
    killed = Workspace.create(tmp_path / "killed")
    command = [sys.executable, "-c", KILLED, str(killed.folder), str(cdm), str(pushes)]
    root = Path(__file__).resolve().parents[4]
    assert subprocess.run(command, cwd=root, check=False).returncode == -signal.SIGKILL
    account = load_omop(killed, str(cdm))
    assert account.count("loaded") + account.count("unchanged") == 12
    assert content(killed) == content(undisturbed)
    assert load_omop(killed, str(cdm)).count("loaded") == 0
