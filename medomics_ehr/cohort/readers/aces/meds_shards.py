"""A task's places in MEDS shards, read as a stream: a few subjects at a time, whatever the size of the shards.

MEDS keeps the events of a subject together, in the order of time; shards that do not are sorted first. One thread reads
the next events while this one tells what those before mean, and others look for places among them. A subject whose
events come in several parts is put together first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from medomics_ehr.cohort.readers.aces.meds_events import Events, Judge, asked, events_of, joined, rows_of
from medomics_ehr.cohort.readers.aces.occurring import Ints
from medomics_ehr.cohort.readers.aces.realise import Columns, one_frame, places
from medomics_ehr.cohort.readers.aces.task import Task
from medomics_ehr.cohort.readers.aces.timeline import run_starts, timelines
from medomics_ehr.compute import processes_here
from medomics_ehr.errors import InputRefused

_KEYS = ["subject_id", "time", "code"]
_EVENTS_AT_ONCE = 1 << 19
_ROWS_AT_ONCE = 1 << 17
_MOST_PREDICATES = 64
Item = TypeVar("Item")


class _OutOfOrder(Exception):
    """A subject's events do not lie together, or not in the order of time."""


def places_in_meds(task: Task, shards: Sequence[Path]) -> pd.DataFrame:
    """Where a task's windows fit in MEDS shards, see `realise`.

    Raises:
        InputRefused: a shard cannot be read as MEDS.
    """
    if len(asked(task)) > _MOST_PREDICATES:
        raise InputRefused(f"the task has more than {_MOST_PREDICATES} predicates on codes; split it")
    columns = [*_KEYS, "numeric_value"] if _measured(task) else _KEYS
    try:
        try:
            with _little_memory():
                return one_frame(task, _found(task, _ahead(_streamed(shards, columns))))
        except _OutOfOrder:
            return one_frame(task, _found(task, _sorted(shards, columns)))
    except (pa.ArrowException, OSError, KeyError) as error:
        kind = type(error).__name__
        raise InputRefused(f"{shards[0].parent}: not readable as MEDS shards ({kind}); name Parquet files") from None


def _measured(task: Task) -> bool:
    """Whether any predicate looks at a number."""
    return any(one.low is not None or one.high is not None for one in asked(task))


@contextmanager
def _little_memory() -> Iterator[None]:
    """Arrow's memory from the system, which takes back at once what is freed; Arrow's own pool keeps it."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _streamed(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.Table]:
    """The events of the shards: small row groups together, of a large one a part at a time."""
    for shard in shards:
        # Opened by its path, the file would be read into memory of Arrow's own pool.
        with pa.OSFile(str(shard)) as source:
            file = pq.ParquetFile(source, read_dictionary=["code"], pre_buffer=False)
            for groups in _groups_at_once(file.metadata):
                if len(groups) > 1:
                    yield file.read_row_groups(groups, columns=columns, use_threads=False)
                    continue
                for batch in file.iter_batches(_EVENTS_AT_ONCE, row_groups=groups, columns=columns, use_threads=False):
                    yield pa.Table.from_batches([batch])


def _groups_at_once(footer: pq.FileMetaData) -> Iterator[list[int]]:
    """The row groups of a shard, as many together as hold no more events than are read at once; at least one."""
    groups: list[int] = []
    events = 0
    for number in range(footer.num_row_groups):
        own = footer.row_group(number).num_rows
        if groups and events + own > _EVENTS_AT_ONCE:
            yield groups
            groups, events = [], 0
        groups.append(number)
        events += own
    if groups:
        yield groups


def _ahead(items: Iterator[Item]) -> Iterator[Item]:
    """The items; a thread of its own makes the next one while the one before is worked on."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = thread.submit(next, items, None)
            yield item


def _sorted(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.Table]:
    whole = pa.concat_tables([pq.read_table(shard, columns=columns) for shard in shards], promote_options="permissive")
    order = [("subject_id", "ascending"), ("time", "ascending")]
    whole = whole.take(pc.sort_indices(whole, order, null_placement="at_start"))
    for start in range(0, len(whole), _EVENTS_AT_ONCE):
        yield whole.slice(start, _EVENTS_AT_ONCE)


def _found(task: Task, tables: Iterable[pa.Table]) -> Iterator[Columns]:
    """The places of all subjects in their order; one part for each core is looked at, and no more wait."""
    with ThreadPoolExecutor(processes_here()) as cores:
        looking: deque[Future[list[Columns]]] = deque()
        for events in _whole_subjects(Judge(task), tables):
            looking.append(cores.submit(_places, task, events))
            if len(looking) > processes_here():
                yield from looking.popleft().result()
        for found in looking:
            yield from found.result()


def _whole_subjects(judge: Judge, tables: Iterable[pa.Table]) -> Iterator[Events]:
    """The events in parts that hold all events of their subjects."""
    seen: set[int] = set()
    rest: Events | None = None
    for events in _enough(judge, tables):
        events = events if rest is None else joined([rest, events])
        _check_order(events)
        begun = run_starts(events.subject)
        if len(begun) > 1:
            _meet(seen, events.subject[begun[:-1]])
            yield events.part(0, begun[-1])
        rest = events.part(begun[-1], len(events.subject))
    if rest is not None:
        _meet(seen, rest.subject[:1])
        yield rest


def _enough(judge: Judge, tables: Iterable[pa.Table]) -> Iterator[Events]:
    """The events of tables, joined to parts that are worth their overhead."""
    held: list[Events] = []
    for table in tables:
        held.append(events_of(judge, table))
        if sum(len(events.subject) for events in held) >= _ROWS_AT_ONCE:
            yield joined(held)
            held = []
    if sum(len(events.subject) for events in held):
        yield joined(held)


def _places(task: Task, events: Events) -> list[Columns]:
    return list(places(task, timelines(task, rows_of(task, events))))


def _check_order(events: Events) -> None:
    """Refuse a time that goes back."""
    back = np.flatnonzero(events.time[1:] < events.time[:-1])
    if (events.subject[back] == events.subject[back + 1]).any():
        raise _OutOfOrder


def _meet(seen: set[int], subjects: Ints) -> None:
    """Refuse a subject who comes again."""
    before = len(seen)
    seen.update(subjects.tolist())
    if len(seen) < before + len(subjects):
        raise _OutOfOrder
