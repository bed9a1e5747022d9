"""Runs the engine's statements on a record: one connection for an answer, each statement under a time limit."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.store import Record

TIME_LIMIT = 60.0
_AGAIN_SECONDS = 0.05
#: Settings of a PostgreSQL connection for one answer: its statements join and group whole events in memory, and
#: compiling their many expressions takes longer than running them.
_SERVER = (("work_mem", "256MB"), ("jit", "off"))


@dataclass(frozen=True, slots=True)
class Reading:
    """An open connection to a record, for one answer."""

    connection: sa.Connection
    dialect: str
    seconds: float

    def rows(self, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement.

        Raises:
            InputRefused: it ran longer than the time limit.
            EnvironmentFailed: the database failed.
        """
        return [tuple(row) for row in self.named(statement)]

    def named(self, statement: sa.Select[Any]) -> list[sa.Row[Any]]:
        """The rows of a statement, whose columns can be asked for by name; raises as `rows` does."""
        with limited(self.connection, self.dialect, self.seconds):
            return list(self.connection.execute(statement))


@contextmanager
def reading(record: Record, seconds: float = TIME_LIMIT) -> Iterator[Reading]:
    """Open a record for one answer, and close it after.

    Args:
        seconds: after which each statement is stopped.
    """
    with record.read() as connection:
        if record.dialect == "postgresql":
            connection.execute(sa.select(*(sa.func.set_config(name, value, False) for name, value in _SERVER)))
        yield Reading(connection, record.dialect, seconds)


@contextmanager
def limited(connection: sa.Connection, dialect: str, seconds: float) -> Iterator[None]:
    """Stop a statement that runs on the connection at the limit.

    Raises:
        InputRefused: it ran longer than that.
        EnvironmentFailed: the database failed.
    """
    too_long = InputRefused(
        f"the query ran longer than {seconds:g} s and was stopped; narrow its terms or raise --time-limit"
    )
    with _stopped(connection, dialect, seconds) as over:
        try:
            yield
        except DBAPIError as error:
            if over() or "statement timeout" in str(error.orig):
                raise too_long from None
            message = f"the database failed on a cohort query ({type(error.orig).__name__}); run `medomics doctor`"
            raise EnvironmentFailed(message) from error
        if over():
            raise too_long


@contextmanager
def _stopped(connection: sa.Connection, dialect: str, seconds: float) -> Iterator[Callable[[], bool]]:
    """Interrupt what runs on the connection at the limit; yields whether that happened."""
    if dialect == "postgresql":
        limit = str(max(1, int(seconds * 1000)))
        connection.execute(sa.select(sa.func.set_config("statement_timeout", limit, False)))
        yield lambda: False
        return
    driver: Any = connection.connection.dbapi_connection
    done, over = threading.Event(), threading.Event()

    def watch() -> None:
        """An interrupt that comes before the statement has begun is lost, so it is sent again."""
        wait = seconds
        while not done.wait(wait):
            over.set()
            driver.interrupt()
            wait = _AGAIN_SECONDS

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield over.is_set
    finally:
        done.set()
        watcher.join()
