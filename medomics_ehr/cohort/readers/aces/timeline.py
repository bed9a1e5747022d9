"""Events as ACES sees them: a row for each subject and time, with how often each predicate occurs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from medomics_ehr.cohort.readers.aces.task import ANY_EVENT, Derived, Plain, Task
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record

Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows sorted by subject and time.

    Attributes:
        subject: each row's subject.
        time: its time, microseconds since 1970.
        first, last: bounds of its subject's rows, as row numbers, `last` exclusive.
        counts: predicate to its number of events in each row.
    """

    subject: Ints
    time: Ints
    first: Ints
    last: Ints
    counts: Mapping[str, Ints]


def timeline_of_meds(task: Task, shards: Sequence[Path]) -> Timeline:
    """The timeline of MEDS shards.

    Raises:
        InputRefused: a shard cannot be read as MEDS.
    """
    with duckdb.connect() as connection:
        try:
            return _timeline(task, connection, "read_parquet(?)", [[str(path) for path in shards]])
        except duckdb.Error as error:
            kind = type(error).__name__
            raise InputRefused(
                f"{shards[0].parent}: not readable as MEDS shards ({kind}); name Parquet files"
            ) from None


def timeline_of_record(task: Task, record: Record) -> Timeline:
    """The timeline of a record kept in DuckDB: facts that are present and dated."""
    if record.dialect != "duckdb":
        raise InputRefused(
            "an ACES task reads an embedded record or MEDS shards; export this record with `export meds`"
        )
    with record.duckdb(read_only=True) as connection:
        return _timeline(task, connection, "(SELECT * FROM medomics.event WHERE assertion = 'present')", [])


def _timeline(task: Task, connection: duckdb.DuckDBPyConnection, source: str, given: list[Any]) -> Timeline:
    plain = {name: one for name, one in task.predicates.items() if isinstance(one, Plain)}
    columns: list[str] = []
    parameters: list[Any] = []
    for one in plain.values():
        condition, values = _condition(one)
        columns.append(f"count(*) FILTER ({condition})")
        parameters += values
    static = _having(task, source, given)
    selected = ", ".join(["subject_id", "epoch_us(time)", *columns])
    query = (  # our own text; every value is bound
        f"SELECT {selected} FROM {source} WHERE time IS NOT NULL{static[0]} "  # noqa: S608
        "GROUP BY subject_id, time ORDER BY subject_id, time"
    )
    found = connection.execute(query, [*parameters, *given, *static[1]]).fetchnumpy()
    arrays = [np.asarray(column, dtype=np.int64) for column in found.values()]
    subject, time = arrays[0], arrays[1]
    counts: dict[str, Ints] = dict(zip(plain, arrays[2:], strict=True))
    counts[ANY_EVENT] = np.ones(len(subject), dtype=np.int64)
    for name in task.predicates:
        _derive(name, task, counts, ())
    starts = np.flatnonzero(np.r_[True, subject[1:] != subject[:-1]]) if len(subject) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(subject)])
    return Timeline(subject, time, np.repeat(starts, lengths), np.repeat(starts + lengths, lengths), counts)


def _having(task: Task, source: str, given: list[Any]) -> tuple[str, list[Any]]:
    """Only subjects who have every one of the demographics, as facts without a time."""
    if not task.demographics:
        return "", []
    conditions = [_condition(one) for one in task.demographics]
    counts = " AND ".join(f"count(*) FILTER ({condition}) > 0" for condition, _ in conditions)
    values = [value for _, bound in conditions for value in bound]
    inner = f"SELECT subject_id FROM {source} WHERE time IS NULL GROUP BY subject_id HAVING {counts}"  # noqa: S608
    return f" AND subject_id IN ({inner})", [*given, *values]


def _condition(one: Plain) -> tuple[str, list[Any]]:
    """A predicate as a condition on an event, with its values to bind."""
    parts: list[str] = []
    values: list[Any] = []
    if one.code is not None:
        parts.append("code = ?")
        values.append(one.code)
    elif one.pattern is not None:
        parts.append("regexp_matches(code, ?)")
        values.append(one.pattern)
    else:
        parts.append("list_contains(?, code)")
        values.append(list(one.codes))
    if one.low is not None:
        parts.append(f"numeric_value {'>=' if one.low_inclusive else '>'} ?")
        values.append(one.low)
    if one.high is not None:
        parts.append(f"numeric_value {'<=' if one.high_inclusive else '<'} ?")
        values.append(one.high)
    return "WHERE " + " AND ".join(parts), values


def _derive(name: str, task: Task, counts: dict[str, Ints], above: tuple[str, ...]) -> Ints:
    """The counts of a predicate; a derived one is there once or not at all."""
    if name in counts:
        return counts[name]
    one = task.predicates[name]
    if name in above or not isinstance(one, Derived):
        raise InputRefused(f"predicates.{name[:40]}: it is defined by itself; mend the task")
    parts = [_derive(part, task, counts, (*above, name)) > 0 for part in one.of]
    combine = np.logical_and if one.kind == "and" else np.logical_or
    counts[name] = combine.reduce(parts).astype(np.int64)
    return counts[name]
