"""Rows a second and peak memory of each stage of the chain, on the synthetic centre.

Each stage runs in a process of its own, so that its memory is its own; workers it starts are counted apart.

    python -m benchmarks.chain --patients 200
"""

from __future__ import annotations

import argparse
import resource
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
_MIB = 1024


def main() -> None:
    """Run the chain once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [_in_own_process(stage, Path(folder), chosen.patients, chosen.seed) for stage in _ROWS]
    print(table(["stage", "row", "rows", "seconds", "rows/s", "peak MiB", "largest worker MiB"], lines))


def _in_own_process(stage: str, folder: Path, patients: int, seed: int) -> list[object]:
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_measure, args=(stage, folder, patients, seed, sender))
    process.start()
    sender.close()
    try:
        rows, seconds, own, worker = receiver.recv()
    except EOFError:
        raise SystemExit(f"stage {stage} failed") from None
    process.join()
    return [stage, _ROWS[stage], rows, round(seconds, 2), round(rows / seconds, 1), own // _MIB, worker // _MIB]


def _measure(stage: str, folder: Path, patients: int, seed: int, sender: Connection) -> None:
    workspace = Workspace.create(folder / "workspace")
    work = dict(stages(workspace, folder / "centre", patients, seed))[stage]
    started = time.perf_counter()
    measures = work(lambda done, total: None)
    seconds = time.perf_counter() - started
    rows = len(measures) if stage == "cohort" else int(measures[0].found)
    own, worker = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    sender.send((rows, seconds, own, worker))


if __name__ == "__main__":
    main()
