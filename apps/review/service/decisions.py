"""The review log: what clinicians decided, append-only, in `review.sqlite` or the schema `medomics_review`.

The database itself refuses to change or delete an entry; a change of mind is a new entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from medomics_ehr.contracts import Decision, Verdict
from medomics_ehr.errors import EnvironmentFailed, WrongUsage
from medomics_ehr.workspace import Workspace

SCHEMA = "medomics_review"
_metadata = sa.MetaData()
_decision = sa.Table(
    "decision",
    _metadata,
    sa.Column("decision_id", sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("subject_id", sa.BigInteger, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("target_id", sa.Text, nullable=False),
    sa.Column("shown_sha256", sa.Text, nullable=False),
    sa.Column("verdict", sa.Text, nullable=False),
    sa.Column("correction", sa.Text, nullable=False),
    sa.Column("comment", sa.Text, nullable=False),
)
_SQLITE_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS no_{verb} BEFORE {verb} ON decision "
    "BEGIN SELECT RAISE(ABORT, 'the review log is append-only'); END"
    for verb in ("update", "delete")
)
_POSTGRESQL_GUARDS = (
    f"CREATE OR REPLACE RULE no_update AS ON UPDATE TO {SCHEMA}.decision DO INSTEAD NOTHING",
    f"CREATE OR REPLACE RULE no_delete AS ON DELETE TO {SCHEMA}.decision DO INSTEAD NOTHING",
)


def shown_hash(shown: Mapping[str, Any]) -> str:
    """SHA-256 of what a reviewer saw, so that a later change of the prediction shows.

    >>> shown_hash({"a": 1, "b": 2}) == shown_hash({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """The log of one workspace.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     log = ReviewLog.of(Workspace.create(folder))
    ...     entry = log.append("Dr A", 1, "prediction", "p1", "0" * 64, "accept")
    ...     [d.verdict for d in log.entries()]
    ['accept']
    """

    url: str

    @classmethod
    def of(cls, workspace: Workspace) -> ReviewLog:
        """Beside the record: a SQLite file, or a schema of the record's PostgreSQL server."""
        if sa.make_url(workspace.record_url).get_backend_name() == "postgresql":
            return cls(workspace.record_url)
        return cls(f"sqlite:///{workspace.folder / 'review.sqlite'}")

    def append(
        self,
        who: str,
        subject_id: int,
        target: Literal["prediction", "finding"],
        target_id: str,
        shown_sha256: str,
        verdict: Verdict,
        correction: str = "",
        comment: str = "",
    ) -> Decision:
        """Add an entry and return it.

        Raises:
            WrongUsage: no reviewer is named, or a correction is missing or not called for.
            EnvironmentFailed: the log cannot be written.
        """
        if not who.strip():
            raise WrongUsage("a decision needs a reviewer; give your name first")
        if (verdict == "correct") != bool(correction):
            raise WrongUsage("a correction goes with the verdict `correct`, and only with it")
        values = {
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds"),
            "who": who.strip(),
            "subject_id": subject_id,
            "target": target,
            "target_id": target_id,
            "shown_sha256": shown_sha256,
            "verdict": verdict,
            "correction": correction,
            "comment": comment,
        }
        with _connected(self.url) as connection:
            key = connection.execute(sa.insert(_table(self.url)).values(values)).inserted_primary_key
            connection.commit()
        return _as_decision({**values, "decision_id": key[0] if key else 0})

    def entries(self, subject_id: int | None = None) -> list[Decision]:
        """All entries, or one subject's, oldest first."""
        table = _table(self.url)
        statement = sa.select(table).order_by(table.c.decision_id)
        if subject_id is not None:
            statement = statement.where(table.c.subject_id == subject_id)
        with _connected(self.url) as connection:
            return [_as_decision(dict(row)) for row in connection.execute(statement).mappings()]

    def latest(self) -> dict[tuple[str, str], Decision]:
        """The last word on each target: (target, target_id) to its newest entry."""
        return {(entry.target, entry.target_id): entry for entry in self.entries()}


def _as_decision(row: dict[str, Any]) -> Decision:
    return Decision(**{**row, "at": dt.datetime.fromisoformat(row["at"])})


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite")


def _table(url: str) -> sa.Table:
    return _decision if _is_sqlite(url) else _decision.to_metadata(sa.MetaData(), schema=SCHEMA)


def _connected(url: str) -> sa.Connection:
    """A connection to a log that is there: made on first use."""
    options: dict[str, Any] = {"timeout": 10} if _is_sqlite(url) else {}
    engine = sa.create_engine(url, poolclass=NullPool, connect_args=options)
    try:
        connection = engine.connect()
        if not sa.inspect(connection).has_table("decision", schema=None if _is_sqlite(url) else SCHEMA):
            _make(connection, url)
        return connection
    except DBAPIError as error:
        reason = type(error.orig).__name__
        raise EnvironmentFailed(f"review log: cannot be opened ({reason}); check disk, rights and server") from error


def _make(connection: sa.Connection, url: str) -> None:
    if _is_sqlite(url):
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    else:
        connection.execute(sa.text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
    _table(url).create(connection, checkfirst=True)
    for guard in _SQLITE_GUARDS if _is_sqlite(url) else _POSTGRESQL_GUARDS:
        connection.exec_driver_sql(guard)
    connection.commit()
