"""Hands the record's event stream out as a MEDS dataset (`write` says how).

Facts that are present go out; an event without a time only where it belongs to the person (MEDS reads it as known
from birth).
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import duckdb

from medomics_ehr.adapters.meds.code_parents import create_tables, read_parents
from medomics_ehr.adapters.meds.write import MedsExport, refuse_full, write_dataset
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace


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


def _read_events(record: Record, memory: Memory, assertions: tuple[str, ...]) -> dict[str, int]:
    """Pull the events that go out; returns how many do not, by reason."""
    create_memory_tables(memory, ["medomics.event", "medomics.code_display", "medomics.subject_split"])
    create_tables(memory)
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
        visit.pull("medomics.subject_split", "SELECT subject_id, split FROM medomics.subject_split")
        read_parents(memory, visit)
    return {str(reason): int(events) for reason, events in memory.execute("FROM left_out").fetchall()}
