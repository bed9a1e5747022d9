"""Opens the record: an embedded DuckDB file by default, PostgreSQL by URL.

One process holds a DuckDB file at a time unless all only read, so connections here are opened for one use and
closed after it, and a busy file is waited for (see `patience`). No caller keeps a connection.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record import ledger_tables as ledger_tables
from medomics_ehr.record import tables
from medomics_ehr.record.attached import reattach
from medomics_ehr.record.failures import failures_told, plain_reason
from medomics_ehr.record.patience import (
    PATIENCE,
    READER,
    Held,
    Patience,
    opened_for_reading,
    opened_for_writing,
)
from medomics_ehr.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

Opened = TypeVar("Opened")


@dataclass(frozen=True, slots=True)
class Record:
    """A workspace's record, closed until `read` or `write` is entered.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     record = Record.of(Workspace.create(folder))
    ...     record.create()
    ...     int(record.frame(sa.text("SELECT count(*) AS n FROM cdm.person"))["n"][0])
    0
    """

    url: str
    patience: Patience | None = None

    @classmethod
    def of(cls, workspace: Workspace, patience: Patience | None = None) -> Record:
        """The record of an opened workspace; `patience` is that of a command that can wait, as a load can."""
        return cls(workspace.record_url, patience)

    @property
    def dialect(self) -> str:
        """`duckdb` or `postgresql`."""
        return sa.make_url(self.url).get_backend_name()

    @property
    def duckdb_path(self) -> Path:
        """The DuckDB file (only where `dialect` is `duckdb`)."""
        return Path(str(sa.make_url(self.url).database))

    @property
    def is_there(self) -> bool:
        """Whether there is a database; its tables may be missing."""
        return self.dialect != "duckdb" or self.duckdb_path.exists()

    def create(self) -> None:
        """Make schemas and tables that are not there yet; changes nothing otherwise."""
        if self.is_there and has_all_tables(self.rows, self.dialect):
            return
        with self.write() as connection:
            for schema in (tables.CDM, tables.MEDOMICS):
                connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
            for table in tables.metadata.sorted_tables:
                connection.execute(sa.schema.CreateTable(_for_dialect(table, self.dialect), if_not_exists=True))
                for index in table.indexes if self.dialect != "duckdb" else ():
                    connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))
            if self.dialect != "duckdb" and connection.execute(sa.text(_NARROW_ALIAS_KEY)).first():
                connection.execute(sa.text(_WIDEN_ALIAS_KEY))

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reading; waits a few seconds for a writer to finish.

        Raises:
            InputRefused: nothing was loaded yet.
            EnvironmentFailed: the database stays locked, or cannot be reached.
        """
        self.refuse_absent()
        with self._connect(read_only=True) as connection:
            yield connection

    def refuse_absent(self) -> None:
        """Refuse to read before anything was loaded; on a server, nothing is asked for it.

        Raises:
            InputRefused: there is no DuckDB file.
        """
        if not self.is_there:
            raise InputRefused(f"{self._place}: {_NO_RECORD}")

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A connection in one transaction: committed at the end, rolled back on an error.

        Raises:
            EnvironmentFailed: the database stays locked, is read-only, or cannot be reached.
        """
        with self._connect(read_only=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def duckdb(self, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB's own connection, for Arrow and Parquet; in one transaction unless `read_only`."""
        with self.opened(lambda: duckdb.connect(str(self.duckdb_path), read_only=read_only), read_only) as connection:
            try:
                reattach(_fetcher(connection), self.duckdb_path.stem)
                if read_only:
                    yield connection
                else:
                    connection.begin()
                    yield connection
                    connection.commit()
            finally:
                connection.close()

    @contextmanager
    def opened(self, connect: Callable[[], Opened], read_only: bool) -> Iterator[Opened]:
        """What `connect` opens, as soon as others let it; to be closed before the context ends.

        Raises:
            InputRefused: a statement asks a server for tables that no load has made yet.
            EnvironmentFailed: the database stays locked, cannot be reached, or fails; the disk is full.
        """
        with failures_told(self._place):
            if self.dialect != "duckdb":
                with self._absence_told():
                    yield self._reached(connect)
                return
            if not read_only:
                _make_private(self.duckdb_path)
            gate = self.duckdb_path.with_name(f"{self.duckdb_path.name}.lock")
            way, usual = (opened_for_reading, READER) if read_only else (opened_for_writing, PATIENCE)
            patience = self.patience or usual
            try:
                with way(gate, lambda: self._reached_unless_held(connect), patience) as connection:
                    yield connection
            except Held:
                remedy = "wait for the other command to end"
                raise EnvironmentFailed(f"{self._place}: another process holds it; {remedy}") from None

    @contextmanager
    def _absence_told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            is_absent = getattr(getattr(error, "orig", error), "sqlstate", "") in _ABSENT
            if is_absent and self.rows("SELECT to_regclass('medomics.load_run')") == [(None,)]:
                raise InputRefused(f"{self._place}: {_NO_RECORD}") from error
            raise

    def _reached(self, connect: Callable[[], Opened]) -> Opened:
        try:
            return connect()
        except (duckdb.Error, DBAPIError) as error:
            reason = type(getattr(error, "orig", error)).__name__
            unknown = f"could not be opened ({reason}); check that it is reachable and writable"
            raise EnvironmentFailed(f"{self._place} {plain_reason(error) or unknown}") from error

    def _reached_unless_held(self, connect: Callable[[], Opened]) -> Opened | None:
        try:
            return self._reached(connect)
        except EnvironmentFailed as failure:
            if any(sign in str(failure.__cause__).lower() for sign in _HELD):
                return None
            raise

    @property
    def _place(self) -> str:
        return re.sub(r"^duckdb:///", "", sa.make_url(self.url).render_as_string(hide_password=True))

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement without parameters and return its rows; lighter than `frame`, for what every command does."""
        self.refuse_absent()
        if self.dialect == "duckdb":
            with self.duckdb(read_only=True) as connection:
                return connection.execute(statement).fetchall()
        with self.read() as session:
            return [tuple(row) for row in session.execute(sa.text(statement))]

    def frame(self, statement: sa.Executable, parameters: dict[str, Any] | None = None) -> pd.DataFrame:
        """Run a statement with bound parameters and return its rows as a frame."""
        import pandas as pd

        with self.read() as connection:
            result = connection.execute(statement, parameters or {})
            return pd.DataFrame(result.fetchall(), columns=list(result.keys()))

    @contextmanager
    def _connect(self, read_only: bool) -> Iterator[sa.Connection]:
        options = {"read_only": read_only} if self.dialect == "duckdb" else {}
        engine = sa.create_engine(self.url, poolclass=NullPool, connect_args=options)
        if self.dialect == "duckdb":
            sa.event.listen(engine, "connect", lambda raw, _: reattach(_fetcher(raw), self.duckdb_path.stem))
        try:
            with self.opened(engine.connect, read_only) as connection, connection:
                yield connection
        finally:
            engine.dispose()


def _make_private(path: Path) -> None:
    """Make an empty database that its owner alone may read; DuckDB would let everybody read it."""
    if path.exists():
        return
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
            part = Path(folder) / path.name
            duckdb.connect(str(part)).close()
            part.chmod(0o600)
            os.link(part, path)
    except FileExistsError:
        pass  # another process was first
    except (OSError, duckdb.Error):
        pass  # a file system without links, or a folder that cannot be written: opening the file says which


def _fetcher(connection: Any) -> Callable[[str], list[Any]]:
    """Runs a statement on a raw DuckDB connection and returns its rows."""

    def fetch(statement: str) -> list[Any]:
        cursor = connection.cursor()
        cursor.execute(statement)
        return list(cursor.fetchall())

    return fetch


def _for_dialect(table: sa.Table, dialect: str) -> sa.Table:
    """DuckDB's primary keys cost an index held in memory; there the loader keeps keys unique."""
    if dialect != "duckdb":
        return table
    columns = [sa.Column(c.name, c.type, nullable=c.nullable) for c in table.columns]
    return sa.Table(table.name, sa.MetaData(), *columns, schema=table.schema)


