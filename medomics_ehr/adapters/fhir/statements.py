"""Parses the mapping's own statements once, and ahead where a core is idle: it takes as long as running a small one."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

#: Statements by their text. Only texts of the mapping's files and of this package enter, so their number is bounded.
_parsed: dict[str, list[duckdb.Statement]] = {}


def parsed(memory: duckdb.DuckDBPyConnection, sql: str) -> list[duckdb.Statement]:
    """The statements of a text that holds nothing of a batch; any connection can run them, as often as it likes.

    >>> with duckdb.connect() as memory:
    ...     [memory.execute(one).fetchone() for one in parsed(memory, "SELECT 1; SELECT 2")]
    [(1,), (2,)]
    """
    if sql not in _parsed:
        _parsed[sql] = memory.extract_statements(sql)
    return _parsed[sql]


def run(memory: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Run such a text."""
    run_all(memory, parsed(memory, sql))


def run_all(memory: duckdb.DuckDBPyConnection, statements: Iterable[duckdb.Statement]) -> None:
    """Run parsed statements, one after another."""
    for statement in statements:
        memory.execute(statement)
