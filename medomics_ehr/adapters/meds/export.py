"""Writes the event stream as a MEDS dataset: sharded data, code metadata, subject splits and dataset metadata.

Facts that are present go out; an event without a time only where it belongs to the person (MEDS reads it as known
from birth). Everything is checked by the `meds` package's schemas before it is written.

Source: MEDS 0.4 (https://medical-event-data-standard.github.io/).
"""

from __future__ import annotations

import importlib.metadata
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from meds import schema as meds

import medomics_ehr
from medomics_ehr.adapters.meds.dataset import EXTENSIONS
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.exchange import Memory, create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.workspace import Workspace

#: Share of subjects in each split; a subject's split depends on its id alone, so it stays from export to export.
SPLITS = ((meds.train_split, 0.8), (meds.tuning_split, 0.1), (meds.held_out_split, 0.1))
#: Events of a shard, about.
SHARD_EVENTS = 2_000_000

_COLUMNS = ("subject_id", "time", "code", "numeric_value", "text_value", *EXTENSIONS)


@dataclass(frozen=True, slots=True)
class MedsExport:
    """What an export wrote: subjects, events, files, and the events left out by reason."""

    subjects: int
    events: int
    files: int
    left_out: dict[str, int]
    seconds: float


def export_meds(workspace: Workspace, folder: Path, assertions: tuple[str, ...] = ("present",)) -> MedsExport:
    """Write the record's events to an empty or new folder.

    Args:
        assertions: which events go out; `assertion` is a column of the data.

    Raises:
        InputRefused: the folder holds something, or the record holds no events.
        EnvironmentFailed: the folder cannot be written.
    """
    began = time.monotonic()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(f"{folder}: not an empty folder; name a new one")
    with duckdb.connect() as memory:
        left_out = _read_events(Record.of(workspace), memory, assertions)
        _assign_shards(memory)
        try:
            files, events = _write_shards(memory, folder / meds.data_subdirectory)
            _write_metadata(memory, folder)
        except OSError as error:
            raise EnvironmentFailed(
                f"{folder}: cannot be written ({error.strerror}); check folder and space"
            ) from error
        row = memory.execute("SELECT count(*) FROM subject").fetchone()
    return MedsExport(int(row[0]) if row else 0, events, files, left_out, time.monotonic() - began)


def _read_events(record: Record, memory: Memory, assertions: tuple[str, ...]) -> dict[str, int]:
    """Pull the events that go out; returns how many do not, by reason."""
    create_memory_tables(memory, ["medomics.event", "medomics.code_display"])
    wanted = ", ".join(f"'{assertion}'" for assertion in assertions)
    timed = "(time IS NOT NULL OR source_table = 'person' OR (source_table = 'meds' AND assertion = 'present'))"
    names = ", ".join(f'"{column.name}"' for column in metadata.tables["medomics.event"].columns)
    memory.execute("CREATE TABLE left_out (reason VARCHAR, events BIGINT)")
    reason = f"CASE WHEN assertion NOT IN ({wanted}) THEN assertion ELSE 'undated' END"
    with visit_of(record, memory).reading() as visit:
        visit.pull("medomics.event", f"SELECT {names} FROM medomics.event WHERE assertion IN ({wanted}) AND {timed}")
        excluded = f"SELECT {reason}, count(*) FROM medomics.event WHERE assertion NOT IN ({wanted}) OR NOT {timed}"
        visit.pull("left_out", f"{excluded} GROUP BY 1")
        visit.pull("medomics.code_display", "SELECT code, display FROM medomics.code_display")
    if not memory.execute("SELECT 1 FROM medomics.event LIMIT 1").fetchone():
        raise InputRefused("the record holds no events; load data with `medomics load` first")
    return {str(reason): int(events) for reason, events in memory.execute("FROM left_out").fetchall()}


def _assign_shards(memory: Memory) -> None:
    """Each subject lies in one split and one shard of it."""
    bounds, total = [], 0.0
    for name, share in SPLITS:
        total += share
        bounds.append(f"WHEN place < {total:.6f} THEN '{name}'")
    memory.execute(f"""
        CREATE TABLE subject AS
        SELECT subject_id, CASE {" ".join(bounds)} ELSE '{SPLITS[0][0]}' END AS split, events,
               CAST((sum(events) OVER (PARTITION BY split ORDER BY subject_id) - events) // {SHARD_EVENTS} AS INTEGER)
                   AS shard
        FROM (SELECT subject_id, count(*) AS events, (md5_number_lower('' || subject_id) % 1000000) / 1e6 AS place
              FROM medomics.event GROUP BY subject_id)
    """)


def _write_shards(memory: Memory, folder: Path) -> tuple[int, int]:
    chosen = memory.execute("SELECT DISTINCT split, shard FROM subject ORDER BY ALL").fetchall()
    columns, events = ", ".join(f'e."{name}"' for name in _COLUMNS), 0
    for split, shard in chosen:
        query = (
            f"SELECT {columns} FROM medomics.event e JOIN subject s USING (subject_id) WHERE s.split = '{split}' "
            f"AND s.shard = {shard} ORDER BY e.subject_id, e.time NULLS FIRST, e.code, e.source_id"
        )
        table = _in_meds_types(memory.sql(query).to_arrow_table())
        meds.DataSchema.validate(table)
        (folder / split).mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / split / f"{shard}.parquet", compression="zstd")
        events += table.num_rows
    return len(chosen), events


def _in_meds_types(table: pa.Table) -> pa.Table:
    wanted = {field.name: field for field in meds.DataSchema.schema()}
    return table.cast(pa.schema([wanted.get(field.name, field) for field in table.schema]))


def _write_metadata(memory: Memory, folder: Path) -> None:
    (folder / "metadata").mkdir(exist_ok=True)
    codes = memory.sql("""
        SELECT code, min(display) AS description, CAST(NULL AS VARCHAR[]) AS parent_codes
        FROM (SELECT DISTINCT code FROM medomics.event) LEFT JOIN medomics.code_display USING (code)
        GROUP BY code ORDER BY code
    """).to_arrow_table()
    codes = codes.cast(meds.CodeMetadataSchema.schema())
    meds.CodeMetadataSchema.validate(codes)
    pq.write_table(codes, folder / meds.code_metadata_filepath)
    splits = memory.sql("SELECT subject_id, split FROM subject ORDER BY subject_id").to_arrow_table()
    splits = splits.cast(meds.SubjectSplitSchema.schema())
    meds.SubjectSplitSchema.validate(splits)
    pq.write_table(splits, folder / meds.subject_splits_filepath)
    (folder / meds.dataset_metadata_filepath).write_text(json.dumps(_dataset(), indent=1), encoding="utf-8")


def _dataset() -> dict[str, object]:
    described: dict[str, object] = {
        "dataset_name": "medomics-ehr record",
        "etl_name": "medomics-ehr",
        "etl_version": medomics_ehr.__version__,
        "meds_version": importlib.metadata.version("meds"),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "raw_source_id_columns": ["source_id"],
        "code_modifier_columns": ["unit"],
        "other_extension_columns": [name for name in EXTENSIONS if name not in {"source_id", "unit"}],
    }
    meds.DatasetMetadataSchema.validate(described)
    return described
