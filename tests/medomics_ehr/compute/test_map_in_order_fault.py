"""Workers do not outlive a command that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

WORK = """
import os, time
from medomics_ehr.compute import map_in_order

def busy(item):
    os.write(1, b"%d\\n" % os.getpid())  # one write: a line of print can reach a shared pipe in two parts
    time.sleep(600 if item > 1 else 0.01)

if __name__ == "__main__":
    list(map_in_order(busy, range(4), processes=2))
"""


def test_workers_end_with_a_killed_command(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(WORK)
    process = subprocess.Popen([sys.executable, str(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = {int(process.stdout.readline()) for _ in range(4)}
    assert all(_lives(worker) for worker in workers)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 30
    while any(map(_lives, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [worker for worker in workers if _lives(worker)] == []


def _lives(process: int) -> bool:
    """Whether a process runs; one that ended and waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


UNGUARDED = """
import math
from medomics_ehr.compute import map_in_order

print("begins", flush=True)
print(list(map_in_order(math.factorial, range(5), processes=2)))
"""


def test_a_script_without_a_guard_runs_once(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(UNGUARDED)
    told = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told == "begins\n[1, 1, 2, 6, 24]\n"


def test_a_script_that_comes_through_a_pipe_has_workers_too() -> None:
    command = [sys.executable, "-"]
    told = subprocess.run(command, cwd=ROOT, input=UNGUARDED, capture_output=True, text=True, check=True).stdout
    assert told == "begins\n[1, 1, 2, 6, 24]\n"


HINDERED = """
import json
from medomics_ehr.compute import map_in_order

if __name__ == "__main__":
    try:
        list(map_in_order(abs, range(9), processes=2, initializer=json.loads, initargs=("{",)))
    except ValueError as error:
        print(error)
"""


def test_what_hinders_a_worker_from_beginning_is_what_its_caller_is_told(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(HINDERED)
    done = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Expecting property name")
    assert done.stderr == ""


INTERRUPTED = """
import os, time
from medomics_ehr.compute import map_in_order

def load():
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(600)

def same(item):
    return item

if __name__ == "__main__":
    try:
        list(map_in_order(same, range(9), processes=2, initializer=load))
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


def test_an_interrupt_while_workers_load_ends_them_without_a_traceback(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(INTERRUPTED)
    process = subprocess.Popen(
        [sys.executable, str(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(2)]
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (out, err) == ("stopped\n", "")
    assert [worker for worker in workers if _lives(worker)] == []