def has_all_tables(rows: Callable[[str], list[tuple[Any, ...]]], dialect: str) -> bool:
    """Whether a record has all tables of this version, with its keys.

    Args:
        rows: runs a query on it.
    """
    if dialect != "duckdb":
        held = {name for (name,) in rows(_HELD_TABLES)}
        return set(tables.metadata.tables) <= held and not rows(_NARROW_ALIAS_KEY)
    try:
        rows(" UNION ALL ".join(f"SELECT 1 FROM {name} WHERE false" for name in tables.metadata.tables))
    except duckdb.CatalogException:
        return False
    return True  # naming them takes a third of the time that DuckDB needs to list its catalogue


_HELD_TABLES = """
SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('cdm', 'medomics')
"""

#: PostgreSQL records of an earlier version let an identifier belong to one resource only.
_NARROW_ALIAS_KEY = """
SELECT 1 FROM information_schema.key_column_usage
WHERE table_schema = 'medomics' AND table_name = 'alias' AND constraint_name = 'alias_pkey' HAVING count(*) = 1
"""
_WIDEN_ALIAS_KEY = """
ALTER TABLE medomics.alias DROP CONSTRAINT alias_pkey, ADD PRIMARY KEY (alias_key, resource_key)
"""

_NO_RECORD = "no record yet; load data with `medomics load`"
#: PostgreSQL's codes of an undefined table and of an undefined schema.
_ABSENT = {"42P01", "3F000"}

#: How DuckDB says that the file is held: by another process, or by another connection of this one.
_HELD = ("lock", "unique file handle", "already attached", "different configuration")
