"""OMOP to MEDS: this package against `meds_etl`, each as a process of its own on the same CDM 5.4 Parquet files.

    python -m benchmarks.meds_export GiBleed_5.3_parquet.tar --meds-etl VENV/bin/meds_etl_omop [--copies 20]

`meds_etl` needs a venv of its own (`pip install meds_etl "polars<1.25"`). The source is first loaded and exported as
CDM 5.4, since `meds_etl` reads no CDM 5.3; `--copies` repeats its persons under new ids. The tools take turns;
processes are timed from start to end. Prints a Markdown table of the least wall and processor seconds of `--repeat`
runs, and how many times as long each takes: `meds_etl` as it comes (one process, 100 shards), and with what suits a
set of this size best.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from medomics_ehr.adapters.omop.export import export_omop
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.workspace import Workspace


def main() -> None:
    """Prepare, run both, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("--meds-etl", required=True)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cdm = prepared(given.source, Path(folder), given.copies)
        rows = race(commands(given.meds_etl, cdm, Path(folder) / "out"), Path(folder) / "out", given.repeat)
    print("| tool | events | wall s | processor s | wall, times ours | processor, times ours |")
    print("| --- | --- | --- | --- | --- | --- |")
    ours = next(iter(rows.values()))
    for name, (events, wall, processor) in rows.items():
        print(
            f"| {name} | {events} | {wall:.2f} | {processor:.2f} | {wall / ours[1]:.1f} | {processor / ours[2]:.1f} |"
        )


def commands(meds_etl: str, cdm: Path, out: Path) -> dict[str, list[str]]:
    """The tools' command lines, ours first."""
    theirs = [meds_etl, str(cdm), str(out)]
    return {
        "medomics": [sys.executable, "-m", "apps.cli.main", "export", "meds", str(out), "--from", str(cdm)],
        "meds_etl, as it comes": theirs,
        "meds_etl, 1 process, 1 shard": [*theirs, "--num_proc", "1", "--num_shards", "1"],
        "meds_etl, 2 processes, 2 shards": [*theirs, "--num_proc", "2", "--num_shards", "2"],
    }


def prepared(source: str, folder: Path, copies: int) -> Path:
    """The source as a folder of CDM 5.4 Parquet files, its persons repeated."""
    workspace = Workspace.create(folder / "workspace")
    load_omop(workspace, source)
    export_omop(workspace, folder / "cdm", "parquet")
    if copies == 1:
        return folder / "cdm"
    (folder / "copies").mkdir()
    for path in (folder / "cdm").glob("*.parquet"):
        repeat_persons(path, folder / "copies" / path.name, copies)
    return folder / "copies"


def repeat_persons(path: Path, target: Path, copies: int) -> None:
    """A table with `copies` times its rows under new ids; a table without persons stays as it is."""
    names = pq.read_schema(path).names
    if "person_id" not in names:
        shutil.copy(path, target)
        return
    renewed = {"person_id", "visit_occurrence_id", f"{path.stem}_id"}
    values = [f"{n} % 1000000000 + copy * 1000000000 AS {n}" if n in renewed else f'"{n}"' for n in names]
    query = f"SELECT {', '.join(values)} FROM '{path}', range({copies}) AS copies(copy)"
    duckdb.sql(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


def race(tools: dict[str, list[str]], out: Path, repeat: int) -> dict[str, tuple[int, float, float]]:
    """Events written, and least wall and processor seconds of several turns, each into an empty folder."""
    measured: dict[str, list[tuple[int, float, float]]] = {name: [] for name in tools}
    for _ in range(repeat):
        for name, command in tools.items():
            shutil.rmtree(out, ignore_errors=True)
            before, began = processor_seconds(), time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            wall, processor = time.perf_counter() - began, processor_seconds() - before
            measured[name].append((events_in(out), wall, processor))
    return {name: tuple(min(values) for values in zip(*runs, strict=True)) for name, runs in measured.items()}


def events_in(dataset: Path) -> int:
    """Rows of its shards."""
    return sum(pq.read_metadata(path).num_rows for path in (dataset / "data").rglob("*.parquet"))


def processor_seconds() -> float:
    """Of all child processes that ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
