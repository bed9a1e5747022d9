"""Events of MEDS batches, each with the predicates of a task that mean it. Pure; `meds_shards` reads the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medomics_ehr.cohort.readers.aces.occurring import Ints, Somewhere
from medomics_ehr.cohort.readers.aces.task import Plain, Task
from medomics_ehr.cohort.readers.aces.timeline import Flags, Rows, plain_predicates, run_starts, wants_every_event
from medomics_ehr.errors import InputRefused

_UNTIMED = np.iinfo(np.int64).min
Bits = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Events:
    """Events of a stream: a row for each subject and time, and the events that predicates mean.

    Attributes:
        subject, time: as in `Rows`; the smallest number where facts have no time. A row may come again where a time is
            left and met again.
        row: the row of each event that any predicate means, ascending.
        meant: bit n says that predicate n of `asked` means the event.
    """

    subject: Ints
    time: Ints
    row: Ints
    meant: Bits

    def part(self, start: int, end: int) -> Events:
        """Consecutive rows, numbered anew."""
        low, high = np.searchsorted(self.row, (start, end))
        return Events(self.subject[start:end], self.time[start:end], self.row[low:high] - start, self.meant[low:high])


def asked(task: Task) -> tuple[Plain, ...]:
    """The predicates on single events, and after them the demographics."""
    return (*plain_predicates(task).values(), *task.demographics)


class Judge:
    """Tells which predicates of a task mean a code; each code is judged once."""

    def __init__(self, task: Task) -> None:
        self.asked = asked(task)
        self.every = wants_every_event(task)
        self._none: Bits = np.zeros(0, dtype=np.min_scalar_type((1 << len(self.asked)) - 1))
        #: The codes that were judged, with their bits.
        self._judgement: tuple[pa.Array, Bits] | None = None

    def bits(self, codes: pa.ChunkedArray) -> Bits:
        """For each event a bit for each predicate; in as few bytes as hold them, as the stream is long."""
        parts = [code if isinstance(code, pa.DictionaryArray) else code.dictionary_encode() for code in codes.chunks]
        found = [pc.take(pa.array(self._of(part.dictionary)), part.indices).to_numpy() for part in parts]
        return found[0] if len(found) == 1 else np.concatenate([self._none, *found])

    def _of(self, codes: pa.Array) -> Bits:
        codes = codes.cast(pa.large_string())
        known, bits = self._judgement or (codes.slice(0, 0), self._none)
        new = codes.filter(pc.invert(pc.is_in(codes, known)))
        if len(new):
            known, bits = pa.concat_arrays([known, new]), np.concatenate([bits, self._judged(new)])
            self._judgement = known, bits
        return np.asarray(bits[pc.index_in(codes, known).to_numpy()])

    def _judged(self, codes: pa.Array) -> Bits:
        bits: Bits = np.zeros(len(codes), dtype=self._none.dtype)
        for number, one in enumerate(self.asked):
            if one.pattern is not None:
                found = pc.match_substring_regex(codes, one.pattern)
            else:
                found = pc.is_in(codes, pa.array([one.code] if one.code is not None else one.codes, codes.type))
            bits[np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.bool_)] |= _bit(bits, number)
        return bits


def events_of(judge: Judge, read: pa.Table) -> Events:
    """The events of a table with `subject_id`, `time`, `code` and, where a predicate asks for it, `numeric_value`.

    Rows without an event that a predicate means are left out unless the task asks for every one.

    Raises:
        InputRefused: an event has no subject or no code.
    """
    for name in ("subject_id", "code"):
        if read[name].null_count:
            raise InputRefused(f"the MEDS shards hold an event without {name}; mend them")
    bits = judge.bits(read["code"])
    # Most events are meant by no predicate.
    places = np.flatnonzero(bits != 0)
    meant = bits[places]
    if "numeric_value" in read.column_names:
        _clear_out_of_range(judge.asked, meant, _whole(read["numeric_value"]).to_numpy(zero_copy_only=False)[places])
        places, meant = places[meant != 0], meant[meant != 0]
    subject = np.asarray(_whole(read["subject_id"]).to_numpy(), dtype=np.int64)
    time = _microseconds(_whole(read["time"]))
    if not judge.every:
        subject, time, places = subject[places], time[places], np.arange(len(places))
    starts = run_starts(subject, time)
    return Events(subject[starts], time[starts], np.searchsorted(starts, places, side="right") - 1, meant)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece, not copied where it is one; Parquet's row groups that are read together mostly are."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _microseconds(times: pa.Array) -> Ints:
    """Since 1970; without a time the smallest number."""
    numbers: Ints = times.cast(pa.timestamp("us")).view(pa.int64()).fill_null(_UNTIMED).to_numpy()
    return numbers


def joined(parts: Sequence[Events]) -> Events:
    """The events of several parts, one after the other; a row that goes on from one to the next is one row."""
    parts = [part for part in parts if len(part.subject)] or parts[:1]
    if len(parts) == 1:
        return parts[0]
    goes_on = [0, *(int(_goes_on(before, part)) for before, part in pairwise(parts))]
    own = [len(part.subject) - again for part, again in zip(parts, goes_on, strict=True)]
    begins = [end - length - again for end, length, again in zip(accumulate(own), own, goes_on, strict=True)]
    return Events(
        np.concatenate([part.subject[again:] for part, again in zip(parts, goes_on, strict=True)]),
        np.concatenate([part.time[again:] for part, again in zip(parts, goes_on, strict=True)]),
        np.concatenate([part.row + begin for part, begin in zip(parts, begins, strict=True)]),
        np.concatenate([part.meant for part in parts]),
    )


def _goes_on(before: Events, part: Events) -> bool:
    """Whether a part begins with the row that the one before ends with."""
    return bool(before.subject[-1] == part.subject[0] and before.time[-1] == part.time[0])


def rows_of(task: Task, events: Events) -> Rows:
    """The rows with a time, without the subjects who lack one of the demographics, and where the predicates occur."""
    wanted = events.time != _UNTIMED
    if task.demographics:
        wanted &= _is_described(task, events)
    kept: Ints = np.flatnonzero(wanted)
    held = wanted[events.row]
    row, meant = np.searchsorted(kept, events.row[held]), events.meant[held]
    occurs = {
        name: _counted(row[(meant & _bit(meant, number)) != 0], len(kept))
        for number, name in enumerate(plain_predicates(task))
    }
    return Rows(events.subject[kept], events.time[kept], occurs)


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


def _is_described(task: Task, events: Events) -> Flags:
    """For each row, whether its subject has all of the demographics, as untimed facts."""
    begun = run_starts(events.subject)
    described: Flags = np.ones(len(begun), dtype=np.bool_)
    untimed = np.flatnonzero(events.time[events.row] == _UNTIMED)
    for number in range(len(plain_predicates(task)), len(asked(task))):
        has = (events.meant[untimed] & _bit(events.meant, number)) != 0
        described &= np.isin(events.subject[begun], events.subject[events.row[untimed[has]]])
    flags: Flags = np.repeat(described, np.diff(begun, append=len(events.subject)))
    return flags
