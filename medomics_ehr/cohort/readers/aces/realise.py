"""Finds every place of a timeline where a task's windows fit. All candidates at once, in NumPy.

A window's start or end hangs on the trigger or on another window's bound; bounds are resolved in that order. A bound by
an event is the next one after its anchor (at it too, if that side of the window is inclusive).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from medomics_ehr.cohort.readers.aces.occurring import Ints
from medomics_ehr.cohort.readers.aces.task import Bound, Task, Window
from medomics_ehr.cohort.readers.aces.timeline import Flags, Timeline, no_timeline
from medomics_ehr.errors import InputRefused

Columns = dict[str, Any]
_FAR = np.iinfo(np.int64).max // 4


def realise(task: Task, timelines: Iterable[Timeline]) -> pd.DataFrame:
    """The places where the task fits: subject_id, index_timestamp, label (where the task has them), trigger.

    One row a place, by subject and time of the trigger. The label is how many such events its window holds.
    """
    return one_frame(task, places(task, timelines))


def places(task: Task, timelines: Iterable[Timeline]) -> Iterator[Columns]:
    """The same for each part of the events: its columns."""
    windows = _in_order(task)
    for timeline in timelines:
        found = _Places(task, timeline)
        for _ in _stages(found, windows):
            pass
        yield found.columns()


def one_frame(task: Task, parts: Iterable[Columns]) -> pd.DataFrame:
    """The places of all parts; without any, the columns that the task would have."""
    rows = [*places(task, [no_timeline(task)]), *parts]
    # A column's parts go as soon as they are joined, or millions of places would be held twice.
    joined = {name: np.concatenate([part.pop(name) for part in rows]) for name in list(rows[0])}
    return pd.DataFrame(joined, copy=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one demand of a task leaves.

    Attributes:
        label: the demand in words.
        predicate: what it asks for; "" for the bounds of a window.
        window: where it asks for it; "" for the trigger.
        subject: the subject of each place that is left.
        bounds: `WINDOW.start` and `WINDOW.end` to their times for these places, microseconds since 1970.
    """

    label: str
    predicate: str
    window: str
    subject: Ints
    bounds: Mapping[str, Ints]


def stages(task: Task, timelines: Iterable[Timeline]) -> list[list[Stage]]:
    """For each part of the events, what is left after the trigger, each window's bounds and each of its demands."""
    windows = _in_order(task)
    return [list(_stages(_Places(task, timeline), windows)) for timeline in timelines]


def _stages(found: _Places, windows: list[Window]) -> Iterator[Stage]:
    """Narrow the places demand by demand."""

    def stage(label: str, predicate: str, window: str) -> Stage:
        return Stage(label, predicate, window, found.rows.subject[found.trigger], dict(found.bounds))

    yield stage(f"trigger {found.task.trigger}", found.task.trigger, "")
    for window in windows:
        found.resolve(window)
        yield stage(f"window {window.name} can be placed", "", window.name)
        for predicate, least, most in window.has:
            found.demand(window, predicate, least, most)
            yield stage(f"window {window.name} has {_range(least, most)} {predicate}", predicate, window.name)
        found.mark(window)


def _range(least: int | None, most: int | None) -> str:
    """How many are asked for.

    >>> _range(1, None), _range(None, 0), _range(None, 3), _range(2, 3)
    ('at least 1', 'no', 'at most 3', '2 to 3')
    """
    if most is None:
        return f"at least {least or 0}"
    return "no" if most == 0 else f"at most {most}" if not least else f"{least} to {most}"


def _in_order(task: Task) -> list[Window]:
    """The windows, each after those that it hangs on."""
    done: list[Window] = []
    waiting = list(task.windows)
    while waiting:
        ready = [w for w in waiting if _needs(w) <= {d.name for d in done}]
        if not ready:
            raise InputRefused(f"windows.{waiting[0].name[:40]}: its bounds hang on nothing that leads to the trigger")
        done += ready
        waiting = [w for w in waiting if w not in ready]
    return done


def _needs(window: Window) -> set[str]:
    anchors = (window.start.anchor, window.end.anchor)
    return {anchor.partition(".")[0] for anchor in anchors if anchor not in ("", "trigger", "start", "end")}


def _end_to_end(timeline: Timeline) -> Ints:
    """The rows' times with the subjects' spans one after the other, so that one search finds the rows of any subject.

    A span is followed by a gap of two microseconds: room for a time before all of a subject's rows or after them.
    """
    starts, ends = timeline.starts, timeline.ends
    spans = timeline.time[ends - 1] - timeline.time[starts] + 3
    offsets = np.cumsum(spans) - spans - timeline.time[starts]
    laid: Ints = timeline.time + np.repeat(offsets, ends - starts)
    return laid


