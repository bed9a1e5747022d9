"""OMOP to MEDS: this package against `meds_etl`, each as a process of its own on the same CDM 5.4 Parquet files.

    python benchmarks/meds_export.py GiBleed_5.3_parquet.tar --meds-etl VENV/bin/meds_etl_omop [--copies 20]

`meds_etl` needs a venv of its own (`pip install meds_etl "polars<1.25"`). The source is first loaded and exported as
CDM 5.4, since `meds_etl` reads no CDM 5.3; `--copies` repeats its persons under new ids. Prints a Markdown table of
wall and processor seconds, the best of `--repeat` runs, and the ratios.
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
        out = Path(folder) / "out"
        ours = [sys.executable, "-m", "apps.cli.main", "export", "meds", str(out), "--from", str(cdm)]
        theirs = [given.meds_etl, str(cdm), str(out), "--num_proc", "2", "--num_shards", "2", "--backend", "polars"]
        rows = {"medomics": best(ours, out, given.repeat), "meds_etl": best(theirs, out, given.repeat)}
    print("| tool | wall s | processor s |\n| --- | --- | --- |")
    for name, (wall, processor) in rows.items():
        print(f"| {name} | {wall:.2f} | {processor:.2f} |")
    ratios = [theirs / ours for ours, theirs in zip(rows["medomics"], rows["meds_etl"], strict=True)]
    print(f"| ratio | {ratios[0]:.1f} | {ratios[1]:.1f} |")


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
    names = [row[0] for row in duckdb.sql(f"DESCRIBE SELECT * FROM '{path}'").fetchall()]
    if "person_id" not in names:
        shutil.copy(path, target)
        return
    renewed = {"person_id", "visit_occurrence_id", f"{path.stem}_id"}
    values = [f"{n} % 1000000000 + copy * 1000000000 AS {n}" if n in renewed else f'"{n}"' for n in names]
    query = f"SELECT {', '.join(values)} FROM '{path}', range({copies}) AS copies(copy)"
    duckdb.sql(f"COPY ({query}) TO '{target}' (FORMAT parquet)")


def best(command: list[str], out: Path, repeat: int) -> tuple[float, float]:
    """Least wall and processor seconds of several runs, each into an empty folder."""
    measured = []
    for _ in range(repeat):
        shutil.rmtree(out, ignore_errors=True)
        before, began = processor_seconds(), time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        measured.append((time.perf_counter() - began, processor_seconds() - before))
    return min(wall for wall, _ in measured), min(processor for _, processor in measured)


def processor_seconds() -> float:
    """Of all child processes that ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
