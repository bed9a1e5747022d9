"""Loads an OHDSI vocabulary, as Athena gives it or as the vocabulary tables of a CDM: the record then holds that one.

Table by table: one that is the same already stays, any other is replaced whole, since a release stands as a whole.
A table without rows, as extracts of a CDM have them, says nothing and replaces nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import duckdb
import sqlalchemy as sa

from medomics_ehr.adapters.omop.sources import Table, open_source, place_of
from medomics_ehr.adapters.omop.typed_rows import REPEATED, fields_of, read_typed
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.load_account import LEDGER, LoadAccount, only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import CDM, metadata
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace

VOCABULARY_TABLES = (
    "concept",
    "vocabulary",
    "domain",
    "concept_class",
    "concept_relationship",
    "relationship",
    "concept_synonym",
    "concept_ancestor",
    "drug_strength",
    "source_to_concept_map",
)
#: Rows written in one transaction; a reader waits for no more of them.
PART_ROWS = 500_000
Progress = Callable[[int, int | None], None]


def load_vocabulary(
    workspace: Workspace,
    source: str,
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> LoadAccount:
    """Load the vocabulary tables of an Athena download (a folder or archive) or of a CDM into the record.

    Raises:
        InputRefused: the source has no table CONCEPT.
        EnvironmentFailed: the record cannot be written, or another load works longer than `patience` lasts.
    """
    began = time.monotonic()
    record = Record.of(workspace, patience)
    account = LoadAccount("load vocabulary", source=place_of(source))
    memory = duckdb.connect()
    with only_load(workspace, patience), memory:
        record.create()
        with open_source(memory, source) as found:
            tables = {name: found[name] for name in VOCABULARY_TABLES if name in found}
            if "concept" not in tables:
                raise InputRefused(f"{source}: holds no CONCEPT table; name the folder of an Athena download")
            create_memory_tables(memory, [*(f"cdm.{name}" for name in tables), *LEDGER])
            for done, name in enumerate(tables, start=1):
                _stage(memory, name, tables[name], account)
                progress(done, 2 * len(tables))
        filled = [name for name in tables if _count(memory, f"cdm.{name}")]
        changed = [name for name in filled if not _is_held(record, memory, name)]
        for name, table in tables.items():
            rows = _count(memory, f"cdm.{name}")
            account.add(table.label, "loaded" if name in changed else "unchanged", rows)
        account.fill_ledger(memory)
        _replace(record, memory, changed)
        account.finish(record, workspace, began, _release(memory))
        account.notes += _sources_before(record) if changed else []
    return account


def _sources_before(record: Record) -> list[str]:
    """What is still to be done about sources that were loaded under the vocabulary before."""
    loaded = {command for (command,) in record.rows("SELECT DISTINCT command FROM medomics.load_run")}
    told = {
        "load fhir": "FHIR loaded before keeps the concepts it had: load it again, which maps it anew",
        "load omop": "a CDM loaded before keeps the events it had: load it into a new workspace, after the vocabulary",
    }
    return [sentence for command, sentence in told.items() if command in loaded]


def _stage(memory: Memory, name: str, table: Table, account: LoadAccount) -> None:
    """Typed rows go to the in-memory `cdm.<table>`, the others to quarantine; what is read is dropped at once."""
    read_typed(memory, name, table)
    columns = ", ".join(f'"{row["field"]}"' for row in fields_of(name))
    memory.execute(f"INSERT INTO cdm.{name} SELECT {columns} FROM typed_{name} WHERE fault IS NULL")
    memory.execute(
        f"INSERT INTO medomics.quarantine SELECT {account.load_id}, ?, line, '{name}', split_part(fault, ': ', 1), "
        f"split_part(fault, ': ', 2) FROM typed_{name} WHERE fault <> '{REPEATED}'",
        [table.label],
    )
    account.add(table.label, "quarantined", _count(memory, f"typed_{name} WHERE fault <> '{REPEATED}'"))
    account.add(table.label, "unchanged", _count(memory, f"typed_{name} WHERE fault = '{REPEATED}'"))
    memory.execute(f"DROP TABLE typed_{name}")


def _is_held(record: Record, memory: Memory, name: str) -> bool:
    """Whether the record's table holds exactly these rows, whatever their order."""
    columns = ", ".join(f'"{row["field"]}"' for row in fields_of(name))
    memory.execute(f"CREATE TABLE held_{name} AS SELECT {columns} FROM cdm.{name} LIMIT 0")
    with visit_of(record, memory).reading() as visit:
        visit.pull(f"held_{name}", f"SELECT {columns} FROM cdm.{name}")
    digest = f"SELECT count(*), sum(hash({columns})::HUGEINT) FROM "
    same = memory.execute(digest + f"held_{name}").fetchone() == memory.execute(digest + f"cdm.{name}").fetchone()
    memory.execute(f"DROP TABLE held_{name}")
    return same


def _replace(record: Record, memory: Memory, names: list[str]) -> None:
    """Replace the tables at once; PostgreSQL's readers see the old ones meanwhile, DuckDB's would wait (`_build`)."""
    if record.dialect == "duckdb":
        for name in names:
            _build(record, memory, name)
    with visit_of(record, memory).writing() as visit:
        for name in names:
            if record.dialect == "duckdb":
                visit.execute(f"DROP TABLE cdm.{name}")
                visit.execute(f"ALTER TABLE cdm.next_{name} RENAME TO {name}")
            else:
                visit.execute(f"DELETE FROM cdm.{name}")
                visit.push(f"cdm.{name}")
        for name in LEDGER:
            visit.push(name)


def _build(record: Record, memory: Memory, name: str) -> None:
    """Build `cdm.next_<table>` beside the old one in short transactions; what a killed load left of it is dropped."""
    columns = [sa.Column(c.name, c.type, nullable=c.nullable) for c in metadata.tables[f"cdm.{name}"].columns]
    with record.write() as connection:
        connection.execute(sa.text(f"DROP TABLE IF EXISTS cdm.next_{name}"))
        connection.execute(sa.schema.CreateTable(sa.Table(f"next_{name}", sa.MetaData(), *columns, schema=CDM)))
    for start in range(0, _count(memory, f"cdm.{name}"), PART_ROWS):
        rows = f"SELECT * FROM memory.cdm.{name} WHERE rowid BETWEEN {start} AND {start + PART_ROWS - 1}"
        with visit_of(record, memory).writing() as visit:
            visit.execute(f"INSERT INTO cdm.next_{name} BY NAME {rows}")


def _release(memory: Memory) -> str:
    row = memory.execute(
        "SELECT max(vocabulary_version) FROM cdm.vocabulary WHERE vocabulary_id = 'None'"
        if memory.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'vocabulary'").fetchone()
        else "SELECT NULL"
    ).fetchone()
    return str(row[0]) if row and row[0] else ""


def _count(memory: Memory, relation: str) -> int:
    row = memory.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
