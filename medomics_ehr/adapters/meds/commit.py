"""Writes the events of changed subjects to the record in parts, each one transaction with its account.

A load that is cut short leaves whole subjects; the next one finds them unchanged and goes on. Parts are small, so that
nobody waits long for the record.
"""

from __future__ import annotations

from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.load_account import LoadAccount
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory

#: Events in a part, more only where one subject has more; they are written well within two seconds.
PART_EVENTS = 200_000

_PERSON_TABLES = ("cdm.person", "cdm.death", "cdm.observation_period")
#: Tables that are written by subject, with the name of theirs.
BY_SUBJECT = {"medomics.event": "subject_id", **dict.fromkeys(_PERSON_TABLES, "person_id")}
#: What a dataset says of its codes and splits; written at the end.
DESCRIBED = ("medomics.code_display", "medomics.code_parent", "medomics.subject_split")

_PARTS = """
CREATE TABLE part_of AS
SELECT subject_id AS key, CAST((sum(n) OVER (ORDER BY subject_id) - n) // {size} AS INTEGER) AS part
FROM (SELECT subject_id, count(*) AS n FROM medomics.event GROUP BY subject_id)
"""
_LOADED = """
SELECT file, count(*) FROM given WHERE code IS NOT NULL AND subject_id IN (SELECT key FROM touched) GROUP BY file
"""


def write(record: Record, memory: Memory, account: LoadAccount) -> None:
    """Write what the in-memory record holds: subjects in parts, then codes, splits, quarantine."""
    memory.execute(_PARTS.format(size=PART_EVENTS))
    for table in BY_SUBJECT:
        memory.execute(f"CREATE TABLE all_{table.split('.')[1]} AS FROM {table}")
    parts = memory.execute("SELECT DISTINCT part FROM part_of ORDER BY part").fetchall()
    for (part,) in parts:
        _choose_part(memory, part)
        account.fill_part(memory, dict(memory.execute(_LOADED).fetchall()), rest_of=[])
        _write_part(record, memory)
    _write_rest(record, memory, account)


def _choose_part(memory: Memory, part: int) -> None:
    """Leave in the in-memory record the subjects of one part."""
    memory.execute(f"CREATE OR REPLACE TABLE touched AS SELECT key FROM part_of WHERE part = {part}")
    memory.execute("DELETE FROM medomics.load_file")
    for table, key in BY_SUBJECT.items():
        memory.execute(f"DELETE FROM {table}")
        rows = f"SELECT * FROM all_{table.split('.')[1]} WHERE {key} IN (SELECT key FROM touched)"
        memory.execute(f"INSERT INTO {table} {rows}")


def _write_part(record: Record, memory: Memory) -> None:
    with visit_of(record, memory).writing() as visit:
        visit.stage("touched")
        gone = "(SELECT key FROM staged_touched)"
        visit.execute(f"DELETE FROM medomics.event WHERE source_table = 'meds' AND subject_id IN {gone}")
        for name in _PERSON_TABLES:
            visit.execute(f"DELETE FROM {name} WHERE person_id IN {gone}")
        for name in (*BY_SUBJECT, "medomics.load_file"):
            visit.push(name)


def _write_rest(record: Record, memory: Memory, account: LoadAccount) -> None:
    memory.execute("CREATE TABLE placed AS SELECT subject_id AS key FROM medomics.subject_split")
    memory.execute("DELETE FROM medomics.load_file")
    account.fill_part(memory, {}, rest_of={file for file, _ in account.by_file})
    with visit_of(record, memory).writing() as visit:
        visit.stage("placed")
        visit.execute("DELETE FROM medomics.subject_split WHERE subject_id IN (SELECT key FROM staged_placed)")
        for name in (*DESCRIBED, "medomics.quarantine", "medomics.load_file"):
            visit.push(name)
