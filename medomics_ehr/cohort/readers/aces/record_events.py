"""The events of a record's events, embedded or on PostgreSQL: facts that are present and dated.

Demographics are facts too: of `cdm.person` a record keeps no events, so they are looked for among facts without a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from medomics_ehr.cohort.readers.aces.occurring import Somewhere
from medomics_ehr.cohort.readers.aces.realise import realise
from medomics_ehr.cohort.readers.aces.task import Plain, Task
from medomics_ehr.cohort.readers.aces.timeline import Rows, Timeline, plain_predicates, timelines, wants_every_event
from medomics_ehr.cohort.running import TIME_LIMIT, limited
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

_ROWS_AT_ONCE = 200_000
_event = tables.event


def places_in_record(task: Task, record: Record, seconds: float = TIME_LIMIT) -> pd.DataFrame:
    """Where a task's windows fit in a record's events, see `realise`."""
    return realise(task, timelines_of_record(task, record, seconds=seconds))


def timelines_of_record(
    task: Task, record: Record, only: int | None = None, seconds: float = TIME_LIMIT
) -> Iterator[Timeline]:
    """The timelines of a record's events, or of one subject's alone.

    Raises:
        InputRefused: reading them takes longer than `seconds`.
    """
    plain = plain_predicates(task)
    with record.read() as connection, limited(connection, record.dialect, seconds):
        codes = _codes(connection) if any(one.pattern for one in (*plain.values(), *task.demographics)) else ()
        statement = _statement(task, plain, codes)
        if only is not None:
            statement = statement.where(_event.c.subject_id == only)
        found = connection.execute(statement, execution_options={"yield_per": _ROWS_AT_ONCE})
        blocks = [_block(rows) for rows in found.partitions()]
    if blocks:
        subject, time, *counts = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
        yield from timelines(task, Rows(subject, time, dict(zip(plain, map(Somewhere.counted, counts), strict=True))))


def _block(rows: Any) -> list[Any]:
    subject, time, *counts = zip(*rows, strict=True)
    moments = np.array(time, dtype="datetime64[us]").view(np.int64)
    return [np.array(subject, dtype=np.int64), moments, *(np.array(count, dtype=np.int64) for count in counts)]


def _statement(task: Task, plain: dict[str, Plain], codes: tuple[str, ...]) -> sa.Select[Any]:
    meant = {name: _holds(one, codes) for name, one in plain.items()}
    counts = [sa.func.count().filter(condition).label(f"n_{number}") for number, condition in enumerate(meant.values())]
    statement = sa.select(_event.c.subject_id, _event.c.time, *counts).where(
        _event.c.time.is_not(None), _event.c.assertion == "present", *_described(task, codes)
    )
    if not wants_every_event(task):
        statement = statement.where(sa.or_(sa.false(), *meant.values()))
    ordered = (_event.c.subject_id, _event.c.time)
    return statement.group_by(*ordered).order_by(*ordered)


def _described(task: Task, codes: tuple[str, ...]) -> list[sa.ColumnElement[bool]]:
    """Of subjects who have every one of the demographics, as facts without a time."""
    return [
        _event.c.subject_id.in_(
            sa.select(static.c.subject_id).where(
                static.c.time.is_(None), static.c.assertion == "present", _holds(one, codes, static)
            )
        )
        for one in task.demographics
        for static in (_event.alias(),)
    ]


def _codes(connection: sa.Connection) -> tuple[str, ...]:
    return tuple(connection.execute(sa.select(_event.c.code).distinct()).scalars())


def _holds(one: Plain, codes: tuple[str, ...], event: sa.FromClause = _event) -> sa.ColumnElement[bool]:
    """A predicate on an event; a pattern is judged here on the record's codes, as databases differ in patterns."""
    if one.pattern is not None:
        known = pa.array(codes, pa.string())
        meant = known.filter(pc.match_substring_regex(known, one.pattern)).to_pylist()
    else:
        meant = [one.code] if one.code is not None else list(one.codes)
    value = event.c.numeric_value
    parts: list[sa.ColumnElement[bool]] = [event.c.code.in_(meant)]
    if one.low is not None:
        parts.append(value >= one.low if one.low_inclusive else value > one.low)
    if one.high is not None:
        parts.append(value <= one.high if one.high_inclusive else value < one.high)
    return sa.and_(*parts)
