"""Timelines of MEDS shards, read as a stream: a part of the subjects at a time, whatever the size of the shards.

MEDS keeps the events of a subject together, in the order of time; shards that do not are sorted first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from medomics_ehr.cohort.readers.aces.realise import realise
from medomics_ehr.cohort.readers.aces.task import Plain, Task
from medomics_ehr.cohort.readers.aces.timeline import (
    Flags,
    Ints,
    Rows,
    Timeline,
    plain_predicates,
    timelines,
    wants_every_event,
)
from medomics_ehr.errors import InputRefused

_KEYS = ["subject_id", "time", "code"]
_EVENTS_AT_ONCE = 1 << 17
_MOST_PREDICATES = 64
_UNTIMED = np.iinfo(np.int64).min
Bits = np.ndarray[Any, np.dtype[Any]]


class _OutOfOrder(Exception):
    """A subject's events do not lie together, or not in the order of time."""


@dataclass(frozen=True, slots=True)
class _Events:
    """Events of a stream.

    Attributes:
        subject, time: as in `Rows`; the smallest number where a fact has no time.
        meant: bit n says that predicate n of `_asked` means the event.
    """

    subject: Ints
    time: Ints
    meant: Bits

    def take(self, wanted: Any) -> _Events:
        return _Events(self.subject[wanted], self.time[wanted], self.meant[wanted])


def places_in_meds(task: Task, shards: Sequence[Path]) -> pd.DataFrame:
    """Where a task's windows fit in MEDS shards, see `realise`.

    Raises:
        InputRefused: a shard cannot be read as MEDS.
    """
    if len(_asked(task)) > _MOST_PREDICATES:
        raise InputRefused(f"the task has more than {_MOST_PREDICATES} predicates on codes; split it")
    columns = [*_KEYS, "numeric_value"] if _measured(task) else _KEYS
    try:
        try:
            with _little_memory():
                return realise(task, _timelines(task, _streamed(shards, columns)))
        except _OutOfOrder:
            return realise(task, _timelines(task, _sorted(shards, columns)))
    except (pa.ArrowException, OSError, KeyError) as error:
        kind = type(error).__name__
        raise InputRefused(f"{shards[0].parent}: not readable as MEDS shards ({kind}); name Parquet files") from None


def _measured(task: Task) -> bool:
    """Whether any predicate looks at a number."""
    return any(one.low is not None or one.high is not None for one in _asked(task))


def _asked(task: Task) -> tuple[Plain, ...]:
    return (*plain_predicates(task).values(), *task.demographics)


@contextmanager
def _little_memory() -> Iterator[None]:
    """Arrow's memory from the system, which takes back at once what is freed; Arrow's own pool keeps it."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _streamed(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.RecordBatch]:
    for shard in shards:
        with pq.ParquetFile(shard, read_dictionary=["code"], pre_buffer=False) as file:
            yield from file.iter_batches(_EVENTS_AT_ONCE, columns=columns, use_threads=False)


def _sorted(shards: Sequence[Path], columns: list[str]) -> Iterator[pa.RecordBatch]:
    whole = pa.concat_tables([pq.read_table(shard, columns=columns) for shard in shards], promote_options="permissive")
    order = [("subject_id", "ascending"), ("time", "ascending")]
    yield from whole.take(pc.sort_indices(whole, order, null_placement="at_start")).to_batches(_EVENTS_AT_ONCE)


def _timelines(task: Task, batches: Iterable[pa.RecordBatch]) -> Iterator[Timeline]:
    every = wants_every_event(task)
    for events in _by_whole_subjects(_ahead(_events(task, batch) for batch in batches)):
        yield from timelines(task, _rows(task, events, every))


def _ahead(parts: Iterator[_Events]) -> Iterator[_Events]:
    """The same parts, the next one read while one is worked on."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, parts, None)
        while (part := coming.result()) is not None:
            coming = reader.submit(next, parts, None)
            yield part


def _events(task: Task, batch: pa.RecordBatch) -> _Events:
    subject = np.asarray(batch["subject_id"].to_numpy(), dtype=np.int64)
    instants = batch["time"].cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
    code = batch["code"]
    named = code if isinstance(code, pa.DictionaryArray) else code.dictionary_encode()
    meant = _meant(task, named)
    if "numeric_value" in batch.schema.names:
        _clear_out_of_range(task, meant, batch["numeric_value"].to_numpy(zero_copy_only=False))
    return _Events(subject, np.asarray(instants, dtype="datetime64[us]").view(np.int64), meant)


