"""A workspace whose making was cut short is finished by the next command; of several makers one key wins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import KEY, Workspace

ROOT = Path(__file__).resolve().parents[2]

#: Kills its own process at the n-th of the calls that change the folder.
KILLED = """
import os, pathlib, signal, sys
from medomics_ehr.workspace import Workspace
left = int(sys.argv[2])

def counted(function):
    def called(*arguments, **options):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*arguments, **options)
    return called

os.link, os.open, os.fdopen = counted(os.link), counted(os.open), counted(os.fdopen)
pathlib.Path.mkdir, pathlib.Path.unlink = counted(pathlib.Path.mkdir), counted(pathlib.Path.unlink)
Workspace.create(sys.argv[1])
"""


def _started(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})


@pytest.mark.parametrize("step", range(0, 17, 2))
def test_a_workspace_that_was_begun_is_finished(tmp_path: Path, step: int) -> None:
    assert _started(KILLED, tmp_path / "w", step).wait() == -signal.SIGKILL
    key = tmp_path / "w" / KEY
    before = key.read_text() if key.exists() else ""
    workspace = Workspace.create(tmp_path / "w")
    assert len(workspace.secret()) == 32
    assert before in {"", key.read_text()}


def test_of_several_makers_one_key_wins(tmp_path: Path) -> None:
    make = "import sys\nfrom medomics_ehr.workspace import Workspace\n"
    make += "open(sys.argv[2], 'wb').write(Workspace.create(sys.argv[1]).secret())"
    makers = [_started(make, tmp_path / "w", tmp_path / str(n)) for n in range(8)]
    assert [maker.wait() for maker in makers] == [0] * 8
    assert {(tmp_path / str(n)).read_bytes() for n in range(8)} == {Workspace.open(tmp_path / "w").secret()}


def test_a_folder_of_other_things_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "mine.bin").write_bytes(b"x")
    with pytest.raises(InputRefused, match="not empty"):
        Workspace.create(tmp_path)
