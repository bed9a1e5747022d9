"""Writes the record's CDM 5.4 tables as CSV or Parquet, with the statements that make them elsewhere.

The notes' words stay where they are unless they are asked for. Row order is by key, so two exports compare.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import duckdb
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect

from medomics_ehr.adapters.omop.typed_rows import fields_of, primary_key
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.cdm_fields import cdm_fields
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import CDM, metadata
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace

Format = Literal["csv", "parquet"]


def export_omop(
    workspace: Workspace, folder: Path, as_format: Format = "csv", with_note_text: bool = False
) -> dict[str, int]:
    """Write each table that has rows, and `ddl_postgresql.sql` and `ddl_duckdb.sql` for all tables.

    Returns:
        rows by table.

    Raises:
        InputRefused: the folder holds something.
        EnvironmentFailed: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(f"{folder}: not an empty folder; name a new one")
    record = Record.of(workspace)
    rows: dict[str, int] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for dialect in ("postgresql", "duckdb"):
            (folder / f"ddl_{dialect}.sql").write_text(ddl(dialect), encoding="utf-8")
        for name in dict.fromkeys(row["table"] for row in cdm_fields()):
            with duckdb.connect() as memory:
                count = _export_table(record, memory, name, folder, as_format, with_note_text)
            if count:
                rows[name] = count
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: cannot be written ({error.strerror}); check folder and space") from error
    return rows


def _export_table(
    record: Record, memory: Memory, name: str, folder: Path, as_format: Format, with_note_text: bool
) -> int:
    create_memory_tables(memory, [f"cdm.{name}"])
    columns = [f't."{row["field"]}"' for row in fields_of(name)]
    query = f"SELECT {', '.join(columns)} FROM cdm.{name} t"
    if name == "note" and with_note_text:
        words = "coalesce(w.text, t.note_text)"
        query = query.replace('t."note_text"', words) + " LEFT JOIN medomics.note_text w ON w.note_id = t.note_id"
    with visit_of(record, memory).reading() as visit:
        visit.pull(f"cdm.{name}", query)
    row = memory.execute(f"SELECT count(*) FROM cdm.{name}").fetchone()
    if not row or not row[0]:
        return 0
    options = "FORMAT parquet, COMPRESSION zstd" if as_format == "parquet" else "FORMAT csv, HEADER"
    target = str(folder / f"{name}.{as_format}").replace("'", "''")
    order = primary_key(name) or "ALL"
    memory.execute(f"COPY (SELECT * FROM cdm.{name} ORDER BY {order}) TO '{target}' ({options})")
    return int(row[0])


def ddl(dialect: str) -> str:
    """The statements that make the CDM's tables, keys and, on PostgreSQL, references.

    References come last, so that tables can be filled in any order before they are added.

    >>> "CREATE TABLE cdm.person" in ddl("postgresql")
    True
    """
    server: Any = PGDialect
    engine = server() if dialect == "postgresql" else sa.create_engine("duckdb:///:memory:").dialect
    statements = [f"CREATE SCHEMA IF NOT EXISTS {CDM}"]
    for table in metadata.tables.values():
        if table.schema == CDM:
            statements.append(str(sa.schema.CreateTable(table).compile(dialect=engine)).strip())
    if dialect == "postgresql":
        statements += _references()
    return ";\n\n".join(statements) + ";\n"


def _references() -> list[str]:
    return [
        f'ALTER TABLE {CDM}.{row["table"]} ADD FOREIGN KEY ("{row["field"]}") '
        f'REFERENCES {CDM}.{row["foreign_table"]} ("{row["foreign_field"]}")'
        for row in cdm_fields()
        if row["foreign_table"]
    ]
