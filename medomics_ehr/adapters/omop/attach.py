"""Attaches an existing CDM 5.3 or 5.4: its tables stay where they are, the record's schema `cdm` shows them as views.

The events are derived into the record's own schema `medomics`; attaching again derives them anew. On PostgreSQL the
record lies in the CDM's database, where the account needs the right to make the schemas `cdm` and `medomics`.
"""

from __future__ import annotations

import time
from pathlib import Path

import duckdb
import sqlalchemy as sa

from medomics_ehr.adapters.omop.events import derive_events, event_sources, fill_concept_codes
from medomics_ehr.adapters.omop.sources import cdm_tables, is_duckdb, place_of, refuse_sqlite, schemas_told
from medomics_ehr.adapters.omop.typed_rows import fields_of, renamed
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.attached import CATALOG
from medomics_ehr.record.cdm_fields import duckdb_type
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.load_account import LEDGER, LoadAccount, only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import CDM, MEDOMICS
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace


def attach_omop(
    folder: Path,
    source: str,
    schema: str = "",
    time_zone: str = "Europe/Paris",
    patience: Patience = PATIENCE,
) -> LoadAccount:
    """Make a workspace whose record looks at a CDM in a DuckDB file or in a schema of a PostgreSQL database.

    Args:
        source: a DuckDB file or `duckdb:///` URL, or a `postgresql+psycopg://` URL.
        schema: the CDM's schema, `main` or `public` by default.

    Raises:
        InputRefused: the source is no database, or holds no PERSON table.
        EnvironmentFailed: the database cannot be reached, or does not allow the schemas to be made.
    """
    began = time.monotonic()
    if not (is_duckdb(source) or source.startswith("postgresql")):
        raise InputRefused(f"{source}: only a database can be attached; load a folder or archive without --attach")
    workspace = Workspace.create(folder, url="duckdb" if is_duckdb(source) else source, time_zone=time_zone)
    record = Record.of(workspace, patience)
    account = LoadAccount("load omop --attach", source=place_of(source, schema))
    with only_load(workspace, patience):
        tables = _make_views(record, source, schema)
        _derive(record, [name for name in event_sources() if name in tables], account)
        account.finish(record, workspace, began)
    return account


def _make_views(record: Record, source: str, schema: str) -> set[str]:
    """Views come first, so that `create` makes only the tables that the CDM lacks."""
    if is_duckdb(source):
        columns = _duckdb_columns(record, Path(source.removeprefix("duckdb:///")).absolute(), schema or "main")
    else:
        columns = _postgresql_columns(record, schema or "public")
    if "person" not in columns:
        raise InputRefused(f"the schema holds no table PERSON of a CDM; {_schemas(record, source)}")
    place = f'{CATALOG}."{schema or "main"}"' if is_duckdb(source) else f'"{schema or "public"}"'
    with record.write() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {CDM}"))
        for name, found in columns.items():
            connection.execute(sa.text(f"DROP VIEW IF EXISTS {CDM}.{name}"))
            connection.execute(sa.text(f"CREATE VIEW {CDM}.{name} AS {_view(name, found, place)}"))
    record.create()
    return set(columns)


def _schemas(record: Record, source: str) -> str:
    query = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema <> 'cdm'"
    if is_duckdb(source):
        query = f"SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = '{CATALOG}'"
    return schemas_told([(str(schema), str(table)) for schema, table in record.rows(query)])


def _view(table: str, found: set[str], place: str) -> str:
    """CDM 5.4 columns from those that the attached table has."""
    columns = []
    for row in fields_of(table):
        name, older = row["field"], renamed(table, row["field"])
        held = name if name in found else older
        # DOUBLE alone is no type of PostgreSQL.
        kind = duckdb_type(row).replace("DOUBLE", "DOUBLE PRECISION")
        missing = "0" if row["required"] == "yes" and name.endswith("_concept_id") else "NULL"
        value = f'"{held}"' if held in found else missing
        columns.append(f'CAST({value} AS {kind}) AS "{name}"')
    return f'SELECT {", ".join(columns)} FROM {place}."{table}"'


def _duckdb_columns(record: Record, path: Path, schema: str) -> dict[str, set[str]]:
    """Note the file in the record, so that each connection attaches it; returns its CDM tables with their columns."""
    if not path.is_file():
        raise InputRefused(f"{path}: no such DuckDB file; check the path")
    refuse_sqlite(path)
    with record.write() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {MEDOMICS}"))
        connection.execute(sa.text(f"CREATE TABLE IF NOT EXISTS {MEDOMICS}.attached_file (path TEXT NOT NULL)"))
        connection.execute(sa.text(f"DELETE FROM {MEDOMICS}.attached_file"))
        connection.execute(sa.text(f"INSERT INTO {MEDOMICS}.attached_file VALUES (:path)"), {"path": str(path)})
    with record.read() as connection:
        query = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = :c AND schema_name = :s"
        return _by_table(connection.execute(sa.text(query), {"c": CATALOG, "s": schema}).fetchall())


def _postgresql_columns(record: Record, schema: str) -> dict[str, set[str]]:
    if schema == CDM:
        raise InputRefused("the schema cdm is the record's own; an existing CDM there needs no attaching")
    query = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = :s"
    with record.read() as connection:
        return _by_table(connection.execute(sa.text(query), {"s": schema}).fetchall())


def _by_table(pairs: object) -> dict[str, set[str]]:
    columns: dict[str, set[str]] = {}
    for table, column in pairs:  # type: ignore[attr-defined]
        if str(table).lower() in cdm_tables():
            columns.setdefault(str(table).lower(), set()).add(str(column).lower())
    return columns


def _derive(record: Record, names: list[str], account: LoadAccount) -> None:
    """Derive the events of the attached tables anew, in place of those of the last time."""
    with duckdb.connect() as memory:
        create_memory_tables(memory, [f"cdm.{name}" for name in names] + ["medomics.event", "medomics.code_display"])
        create_memory_tables(memory, LEDGER)
        _pull(record, memory, names)
        for name in names:
            memory.execute(f"CREATE VIEW fresh_{name} AS SELECT * FROM cdm.{name}")
            account.add(name, "loaded", _count(memory, f"cdm.{name}"))
        fill_concept_codes(memory)
        derive_events(memory, names, {})
        account.fill_ledger(memory)
        sources = ", ".join(f"'{name}'" for name in names)
        with visit_of(record, memory).writing() as visit:
            visit.execute(f"DELETE FROM medomics.event WHERE source_table IN ({sources})")
            visit.execute("DELETE FROM medomics.code_display")
            for name in ("medomics.event", "medomics.code_display", *LEDGER):
                visit.push(name)


def _pull(record: Record, memory: Memory, names: list[str]) -> None:
    memory.execute(
        "CREATE TABLE known_concept (concept_id INTEGER, vocabulary_id VARCHAR, concept_code VARCHAR, "
        "concept_name VARCHAR)"
    )
    with visit_of(record, memory).reading() as visit:
        for name in names:
            columns = ", ".join(f'"{row["field"]}"' for row in fields_of(name))
            visit.pull(f"cdm.{name}", f"SELECT {columns} FROM cdm.{name}")
        visit.pull("known_concept", "SELECT concept_id, vocabulary_id, concept_code, concept_name FROM cdm.concept")


def _count(memory: Memory, relation: str) -> int:
    row = memory.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