class _Places:
    """The candidates that are left, and the time of each bound that is known."""

    def __init__(self, task: Task, timeline: Timeline) -> None:
        self.task = task
        self.rows = timeline
        self.trigger: Ints = timeline.occurs[task.trigger].rows
        self.bounds: dict[str, Ints] = {"trigger": timeline.time[self.trigger]}
        #: The number of each place's subject in `rows.starts`.
        self.who: Ints = np.searchsorted(timeline.starts, self.trigger, side="right") - 1
        self.label: Ints | None = None
        self.index: Ints | None = None
        self.laid = _end_to_end(timeline)
        #: The rows between the bounds of the window that is looked at, once they are asked for.
        self.inside: tuple[Ints, Ints] | None = None

    def resolve(self, window: Window) -> None:
        """Give both bounds of a window their times; places where an event is missing drop out."""
        self.inside = None
        sides: dict[Literal["start", "end"], Bound] = {"start": window.start, "end": window.end}
        order: tuple[Literal["start", "end"], ...] = (
            ("end", "start") if window.start.anchor == "end" else ("start", "end")
        )
        for side in order:
            bound = sides[side]
            if not bound.anchor:
                times = np.full(len(self.trigger), -_FAR if side == "start" else _FAR)
            else:
                anchor = self.bounds[
                    f"{window.name}.{bound.anchor}" if bound.anchor in ("start", "end") else bound.anchor
                ]
                inclusive = window.start_inclusive if side == "end" else window.end_inclusive
                times = self._time(bound, anchor, inclusive)
            self.bounds[f"{window.name}.{side}"] = times
            self._keep(times != np.iinfo(np.int64).min)

    def _time(self, bound: Bound, anchor: Ints, inclusive: bool) -> Ints:
        if not bound.predicate:
            return anchor + round(bound.delta.total_seconds() * 1_000_000)
        occurs, missing = self.rows.occurs[bound.predicate], np.iinfo(np.int64).min
        first, last = self.rows.starts[self.who], self.rows.ends[self.who]
        if bound.backwards:
            event = occurs.preceding(self._position(anchor, after=inclusive))
            return np.where(event >= first, self.rows.time[np.clip(event, 0, None)], missing)
        event = occurs.following(self._position(anchor, after=not inclusive))
        return np.where(event < last, self.rows.time[np.clip(event, None, len(self.rows.time) - 1)], missing)

    def _position(self, times: Ints, after: bool) -> Ints:
        """For each place, the first row of its subject at or after a time (strictly after, if `after`)."""
        first, last = self.rows.starts[self.who], self.rows.ends[self.who]
        low, high = self.rows.time[first], self.rows.time[last - 1]
        shift = self.laid[first] - low
        inside = np.clip(times, low - 1, high + 1) + shift
        return np.searchsorted(self.laid, inside, side="right" if after else "left")

    def demand(self, window: Window, predicate: str, least: int | None, most: int | None) -> None:
        """Drop the places where a window holds too few or too many of a predicate."""
        number = self._count(window, predicate)
        self._keep((number >= (least or 0)) & (number <= (_FAR if most is None else most)))

    def mark(self, window: Window) -> None:
        """Take a window's label and index."""
        if window.label:
            self.label = self._count(window, window.label)
        if window.index:
            self.index = self.bounds[f"{window.name}.{window.index}"]

    def _count(self, window: Window, predicate: str) -> Ints:
        if self.inside is None:
            start = self._position(self.bounds[f"{window.name}.start"], after=not window.start_inclusive)
            end = self._position(self.bounds[f"{window.name}.end"], after=window.end_inclusive)
            self.inside = start, np.maximum(start, end)
        start, end = self.inside
        occurs = self.rows.occurs[predicate]
        return occurs.before(end) - occurs.before(start)

    def _keep(self, wanted: Flags) -> None:
        if wanted.all():
            return
        self.trigger, self.who = self.trigger[wanted], self.who[wanted]
        self.bounds = {name: times[wanted] for name, times in self.bounds.items()}
        self.inside = None if self.inside is None else (self.inside[0][wanted], self.inside[1][wanted])
        self.label = None if self.label is None else self.label[wanted]
        self.index = None if self.index is None else self.index[wanted]

    def columns(self) -> Columns:
        """The places that are left."""
        columns: dict[str, Any] = {"subject_id": self.rows.subject[self.trigger]}
        if self.index is not None:
            columns["index_timestamp"] = self.index.astype("datetime64[us]")
        if self.label is not None:
            columns["label"] = self.label
        columns["trigger"] = self.rows.time[self.trigger].astype("datetime64[us]")
        return columns
