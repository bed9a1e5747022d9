"""Events as ACES sees them: a row for each subject and time, with how often each predicate occurs there. Pure.

`meds_shards` and `record_events` make timelines, in parts of whole subjects, so that only one part is held at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from medomics_ehr.cohort.readers.aces.occurring import Everywhere, Ints, Occurring, Somewhere, all_of, any_of
from medomics_ehr.cohort.readers.aces.task import ANY_EVENT, Derived, Plain, Task
from medomics_ehr.errors import InputRefused

Flags = np.ndarray[Any, np.dtype[np.bool_]]
#: The subjects' spans of a part, laid end to end, stay below this many microseconds, so that 64 bits hold them.
_LONGEST = 2**61


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows sorted by subject and time.

    Attributes:
        subject: each row's subject.
        time: its time, microseconds since 1970.
        starts, ends: bounds of each subject's rows, as row numbers, `ends` exclusive.
        occurs: predicate to the rows that hold it.
    """

    subject: Ints
    time: Ints
    starts: Ints
    ends: Ints
    occurs: Mapping[str, Occurring]


@dataclass(frozen=True, slots=True)
class Rows:
    """One row for each subject and time, in this order, and where the plain predicates occur."""

    subject: Ints
    time: Ints
    occurs: Mapping[str, Occurring]

    def part(self, start: int, end: int) -> Rows:
        """Consecutive rows."""
        occurs = {name: one.part(start, end) for name, one in self.occurs.items()}
        return Rows(self.subject[start:end], self.time[start:end], occurs)


def run_starts(*columns: Ints) -> Ints:
    """Where each run of equal values begins, of one column or of several side by side.

    >>> run_starts(np.array([7, 7, 8]), np.array([1, 2, 2])).tolist()
    [0, 1, 2]
    """
    new: Flags = np.zeros(len(columns[0]), dtype=np.bool_)
    new[:1] = True
    for column in columns:
        new[1:] |= column[1:] != column[:-1]
    starts: Ints = np.flatnonzero(new)
    return starts


def wants_every_event(task: Task) -> bool:
    """Whether the task asks for events of any code, so that no row can be left out."""
    derived = [name for one in task.predicates.values() if isinstance(one, Derived) for name in one.of]
    held = [name for window in task.windows for name, _, _ in window.has]
    bounds = [bound.predicate for window in task.windows for bound in (window.start, window.end)]
    labels = [window.label for window in task.windows]
    return ANY_EVENT in (task.trigger, *derived, *held, *bounds, *labels)


def plain_predicates(task: Task) -> dict[str, Plain]:
    """The predicates that look at single events."""
    return {name: one for name, one in task.predicates.items() if isinstance(one, Plain)}


def timelines(task: Task, rows: Rows) -> Iterator[Timeline]:
    """The timelines of rows, in as many parts as keep the spans of their subjects countable."""
    starts = run_starts(rows.subject)
    if not len(starts):
        return
    ends = np.append(starts[1:], len(rows.subject))
    spans = rows.time[ends - 1] - rows.time[starts] + 3
    part = np.cumsum(spans.astype(np.float64)) // _LONGEST
    for cut in np.split(np.arange(len(starts)), np.flatnonzero(np.diff(part)) + 1):
        yield _timeline(task, rows.part(int(starts[cut[0]]), int(ends[cut[-1]])))


def no_timeline(task: Task) -> Timeline:
    """The timeline of nobody."""
    none = np.zeros(0, dtype=np.int64)
    return _timeline(task, Rows(none, none, dict.fromkeys(plain_predicates(task), Somewhere.counted(none))))


def _timeline(task: Task, rows: Rows) -> Timeline:
    occurs: dict[str, Occurring] = {**rows.occurs, ANY_EVENT: Everywhere(len(rows.subject))}
    for name in task.predicates:
        _derive(name, task, occurs, ())
    starts = run_starts(rows.subject)
    ends = np.append(starts[1:], len(rows.subject))[: len(starts)]
    return Timeline(rows.subject, rows.time, starts, ends, occurs)


def _derive(name: str, task: Task, occurs: dict[str, Occurring], above: tuple[str, ...]) -> Occurring:
    """Where a predicate occurs; a derived one is there once or not at all."""
    if name in occurs:
        return occurs[name]
    one = task.predicates[name]
    if name in above or not isinstance(one, Derived):
        raise InputRefused(f"predicates.{name[:40]}: it is defined by itself; mend the task")
    parts = [_derive(part, task, occurs, (*above, name)) for part in one.of]
    occurs[name] = (all_of if one.kind == "and" else any_of)(parts, occurs[ANY_EVENT].length)
    return occurs[name]
