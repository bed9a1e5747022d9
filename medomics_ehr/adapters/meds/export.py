"""Writes the event stream as a MEDS dataset: sharded data, code metadata, subject splits and dataset metadata.

Facts that are present go out; an event without a time only where it belongs to the person (MEDS reads it as known
from birth). Everything is checked by the `meds` package's schemas before it is written.

Source: MEDS 0.4 (https://medical-event-data-standard.github.io/).
"""

from __future__ import annotations

import importlib.metadata
import json
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from meds import schema as meds

import medomics_ehr
from medomics_ehr.adapters.meds.dataset import EXTENSIONS
from medomics_ehr.adapters.meds.shards import ShardWriter
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.exchange import Memory, create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.workspace import Workspace

#: Events sorted and handed on at a time.
BATCH_EVENTS = 250_000

_CORE = ("subject_id", "time", "code", "numeric_value", "text_value")


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
    refuse_full(folder)
    with duckdb.connect() as memory:
        left_out = _read_events(Record.of(workspace), memory, assertions)
        written = write_dataset(memory, folder)
    return replace(written, left_out=left_out, seconds=time.monotonic() - began)


def refuse_full(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises:
        InputRefused: it does.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(f"{folder}: not an empty folder; name a new one")


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
    return {str(reason): int(events) for reason, events in memory.execute("FROM left_out").fetchall()}


def write_dataset(memory: Memory, folder: Path, extensions: tuple[str, ...] = tuple(EXTENSIONS)) -> MedsExport:
    """Write the events of the in-memory `medomics.event` as a dataset, described by `medomics.code_display`.

    The events are sorted once and written as they come, so memory does not grow with them. Keys of sorting are
    numbers: sorting by codes too would cost more than all the rest.

    Raises:
        InputRefused: there are no events.
        EnvironmentFailed: the folder cannot be written.
    """
    began = time.monotonic()
    columns = ", ".join(f'"{name}"' for name in (*_CORE, *extensions))
    query = f"SELECT {columns} FROM medomics.event WHERE subject_id IS NOT NULL"
    order = "ORDER BY subject_id, time NULLS FIRST, source_id"
    try:
        with ShardWriter(folder / meds.data_subdirectory) as writer:
            for batch in memory.sql(f"{query} {order}").to_arrow_reader(BATCH_EVENTS):
                if batch.num_rows:
                    writer.write(batch)
        if not writer.events:
            raise InputRefused("there are no events to write; load data with `medomics load` first")
        _write_metadata(memory, folder, writer, extensions)
    except OSError as error:
        reason = error.strerror
        raise EnvironmentFailed(f"{folder}: cannot be written ({reason}); check folder and space") from error
    return MedsExport(len(writer.subjects), writer.events, writer.files, {}, time.monotonic() - began)


def _write_metadata(memory: Memory, folder: Path, writer: ShardWriter, extensions: tuple[str, ...]) -> None:
    (folder / "metadata").mkdir(exist_ok=True)
    met = pa.table({"code": sorted(writer.codes)})
    memory.register("met", met)
    codes = memory.sql("""
        SELECT code, min(display) AS description, CAST(NULL AS VARCHAR[]) AS parent_codes
        FROM met LEFT JOIN medomics.code_display USING (code) GROUP BY code ORDER BY code
    """).to_arrow_table()
    codes = codes.cast(meds.CodeMetadataSchema.schema())
    meds.CodeMetadataSchema.validate(codes)
    pq.write_table(codes, folder / meds.code_metadata_filepath)
    subjects = {"subject_id": list(writer.subjects), "split": list(writer.subjects.values())}
    splits = pa.table(subjects, schema=meds.SubjectSplitSchema.schema())
    meds.SubjectSplitSchema.validate(splits)
    pq.write_table(splits, folder / meds.subject_splits_filepath)
    (folder / meds.dataset_metadata_filepath).write_text(json.dumps(_dataset(extensions), indent=1), encoding="utf-8")


def _dataset(extensions: tuple[str, ...]) -> dict[str, object]:
    described: dict[str, object] = {
        "dataset_name": "medomics-ehr record",
        "etl_name": "medomics-ehr",
        "etl_version": medomics_ehr.__version__,
        "meds_version": importlib.metadata.version("meds"),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "raw_source_id_columns": [name for name in extensions if name == "source_id"],
        "code_modifier_columns": [name for name in extensions if name == "unit"],
        "other_extension_columns": [name for name in extensions if name not in {"source_id", "unit"}],
    }
    meds.DatasetMetadataSchema.validate(described)
    return described
