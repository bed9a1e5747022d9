"""Moves sets of rows between an in-memory DuckDB, where loads are prepared, and the record on DuckDB or PostgreSQL.

A load reads what it needs in one short visit and writes all it has in one transaction; between the two nothing is
held. The in-memory database has the record's schemas `cdm` and `medomics` with the new rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb
from sqlalchemy.engine.default import DefaultDialect

from medomics_ehr.record.duckdb_visit import DuckDBVisit
from medomics_ehr.record.postgres_visit import PostgresVisit
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.record.visit import NEVER, Memory


@contextmanager
def workbench(time_zone: str) -> Iterator[Memory]:
    """DuckDB on one thread, for a load that prepares one batch after another in its in-memory database `memory`.

    Opening DuckDB takes longer than mapping a few resources, a further database in it does not: see `renew_memory`.

    >>> with workbench("Europe/Paris") as memory:
    ...     memory.execute("CREATE TABLE memory.t AS SELECT current_setting('TimeZone') AS zone; FROM t").fetchall()
    [('Europe/Paris',)]
    """
    # Batches share the cores as they see fit, and what lies in memory is dropped before compressing it could pay.
    with duckdb.connect(config={"threads": 1, "checkpoint_threshold": NEVER}) as bench:
        bench.execute("SET GLOBAL TimeZone = ?", [time_zone])
        yield bench


def renew_memory(bench: Memory) -> None:
    """Begin the workbench's `memory` anew, once cursors that `USE` it are closed; temporary tables outlive it.

    >>> with workbench("UTC") as memory:
    ...     for _ in range(2):
    ...         _ = memory.execute("CREATE TABLE t (n INTEGER)")
    ...         renew_memory(memory)
    """
    bench.execute("ATTACH ':memory:' AS bench; USE bench; DETACH memory")
    bench.execute("ATTACH ':memory:' AS memory; USE memory; DETACH bench")


def visit_of(record: Record, memory: Memory) -> DuckDBVisit | PostgresVisit:
    """The way to visit this record."""
    return DuckDBVisit(record, memory) if record.dialect == "duckdb" else PostgresVisit(record, memory)


def create_memory_tables(memory: Memory, names: Sequence[str]) -> None:
    """Make `schema.table`s of the record in the in-memory database, without constraints."""
    memory.execute("CREATE SCHEMA IF NOT EXISTS cdm; CREATE SCHEMA IF NOT EXISTS medomics")
    memory.execute(";".join(f"CREATE TABLE {name} ({_memory_columns(name)})" for name in names))


#: Names types as the SQL standard does, which DuckDB understands; its own dialect takes long to import.
_STANDARD = DefaultDialect()


@cache
def _memory_columns(name: str) -> str:
    return ", ".join(f'"{c.name}" {c.type.compile(_STANDARD)}' for c in metadata.tables[name].columns)


def insert_rows(memory: Memory, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert a few rows, column by column, with one statement; nothing where there are none.

    >>> memory = duckdb.connect()
    >>> _ = memory.execute("CREATE TABLE t (a INTEGER, b VARCHAR)")
    >>> insert_rows(memory, "t", [(1, "x"), (2, None)])
    >>> memory.execute("SELECT count(*) FROM t").fetchone()
    (2,)
    """
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        memory.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(columns))}", columns)


def row_counts(memory: Memory, tables: Sequence[str]) -> dict[str, int]:
    """Rows of in-memory tables, empty ones left out.

    >>> memory = duckdb.connect()
    >>> _ = memory.execute("CREATE TABLE a (n INTEGER); CREATE TABLE b AS SELECT 1 AS n")
    >>> row_counts(memory, ["a", "b"])
    {'b': 1}
    """
    counted = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM memory.{_in_schema(table)}" for table in tables)
    return {name: int(rows) for name, rows in memory.execute(counted).fetchall() if rows}


def _in_schema(table: str) -> str:
    return table if "." in table else f"main.{table}"
