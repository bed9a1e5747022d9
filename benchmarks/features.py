"""How long a wide feature table takes, and how that grows with the record.

    python -m benchmarks.features FOLDER --rows 10000 --columns 2000 --events 1000000 5000000 20000000

Each size is generated once in FOLDER (`generate_cdm.py`), with as many people as rows, so that every event belongs to
one of them, and measured in a process of its own: rows, columns, events that lie before the index dates, seconds,
processor seconds on all cores, the peak of its memory, and both as a share of their bounds.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from benchmarks.generate_cdm import generate
from benchmarks.peak_memory import peak_gib
from medomics_ehr.features.spec import FeatureSpec, Found
from medomics_ehr.features.table import build
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def main() -> None:
    """Read the arguments, measure each size, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=2_000)
    parser.add_argument("--events", type=int, nargs="+", default=[1_000_000, 5_000_000, 20_000_000])
    given = parser.parse_args()
    print(f"{'events':>12} {'rows':>8} {'columns':>8} {'looked at':>12} {'seconds':>8} {'CPU s':>6} {'GiB':>6} "
          f"{'of 30 s':>8} {'of 4 GiB':>8}")  # fmt: skip
    for events in given.events:
        workspace = Workspace.create(given.folder / f"events-{events}")
        if not Record.of(workspace).duckdb_path.exists():
            generate(workspace, given.rows, events)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            seconds, cpu, rows, columns, eligible, gib = alone.submit(
                measured, workspace.folder, given.rows, given.columns
            ).result()
        print(f"{events:12,} {rows:8,} {columns:8,} {eligible:12,} {seconds:8.1f} {cpu:6.1f} {gib:6.2f} "
              f"{seconds / 30:8.2f} {gib / 4:8.2f}", flush=True)  # fmt: skip


def measured(folder: Path, rows: int, columns: int) -> tuple[float, float, int, int, int, float]:
    """Build one dense table of presences and counts; the index dates are mid-2022, for the first people by id."""
    record = Record.of(Workspace.open(folder))
    person = sa.text("SELECT person_id FROM cdm.person ORDER BY person_id LIMIT :n")
    people = record.frame(person, {"n": rows})["person_id"]
    index = pd.DataFrame({"subject_id": people, "index_date": pd.Timestamp("2022-07-01")})
    found = Found(at_least=0.0, at_most=columns // 4, aggregates=("present", "count"))
    spec = FeatureSpec("any", (365, None), (), (found,))
    began, used = time.perf_counter(), time.process_time()
    table = build(record, index, spec)
    dense = table.dense()
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return seconds, cpu, len(dense), len(table.columns), table.eligible, peak_gib()


if __name__ == "__main__":
    main()
