"""A visit to the record, whatever database holds it: what a load may ask and do there, for as short as possible."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import duckdb

Memory = duckdb.DuckDBPyConnection
#: The keys that a query takes.
WANTED = "CREATE OR REPLACE TEMP TABLE {} AS SELECT * FROM ({}) AS k(key)"

#: DuckDB checkpoints databases in memory too, and compresses what they hold, between statements: in vain here.
NEVER = "1TB"


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


def written_order(table: str) -> str:
    """Events are written in the order of their code, so that a query reads only the blocks of the codes it names."""
    return " ORDER BY code, subject_id" if table == "medomics.event" else ""
