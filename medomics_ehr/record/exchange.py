"""Moves sets of rows between an in-memory DuckDB, where loads are prepared, and the record on DuckDB or PostgreSQL.

A load reads what it needs in one short visit and writes all it has in one transaction; between the two nothing is
held. The in-memory database has the record's schemas `cdm` and `medomics` with the new rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import duckdb
import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from medomics_ehr.record.attached import reattach
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata

Memory = duckdb.DuckDBPyConnection
#: PostgreSQL plans by statistics, which nobody gathers of a temporary table, and of others only in a while: those that
#: take so many rows at once are looked at there and then.
_ANALYZED_ROWS = 10_000


@contextmanager
def workbench(time_zone: str) -> Iterator[Memory]:
    """DuckDB on one thread, for a load that prepares one batch after another in its in-memory database `memory`.

    Opening DuckDB takes longer than mapping a few resources, a further database in it does not: see `renew_memory`.

    >>> with workbench("Europe/Paris") as memory:
    ...     memory.execute("CREATE TABLE memory.t AS SELECT current_setting('TimeZone') AS zone; FROM t").fetchall()
    [('Europe/Paris',)]
    """
    # Batches share the cores as they see fit, and what lies in memory is dropped before compressing it could pay.
    with duckdb.connect(config={"threads": 1, "checkpoint_threshold": _NEVER}) as bench:
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


class Visit(Protocol):
    """An open connection to the record, for as short as possible."""

    def pull(self, target: str, query: str, keys: str | None = None) -> int:
        """Insert into the in-memory table `target` the rows of `query`; returns how many.

        Where `keys` is given (an in-memory query of one BIGINT or text column), `query` takes what `wanted(key)` has of
        them, and is not run where there are none.
        """

    def pull_all(self, queries: Mapping[str, str], keys: str) -> None:
        """`pull` of several targets, each by a query of its own over the same keys."""

    def push(self, table: str) -> int:
        """Append the in-memory rows of `schema.table` to the record's; returns how many."""

    def stage(self, name: str) -> None:
        """Copy the in-memory table `name` to a temporary table of the record, so that statements can read it."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The few rows of a query on the record."""

    def execute(self, statement: str) -> int:
        """Run a statement of portable SQL on the record; returns the number of rows it changed."""


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


def _order(table: str) -> str:
    """Events are written in the order of their code, so that a query reads only the blocks of the codes it names."""
    return " ORDER BY code, subject_id" if table == "medomics.event" else ""


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


#: A transaction's rows go into the file at COMMIT, not into a log beside it first and into the file when it is closed.
_AT_COMMIT = "1KB"
#: DuckDB checkpoints databases in memory too, and compresses what they hold, between statements: in vain here.
_NEVER = "1TB"

_WANTED = "CREATE OR REPLACE TEMP TABLE {} AS SELECT * FROM ({}) AS k(key)"


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


