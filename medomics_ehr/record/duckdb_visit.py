"""Visits to a record in a DuckDB file, which is attached to the in-memory database for as long as one lasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from medomics_ehr.record.attached import reattach
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import NEVER, WANTED, Memory, written_order

#: A transaction's rows go into the file at COMMIT, not into a log beside it first and into the file when it is closed.
_AT_COMMIT = "1KB"


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
                self._memory.execute(f"SET checkpoint_threshold = '{NEVER}'")

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
        return self._memory.execute(WANTED.format("wanted", keys)).fetchone() != (0,)

    def push(self, table: str) -> int:
        """See `Visit.push`."""
        return self.execute(f"INSERT INTO {table} BY NAME SELECT * FROM memory.{table}{written_order(table)}")

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
