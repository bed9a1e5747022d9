"""ACES tasks against es-aces itself: the same rows, how much faster, how much less memory.

    python -m benchmarks.aces TASKS_DIR FOLDER --oracle VENV/bin/python [--events 8000000] [--task NAME]

The oracle is a venv of its own with `pip install es-aces==0.7.3`. FOLDER keeps one invented MEDS shard of that many
events: hospital stays with hourly signs, in the codes of ACES' sample tasks. Each task runs in a process of its own, on
either side; seconds are from the shard to the rows, imports left out; processor seconds count all cores, and other work
on the machine does not lengthen them; memory is the process's peak, all included. `times` is es-aces' figure by ours.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from benchmarks.peak_memory import peak_gib
from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.task import read_task

COLUMNS = ["subject_id", "index_timestamp", "label", "trigger"]
ORACLE = r"""
import json, sys, time
from pathlib import Path
import polars as pl
from aces import config, predicates, query
from omegaconf import DictConfig
task, shard, out = sys.argv[1:]
began, used = time.perf_counter(), time.process_time()
cfg = config.TaskExtractorConfig.load(task)
data = DictConfig({"path": shard, "standard": "meds", "ts_format": None})
found = query.query(cfg, predicates.get_predicates_df(cfg=cfg, data_config=data))
seconds, cpu = time.perf_counter() - began, time.process_time() - used
status = Path("/proc/self/status").read_text()
gib = int(status.split("VmHWM:")[1].split()[0]) / 2**20
found.write_parquet(out)
print(json.dumps([seconds, cpu, gib]))
"""
#: Mean number of events of a subject: three stays of 88 hours on average, three signs an hour, and what frames them.
_PER_SUBJECT = 800
_STAYS_SQL = """
CREATE TEMP TABLE stay AS
SELECT s AS subject_id, k, TIMESTAMP '2010-01-01' + to_hours(((hash(s, 1) % 20000) + k * 9000)::BIGINT) AS began,
       (4 + hash(s, k, 2) % 168)::BIGINT AS hours,
       k = 2 AND hash(s, 3) % 8 = 0 AS died, hash(s, k, 4) % 3 = 0 AS ventilated, hash(s, k, 5) % 12 = 0 AS infarct
FROM range($subjects) AS a(s), range(3) AS b(k)
"""
_EVENTS_SQL = """
SELECT subject_id::BIGINT AS subject_id, time::TIMESTAMP AS time, code, value::DOUBLE AS numeric_value FROM (
  SELECT s AS subject_id, NULL AS time, if(hash(s, 6) % 2 = 0, 'SEX//male', 'SEX//female') AS code, NULL AS value
  FROM range($subjects) AS a(s)
  UNION ALL SELECT subject_id, began, 'ADMISSION//' || ['CARDIAC', 'ORTHO', 'PULMONARY'][1 + k], NULL FROM stay
  UNION ALL SELECT subject_id, began + to_hours(hours), if(died, 'DEATH', 'DISCHARGE//HOME'), NULL FROM stay
  UNION ALL SELECT subject_id, began + to_hours(hours), 'diagnosis//ICD10CM_I214', NULL FROM stay WHERE infarct
  UNION ALL SELECT subject_id, began + to_minutes(90), unnest(['PROCEDURE_START', 'procedure//Invasive Ventilation']),
            NULL FROM stay WHERE ventilated
  UNION ALL SELECT subject_id, began + to_hours(hours - 1) + to_minutes(10),
            unnest(['PROCEDURE_END', 'procedure//Invasive Ventilation']), NULL FROM stay WHERE ventilated
  UNION ALL
  SELECT subject_id, began + to_hours(h), sign,
         CASE sign WHEN 'lab_name//O2 saturation pulseoxymetry (%)' THEN 80 + hash(subject_id, k, h, 7) % 42
                   ELSE 60 + hash(subject_id, k, h, sign) % 60 END
  FROM (SELECT *, unnest(range(1, hours)) AS h FROM stay),
       (VALUES ('HR'), ('TEMP'), ('lab_name//O2 saturation pulseoxymetry (%)')) AS signs(sign))
ORDER BY subject_id, time NULLS FIRST, code
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one side needed for a task, and the rows it gave."""

    seconds: float
    cpu: float
    gib: float
    rows: pd.DataFrame


def main() -> None:
    """Read the arguments, run every task on both sides, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--oracle", required=True, help="Python of a venv with es-aces")
    parser.add_argument("--events", type=int, default=8_000_000)
    parser.add_argument("--task", action="append", help="only the tasks of these names")
    given = parser.parse_args()
    shard = _shard(given.folder, given.events)
    print(f"{'':22} {'':9} {'':4} | {'seconds':^20} | {'processor seconds':^20} | {'peak GiB':^20}")
    print(f"{'task':22} {'rows':>9} {'same':>4}" + f" | {'es-aces':>7} {'ours':>5} {'times':>6}" * 3)
    for task in sorted(given.tasks.glob("*.yaml")):
        if not given.task or task.stem in given.task:
            _print(task.stem, _ours(task, shard), _theirs(given.oracle, task, shard))


def _shard(folder: Path, events: int) -> Path:
    """The invented shard, made where it is not there yet; cut to the number of events."""
    path = folder / f"meds-{events}.parquet"
    if not path.exists():
        # Not above: the reader needs no DuckDB, and its process would hold it.
        import duckdb

        folder.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            subjects = {"subjects": events // _PER_SUBJECT + 100}
            connection.execute(_STAYS_SQL, subjects)
            query = _EVENTS_SQL.replace("$subjects", str(subjects["subjects"]))
            connection.execute(f"COPY ({query} LIMIT {events}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    return path


def _ours(task: Path, shard: Path) -> Run:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        return alone.submit(measured, task, shard).result()


def measured(task: Path, shard: Path) -> Run:
    """Run one task here, and measure this process."""
    began, used = time.perf_counter(), time.process_time()
    definition = read_task(task.read_text(encoding="utf-8"), task.name)
    found = places_in_meds(definition, [shard])
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    return Run(seconds, cpu, peak_gib(), found)


def _theirs(python: str, task: Path, shard: Path) -> Run:
    out = shard.with_name(f"{task.stem}-oracle.parquet")
    command = [python, "-c", ORACLE, str(task), str(shard), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, cpu, gib = json.loads(done.stdout.splitlines()[-1])
    return Run(seconds, cpu, gib, pd.read_parquet(out))


def _print(name: str, ours: Run, theirs: Run) -> None:
    same = "yes" if _plain(ours.rows).equals(_plain(theirs.rows)) else "NO"
    pairs = ((theirs.seconds, ours.seconds), (theirs.cpu, ours.cpu), (theirs.gib, ours.gib))
    columns = "".join(f" | {them:7.2f} {us:5.2f} {them / us:6.1f}" for them, us in pairs)
    print(f"{name:22} {len(theirs.rows):9,} {same:>4}{columns}", flush=True)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows by subject and trigger, in one set of types; a task without rows has no columns in es-aces."""
    if rows.empty:
        return pd.DataFrame()
    kept = rows[[name for name in COLUMNS if name in rows]].sort_values(["subject_id", "trigger"])
    times = {name: "datetime64[us]" for name in ("index_timestamp", "trigger") if name in kept}
    return kept.astype({"subject_id": "int64", **times}).reset_index(drop=True)


if __name__ == "__main__":
    main()
