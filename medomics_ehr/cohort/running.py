"""Runs the engine's statements on a record, each under a time limit."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.store import Record

TIME_LIMIT = 60.0


def rows(record: Record, statement: sa.Select[Any], seconds: float = TIME_LIMIT) -> list[tuple[Any, ...]]:
    """The rows of a statement.

    Raises:
        InputRefused: it ran longer than `seconds`.
        EnvironmentFailed: the database failed.
    """
    with record.read() as connection, limited(connection, record.dialect, seconds) as over:
        try:
            return [tuple(row) for row in connection.execute(statement)]
        except DBAPIError as error:
            if over() or "statement timeout" in str(error.orig):
                raise InputRefused(
                    f"the query ran longer than {seconds:g} s and was stopped; narrow its terms or raise --time-limit"
                ) from None
            reason = type(error.orig).__name__
            raise EnvironmentFailed(
                f"the database failed on a cohort query ({reason}); run `medomics doctor`"
            ) from error


@contextmanager
def limited(connection: sa.Connection, dialect: str, seconds: float) -> Iterator[Any]:
    """Stop what runs on the connection after `seconds`; yields a function that says whether that happened."""
    if dialect == "postgresql":
        limit = sa.select(sa.func.set_config("statement_timeout", str(max(1, int(seconds * 1000))), False))
        connection.execute(limit)
        yield lambda: False
        return
    driver: Any = connection.connection.dbapi_connection
    over = threading.Event()

    def stop() -> None:
        over.set()
        driver.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield over.is_set
    finally:
        timer.cancel()