def _meant(task: Task, named: pa.DictionaryArray) -> Bits:
    """Which predicates mean each event by its code; each code is judged once."""
    codes = named.dictionary
    # As few bytes as hold a bit for each: the stream is long.
    bits = np.zeros(len(codes), dtype=np.min_scalar_type((1 << len(_asked(task))) - 1))
    for number, one in enumerate(_asked(task)):
        if one.pattern is not None:
            found = pc.match_substring_regex(codes, one.pattern)
        else:
            found = pc.is_in(codes, pa.array([one.code] if one.code is not None else one.codes, codes.type))
        bits[np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)] |= _bit(bits, number)
    meant: Bits = bits[named.indices.to_numpy(zero_copy_only=False)]
    return meant


def _bit(bits: Bits, number: int) -> Any:
    return bits.dtype.type(1 << number)


def _clear_out_of_range(task: Task, meant: Bits, values: Any) -> None:
    """Take from events what their number denies; a missing number lies in no range."""
    for number, one in enumerate(_asked(task)):
        if one.low is not None or one.high is not None:
            places = np.flatnonzero(meant & _bit(meant, number))
            meant[places[~_in_range(one, values[places])]] &= ~_bit(meant, number)


def _in_range(one: Plain, values: Any) -> Flags:
    found: Flags = np.ones(len(values), dtype=np.bool_)
    if one.low is not None:
        found &= (values >= one.low) if one.low_inclusive else (values > one.low)
    if one.high is not None:
        found &= (values <= one.high) if one.high_inclusive else (values < one.high)
    return found


def _by_whole_subjects(stream: Iterator[_Events]) -> Iterator[_Events]:
    """The stream cut where a subject ends; a subject that goes on waits for the next part."""
    seen: set[int] = set()
    rest: list[_Events] = []
    for events in stream:
        if not len(events.subject):
            continue
        joined = _joined([*rest, events])
        begun = np.flatnonzero(np.r_[True, joined.subject[1:] != joined.subject[:-1]])
        _check_order(joined, joined.subject[begun[:-1]], seen)
        if begun[-1]:
            yield joined.take(slice(0, begun[-1]))
        rest = [joined.take(slice(begun[-1], None))]
    if rest:
        _check_order(rest[0], rest[0].subject[:1], seen)
        yield rest[0]


def _joined(parts: list[_Events]) -> _Events:
    if len(parts) == 1:
        return parts[0]
    subject = np.concatenate([part.subject for part in parts])
    time = np.concatenate([part.time for part in parts])
    return _Events(subject, time, np.concatenate([part.meant for part in parts]))


def _check_order(events: _Events, ended: Ints, seen: set[int]) -> None:
    """Refuse a subject who comes again, or a time that goes back."""
    backwards = (events.subject[1:] == events.subject[:-1]) & (events.time[1:] < events.time[:-1])
    before = len(seen)
    seen.update(ended.tolist())
    if backwards.any() or len(seen) < before + len(ended):
        raise _OutOfOrder


def _rows(task: Task, events: _Events, every: bool) -> Rows:
    """The events joined to rows of one subject and time, without the subjects who lack one of the demographics."""
    wanted = events.time != _UNTIMED
    if task.demographics:
        wanted &= _described(task, events)
    if not every:
        wanted &= events.meant != 0
    events = events.take(wanted)
    new = events.subject[1:] != events.subject[:-1]
    new |= events.time[1:] != events.time[:-1]
    starts = np.flatnonzero(np.r_[True, new][: len(events.subject)])
    # Most events are meant by no predicate.
    places = np.flatnonzero(events.meant != 0)
    row, meant = np.searchsorted(starts, places, side="right") - 1, events.meant[places]
    counts = {
        name: np.bincount(row[(meant & _bit(meant, number)) != 0], minlength=len(starts))
        for number, name in enumerate(plain_predicates(task))
    }
    return Rows(events.subject[starts], events.time[starts], counts)


def _described(task: Task, events: _Events) -> Flags:
    """The events of the subjects who have all of the demographics, as facts without a time."""
    begun = np.flatnonzero(np.r_[True, events.subject[1:] != events.subject[:-1]])
    untimed = np.flatnonzero(events.time == _UNTIMED)
    subject, meant = np.searchsorted(begun, untimed, side="right") - 1, events.meant[untimed]
    described = np.ones(len(begun), dtype=np.bool_)
    for number in range(len(plain_predicates(task)), len(_asked(task))):
        has = (meant & _bit(meant, number)) != 0
        described &= np.bincount(subject[has], minlength=len(begun)) > 0
    flags: Flags = np.repeat(described, np.diff(begun, append=len(events.subject)))
    return flags
