"""Rows a second and peak memory of each stage of the chain, on the synthetic centre.

Each stage runs in a process of its own, so that its memory is its own. Memory is the proportional set size (what is
shared is divided) of that process and all that it starts, sampled from /proc, so this runs on Linux only.

    python -m benchmarks.chain --patients 200
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from apps.chain.run import stages
from apps.cli.console import table
from medomics_ehr.workspace import Workspace

#: What a row is in each stage; the first measure of the stage counts them.
_ROWS = {
    "centre": "patients",
    "load": "FHIR resources",
    "code": "reports",
    "cohort": "questions",
    "radiomics": "series",
    "genomics": "samples",
    "fuse": "subjects",
}
_SAMPLE_SECONDS = 0.1
_PARENT = re.compile(r"^PPid:\s*(\d+)", re.MULTILINE)
_SIZE = re.compile(r"^Pss:\s*(\d+) kB", re.MULTILINE)


def main() -> None:
    """Run the chain once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [_in_own_process(stage, Path(folder), chosen.patients, chosen.seed) for stage in _ROWS]
    print(table(["stage", "rows", "of", "seconds", "rows/s", "peak MiB"], lines))


def _in_own_process(stage: str, folder: Path, patients: int, seed: int) -> list[object]:
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(stage, folder, patients, seed, sender))
    process.start()
    sender.close()
    peak = 0
    while not receiver.poll(_SAMPLE_SECONDS):
        peak = max(peak, _memory_of_tree(process.pid or 0))
    try:
        rows, seconds = receiver.recv()
    except EOFError:
        raise SystemExit(f"stage {stage} failed") from None
    process.join()
    return [stage, rows, _ROWS[stage], f"{seconds:.1f}", f"{rows / seconds:.1f}", peak // 1024]


def _measure(stage: str, folder: Path, patients: int, seed: int, sender: Connection) -> None:
    workspace = Workspace.create(folder / "workspace")
    work = dict(stages(workspace, folder / "centre", patients, seed))[stage]
    started = time.perf_counter()
    measures = work(lambda done, total: None)
    seconds = time.perf_counter() - started
    sender.send((len(measures) if stage == "cohort" else int(measures[0].found), seconds))


def _memory_of_tree(root: int) -> int:
    """kB held by a process and its descendants; one that ends while it is read counts as nothing."""
    parents = {int(path.parent.name): _field(path, _PARENT) for path in Path("/proc").glob("[0-9]*/status")}
    tree, waiting = set(), [root]
    while waiting:
        process = waiting.pop()
        tree.add(process)
        waiting += [child for child, parent in parents.items() if parent == process]
    return sum(_field(Path(f"/proc/{process}/smaps_rollup"), _SIZE) for process in tree)


def _field(path: Path, pattern: re.Pattern[str]) -> int:
    try:
        found = pattern.search(path.read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
