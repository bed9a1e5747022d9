"""Visits to a record on a PostgreSQL server, which gives and takes sets of rows by COPY."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.record.visit import WANTED, Memory, written_order

#: PostgreSQL plans by statistics, which nobody gathers of a temporary table, and of others only in a while: those that
#: take so many rows at once are looked at there and then.
_ANALYZED_ROWS = 10_000


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
        if self._memory.execute(WANTED.format("wanted_keys", keys)).fetchone() == (0,):
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
        return self._copy_in(table, table, [c.name for c in metadata.tables[table].columns], written_order(table))

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
