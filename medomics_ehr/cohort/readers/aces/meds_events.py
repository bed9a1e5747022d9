"""Events of MEDS batches, each with the predicates of a task that mean it. Pure; `meds_shards` reads the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medomics_ehr.cohort.readers.aces.occurring import Ints, Somewhere
from medomics_ehr.cohort.readers.aces.task import Plain, Task
from medomics_ehr.cohort.readers.aces.timeline import Flags, Rows, plain_predicates, run_starts
from medomics_ehr.errors import InputRefused

_UNTIMED = np.iinfo(np.int64).min
Bits = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Events:
    """Events of a stream.

    Attributes:
        subject, time: as in `Rows`; the smallest number where a fact has no time.
        meant: bit n says that predicate n of `asked` means the event.
    """

    subject: Ints
    time: Ints
    meant: Bits

    def take(self, wanted: Any) -> Events:
        """Some of the events: a slice, places or flags."""
        return Events(self.subject[wanted], self.time[wanted], self.meant[wanted])


def asked(task: Task) -> tuple[Plain, ...]:
    """The predicates on single events, and after them the demographics."""
    return (*plain_predicates(task).values(), *task.demographics)


class Judge:
    """Tells which predicates of a task mean a code; batches of one file mostly share their codes."""

    def __init__(self, task: Task) -> None:
        self.asked = asked(task)
        self._codes: pa.Array | None = None
        self._bits: Bits = np.zeros(0, dtype=np.uint8)

    def bits(self, codes: pa.Array) -> Bits:
        """For each code a bit for each predicate; in as few bytes as hold them, as the stream is long."""
        if self._codes is None or not codes.equals(self._codes):
            self._codes, self._bits = codes, self._judged(codes)
        return self._bits

    def _judged(self, codes: pa.Array) -> Bits:
        bits: Bits = np.zeros(len(codes), dtype=np.min_scalar_type((1 << len(self.asked)) - 1))
        for number, one in enumerate(self.asked):
            if one.pattern is not None:
                found = pc.match_substring_regex(codes, one.pattern)
            else:
                found = pc.is_in(codes, pa.array([one.code] if one.code is not None else one.codes, codes.type))
            bits[np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)] |= _bit(bits, number)
        return bits


def events_of(judge: Judge, batch: pa.RecordBatch) -> Events:
    """The events of a batch with `subject_id`, `time`, `code` and, where a predicate asks for it, `numeric_value`.

    Raises:
        InputRefused: an event has no subject or no code.
    """
    for name in ("subject_id", "code"):
        if batch[name].null_count:
            raise InputRefused(f"the MEDS shards hold an event without {name}; mend them")
    subject = np.asarray(batch["subject_id"].to_numpy(), dtype=np.int64)
    instants = batch["time"].cast(pa.timestamp("us")).to_numpy(zero_copy_only=False)
    code = batch["code"]
    named = code if isinstance(code, pa.DictionaryArray) else code.dictionary_encode()
    meant: Bits = judge.bits(named.dictionary).take(named.indices.to_numpy(zero_copy_only=False))
    if "numeric_value" in batch.schema.names:
        _clear_out_of_range(judge.asked, meant, batch["numeric_value"].to_numpy(zero_copy_only=False))
    return Events(subject, np.asarray(instants, dtype="datetime64[us]").view(np.int64), meant)


def joined(parts: Sequence[Events]) -> Events:
    """The events of several parts, one after the other."""
    if len(parts) == 1:
        return parts[0]
    subject = np.concatenate([part.subject for part in parts])
    time = np.concatenate([part.time for part in parts])
    return Events(subject, time, np.concatenate([part.meant for part in parts]))


def rows_of(task: Task, events: Events, every: bool) -> Rows:
    """The events joined to rows of one subject and time, without the subjects who lack one of the demographics.

    Events that no predicate means are left out unless `every` one is wanted.
    """
    if not every:
        events = events.take(np.flatnonzero(events.meant != 0))
    starts = run_starts(events.subject, events.time)
    starts = starts[events.time[starts] != _UNTIMED]
    if task.demographics:
        starts = starts[_is_described(task, events, events.subject[starts])]
    subject, time = events.subject[starts], events.time[starts]
    # Most events are meant by no predicate; some lie in no row that is left.
    places = np.flatnonzero(events.meant != 0) if len(starts) else starts
    row = np.searchsorted(starts, places, side="right") - 1
    held = (events.time[places] == time[row]) & (events.subject[places] == subject[row])
    row, meant = row[held], events.meant[places[held]]
    occurs = {
        name: _counted(row[(meant & _bit(meant, number)) != 0], len(starts))
        for number, name in enumerate(plain_predicates(task))
    }
    return Rows(subject, time, occurs)


def _counted(row: Ints, length: int) -> Somewhere:
    """From the row of each event, ascending."""
    starts = run_starts(row)
    return Somewhere.of(row[starts], np.diff(starts, append=len(row)), length)


def _bit(bits: Bits, number: int) -> Any:
    return bits.dtype.type(1 << number)


def _clear_out_of_range(predicates: Sequence[Plain], meant: Bits, values: Any) -> None:
    """Take from events what their number denies; a missing number lies in no range."""
    for number, one in enumerate(predicates):
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


def _is_described(task: Task, events: Events, subject: Ints) -> Flags:
    """For each row of subjects in their order, whether the subject has all of the demographics, as untimed facts."""
    begun = run_starts(subject)
    described: Flags = np.ones(len(begun), dtype=np.bool_)
    untimed = np.flatnonzero((events.meant != 0) & (events.time == _UNTIMED))
    for number in range(len(plain_predicates(task)), len(asked(task))):
        has = (events.meant[untimed] & _bit(events.meant, number)) != 0
        described &= np.isin(subject[begun], events.subject[untimed[has]])
    flags: Flags = np.repeat(described, np.diff(begun, append=len(subject)))
    return flags
