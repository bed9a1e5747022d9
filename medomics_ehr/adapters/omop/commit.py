"""Writes judged rows to the record in parts, each one transaction: rows, their events and words, and their account.

A load that is cut short leaves whole parts; the next one finds their rows unchanged and goes on. Parts are small, so
that nobody waits long for the record.
"""

from __future__ import annotations

from medomics_ehr.adapters.omop.events import event_sources
from medomics_ehr.adapters.omop.sources import Table
from medomics_ehr.adapters.omop.typed_rows import primary_key
from medomics_ehr.adapters.omop.vocabulary import VOCABULARY_TABLES
from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.load_account import LoadAccount
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory

#: Rows of a table in a part; with their events they are written well within two seconds.
PART_ROWS = 100_000

#: What goes with the rows of a table, gathered for all tables before.
_WITH_ROWS = ("medomics.event", "medomics.note_text", "medomics.quarantine")


def write(record: Record, memory: Memory, tables: dict[str, Table], account: LoadAccount) -> None:
    """Write each `fresh_<table>` with what the in-memory `medomics` holds of it; vocabulary and persons come first."""
    for name in _WITH_ROWS:
        memory.execute(f"CREATE TABLE all_{name.split('.')[1]} AS FROM {name}")
    with visit_of(record, memory).writing() as visit:
        visit.push("medomics.code_display")
    first = [name for name in (*VOCABULARY_TABLES, "person") if name in tables]
    for name in dict.fromkeys([*first, *tables]):
        rows = _count(memory, f"fresh_{name}")
        for start in range(0, max(rows, 1), PART_ROWS):
            label, is_last = tables[name].label, start + PART_ROWS >= rows
            _choose_part(memory, name, start, is_last)
            account.fill_part(memory, {label: min(PART_ROWS, rows - start)}, [label] if is_last else [])
            _write_part(record, memory, name)


def _choose_part(memory: Memory, name: str, start: int, is_last: bool) -> None:
    """Leave in the in-memory record the rows of one part of a table and what goes with them."""
    for table in (f"cdm.{name}", *_WITH_ROWS, "medomics.load_file"):
        memory.execute(f"DELETE FROM {table}")
    memory.execute(f"INSERT INTO cdm.{name} SELECT * FROM fresh_{name} LIMIT {PART_ROWS} OFFSET {start}")
    key = primary_key(name)
    keys = f"(SELECT {key} FROM cdm.{name})"
    if key:
        memory.execute(f"CREATE OR REPLACE TABLE replaced AS SELECT key FROM replaced_{name} WHERE key IN {keys}")
    if name in event_sources():
        chosen = f"source_table = '{name}' AND source_id IN {keys}"
        memory.execute(f"INSERT INTO medomics.event SELECT * FROM all_event WHERE {chosen}")
    if name == "note":
        memory.execute(f"INSERT INTO medomics.note_text SELECT * FROM all_note_text WHERE note_id IN {keys}")
    if is_last:
        memory.execute(f"INSERT INTO medomics.quarantine SELECT * FROM all_quarantine WHERE resource_type = '{name}'")


def _write_part(record: Record, memory: Memory, name: str) -> None:
    """What is replaced leaves with its events, then the fresh rows come."""
    key = primary_key(name)
    replaces = bool(key) and _count(memory, "replaced") > 0
    filled = [f"cdm.{name}", *(table for table in (*_WITH_ROWS, "medomics.load_file") if _count(memory, table))]
    with visit_of(record, memory).writing() as visit:
        if replaces:
            visit.stage("replaced")
            gone = "(SELECT key FROM staged_replaced)"
            visit.execute(f"DELETE FROM cdm.{name} WHERE {key} IN {gone}")
            visit.execute(f"DELETE FROM medomics.event WHERE source_table = '{name}' AND source_id IN {gone}")
            if name == "note":
                visit.execute(f"DELETE FROM medomics.note_text WHERE note_id IN {gone}")
        for table in filled:
            visit.push(table)


def _count(memory: Memory, relation: str) -> int:
    row = memory.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