class DuckDBVisit:
    """Attaches the record's file to the in-memory database."""

    def __init__(self, record: Record, memory: Memory) -> None:
        self._record = record
        self._memory = memory

    @contextmanager
    def reading(self) -> Iterator[DuckDBVisit]:
        """Attached read-only."""
        with self._attached("READ_ONLY"):
            yield self

    @contextmanager
    def writing(self) -> Iterator[DuckDBVisit]:
        """Attached for writing, in one transaction; rolled back on an error."""
        with self._attached("READ_WRITE"):
            self._memory.execute(f"SET checkpoint_threshold = '{_AT_COMMIT}'; BEGIN")
            try:
                yield self
                self._memory.execute("COMMIT")
            except BaseException:
                self._memory.execute("ROLLBACK")
                raise
            finally:
                self._memory.execute(f"SET checkpoint_threshold = '{_NEVER}'")

    @contextmanager
    def _attached(self, mode: str) -> Iterator[None]:
        path = str(self._record.duckdb_path).replace("'", "''")
        attach = f"ATTACH '{path}' AS record ({mode})"
        with self._record.opened(lambda: self._memory.execute(attach), read_only=mode == "READ_ONLY"):
            reattach(lambda statement: self._memory.execute(statement).fetchall(), "record")
            self._memory.execute("USE record")
            try:
                yield
            finally:
                self._memory.execute("USE memory")
                self._memory.execute("DETACH record")

    def pull(self, target: str, query: str, keys: str | None = None) -> int:
        """See `Visit.pull`."""
        return self.execute(f"INSERT INTO memory.{target} {query}") if keys is None or self._wants(keys) else 0

    def pull_all(self, queries: Mapping[str, str], keys: str) -> None:
        """See `Visit.pull_all`."""
        for target, query in queries.items() if self._wants(keys) else ():
            self.pull(target, query)

    def _wants(self, keys: str) -> bool:
        return self._memory.execute(_WANTED.format("wanted", keys)).fetchone() != (0,)

    def push(self, table: str) -> int:
        """See `Visit.push`."""
        return self.execute(f"INSERT INTO {table} BY NAME SELECT * FROM memory.{table}{_order(table)}")

    def stage(self, name: str) -> None:
        """See `Visit.stage`; in-memory tables are only given the name that PostgreSQL's have."""
        self._memory.execute(f"CREATE OR REPLACE TEMP TABLE staged_{name} AS SELECT * FROM memory.{name}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See `Visit.rows`."""
        return self._memory.execute(query).fetchall()

    def execute(self, statement: str) -> int:
        """See `Visit.execute`."""
        row = self._memory.execute(statement).fetchone()
        return int(row[0]) if row and isinstance(row[0], int) else 0


class PostgresVisit:
    """Talks to the server by COPY."""

    def __init__(self, record: Record, memory: Memory) -> None:
        self._record = record
        self._memory = memory
        self._connection: Any = None

    @contextmanager
    def reading(self) -> Iterator[PostgresVisit]:
        """Connected; what it made is rolled back."""
        with self._connected():
            yield self
            self._connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[PostgresVisit]:
        """Connected, in one transaction; rolled back on an error."""
        with self._connected():
            yield self
            self._connection.commit()

    @contextmanager
    def _connected(self) -> Iterator[None]:
        import psycopg

        url = sa.make_url(self._record.url).set(drivername="postgresql").render_as_string(hide_password=False)
        with self._record.opened(lambda: psycopg.connect(url), read_only=False) as self._connection, self._connection:
            yield

    def pull(self, target: str, query: str, keys: str | None = None) -> int:
        """See `Visit.pull`."""
        return self._pull(target, query) if keys is None or self._wants(keys) else 0

    def pull_all(self, queries: Mapping[str, str], keys: str) -> None:
        """See `Visit.pull_all`."""
        for target, query in queries.items() if self._wants(keys) else ():
            self._pull(target, query)

    def _wants(self, keys: str) -> bool:
        if self._memory.execute(_WANTED.format("wanted_keys", keys)).fetchone() == (0,):
            return False
        self._copy_in("wanted_keys", "wanted", self._temporary("wanted_keys", "wanted"))
        return True

    def _pull(self, target: str, query: str) -> int:
        with tempfile.TemporaryDirectory(prefix="medomics-") as folder:
            path = Path(folder) / "rows.csv"
            out = f"COPY ({query}) TO STDOUT (FORMAT csv, NULL '\\N', FORCE_QUOTE *)"
            with path.open("wb") as stream, self._connection.cursor() as cursor, cursor.copy(out) as copy:
                for block in copy:
                    stream.write(block)
            columns = self._memory.execute(f"DESCRIBE {target}").fetchall()
            types = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in columns)
            inserted = self._memory.execute(
                f"INSERT INTO {target} SELECT * FROM read_csv('{path}', header = false, auto_detect = false, "
                f"delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', columns = {{{types}}})"
            )
            return int((inserted.fetchone() or (0,))[0])

    def push(self, table: str) -> int:
        """See `Visit.push`."""
        return self._copy_in(table, table, [c.name for c in metadata.tables[table].columns], _order(table))

    def stage(self, name: str) -> None:
        """See `Visit.stage`."""
        self._copy_in(name, f"staged_{name}", self._temporary(name, f"staged_{name}"))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """See `Visit.rows`."""
        return list(self._connection.execute(query).fetchall())

    def execute(self, statement: str) -> int:
        """See `Visit.execute`."""
        return int(self._connection.execute(statement).rowcount)

    def _temporary(self, source: str, name: str) -> list[str]:
        columns = self._memory.execute(f"DESCRIBE {source}").fetchall()
        kinds = {"VARCHAR": "text", "DOUBLE": "double precision", "INTEGER": "integer"}
        fields = ", ".join(f'"{column}" {kinds.get(kind, kind.lower())}' for column, kind, *_ in columns)
        self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        self._connection.execute(f"CREATE TEMP TABLE {name} ({fields}) ON COMMIT DROP")
        return [column for column, *_ in columns]

    def _copy_in(self, source: str, target: str, columns: Sequence[str], order: str = "") -> int:
        names = ", ".join(f'"{c}"' for c in columns)
        with tempfile.TemporaryDirectory(prefix="medomics-") as folder:
            path = Path(folder) / "rows.csv"
            form = "(FORMAT csv, HEADER false, NULLSTR '\\N', FORCE_QUOTE *)"
            self._memory.execute(f"COPY (SELECT {names} FROM {source}{order}) TO '{path}' {form}")
            with path.open("rb") as stream, self._connection.cursor() as cursor:
                with cursor.copy(f"COPY {target} ({names}) FROM STDIN (FORMAT csv, NULL '\\N')") as copy:
                    while block := stream.read(1 << 20):
                        copy.write(block)
                rows = int(cursor.rowcount)
        if rows >= (_ANALYZED_ROWS if "." in target else 1):
            self._connection.execute(f"ANALYZE {target}")
        return rows
