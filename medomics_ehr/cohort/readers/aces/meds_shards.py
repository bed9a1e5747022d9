"""A task's places in MEDS shards, read as a stream: a few subjects at a time, whatever the size of the shards.

MEDS keeps the events of a subject together, in the order of time; shards that do not are sorted first. The shards are
cut into stretches, one for each core at a time; a subject whose events lie across a cut is put together again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
_ROWS_AT_ONCE = 1 << 18
_EVENTS_A_STRETCH = 1 << 18
_MOST_PREDICATES = 64


class _OutOfOrder(Exception):
    """A subject's events do not lie together, or not in the order of time."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What consecutive events gave.

    Attributes:
        first, last: the events of the first and the last subject, who may go on beyond; `last` is None if both are one.
        ended: the subjects between them, as often as their events begin.
        places: where the task fits for those, in their order.
    """

    first: Events | None
    ended: Ints
    places: list[Columns]
    last: Events | None


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
                return one_frame(task, _put_together(task, _stretches(task, shards, columns)))
        except _OutOfOrder:
            return one_frame(task, _put_together(task, [_stretch(task, Judge(task), _sorted(shards, columns))]))
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


def _stretches(task: Task, shards: Sequence[Path], columns: list[str]) -> Iterator[_Stretch]:
    """The stretches in the order of the shards, as many at a time as there are cores."""
    judge = Judge(task)
    with ThreadPoolExecutor(processes_here()) as pool:
        try:
            yield from pool.map(lambda cut: _stretch(task, judge, _streamed(cut, columns)), _cuts(shards))
        finally:
            pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Row groups of a shard that are read together; what its footer says is read once for all of them."""

    shard: Path
    footer: pq.FileMetaData
    groups: list[int]


def _cuts(shards: Sequence[Path]) -> Iterator[_Cut]:
    """Each shard cut between its row groups."""
    for shard in shards:
        footer = pq.read_metadata(shard)
        groups, events = [], 0
        for number in range(footer.num_row_groups):
            groups.append(number)
            events += footer.row_group(number).num_rows
            if events >= _EVENTS_A_STRETCH:
                yield _Cut(shard, footer, groups)
                groups, events = [], 0
        if groups:
            yield _Cut(shard, footer, groups)


def _streamed(cut: _Cut, columns: list[str]) -> Iterator[pa.Table]:
    """The events of some row groups, all at once; of one that is larger than a stretch, a part at a time."""
    groups = cut.groups
    with pq.ParquetFile(cut.shard, metadata=cut.footer, read_dictionary=["code"], pre_buffer=False) as file:
        if len(groups) == 1:
            for batch in file.iter_batches(_EVENTS_A_STRETCH, row_groups=groups, columns=columns, use_threads=False):
                yield pa.Table.from_batches([batch])
        else:
            yield file.read_row_groups(groups, columns=columns, use_threads=False)


def _sorted(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.Table]:
    whole = pa.concat_tables([pq.read_table(shard, columns=columns) for shard in shards], promote_options="permissive")
    order = [("subject_id", "ascending"), ("time", "ascending")]
    whole = whole.take(pc.sort_indices(whole, order, null_placement="at_start"))
    for start in range(0, len(whole), _EVENTS_A_STRETCH):
        yield whole.slice(start, _EVENTS_A_STRETCH)


def _stretch(task: Task, judge: Judge, tables: Iterable[pa.Table]) -> _Stretch:
    first: Events | None = None
    rest: Events | None = None
    found: list[Columns] = []
    ended: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for events in _enough(judge, tables):
        events = events if rest is None else joined([rest, events])
        _check_order(events)
        begun = run_starts(events.subject)
        if first is None and len(begun) > 1:
            first = events.part(0, begun[1])
            begun = begun[1:]
        if len(begun) > 1:
            ended.append(events.subject[begun[:-1]])
            found += _places(task, events.part(begun[0], begun[-1]))
        rest = events if first is None else events.part(begun[-1], len(events.subject))
    return _Stretch(rest if first is None else first, np.concatenate(ended), found, None if first is None else rest)


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


def _places(task: Task, events: Events) -> Iterator[Columns]:
    return places(task, timelines(task, rows_of(task, events)))


def _check_order(events: Events) -> None:
    """Refuse a time that goes back."""
    back = np.flatnonzero(events.time[1:] < events.time[:-1])
    if (events.subject[back] == events.subject[back + 1]).any():
        raise _OutOfOrder


def _put_together(task: Task, stretches: Iterable[_Stretch]) -> Iterator[Columns]:
    """The places of all stretches in their order, and those of the subjects at their borders."""
    seen: set[int] = set()
    going_on: Events | None = None
    for stretch in stretches:
        if stretch.first is None:
            continue
        if going_on is None:
            going_on = stretch.first
        elif going_on.subject[0] == stretch.first.subject[0]:
            going_on = joined([going_on, stretch.first])
            _check_order(going_on)
        else:
            _meet(seen, going_on.subject[:1])
            yield from _places(task, going_on)
            going_on = stretch.first
        if stretch.last is not None:
            _meet(seen, going_on.subject[:1])
            _meet(seen, stretch.ended)
            yield from _places(task, going_on)
            yield from stretch.places
            going_on = stretch.last
    if going_on is not None:
        _meet(seen, going_on.subject[:1])
        yield from _places(task, going_on)


def _meet(seen: set[int], subjects: Ints) -> None:
    """Refuse a subject who comes again."""
    before = len(seen)
    seen.update(subjects.tolist())
    if len(seen) < before + len(subjects):
        raise _OutOfOrder
