"""Explains an ACES task: demand by demand, with the events that its predicates found in the window of one place.

A demand is met where a place of the person is left after it. The rows are those of the first place that is left, or of
the last one lost. Judged by the task's own engine on the person's own events.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from medomics_ehr.cohort.aces import TaskCohort, moment
from medomics_ehr.cohort.engines.reference import Fact
from medomics_ehr.cohort.evidence import quotes
from medomics_ehr.cohort.explain.events import fact_of, row_of, spans_of
from medomics_ehr.cohort.explain.verdicts import MAX_ROWS, NO_SUCH_PERSON, Explanation, Row, Verdict
from medomics_ehr.cohort.readers.aces.realise import Stage, realise, stages
from medomics_ehr.cohort.readers.aces.record_events import timelines_of_record
from medomics_ehr.cohort.readers.aces.task import ANY_EVENT, Derived, Plain, Task
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record


def explain_task(
    record: Record, cohort: TaskCohort, person_id: int, displays: Mapping[str, tuple[str, ...]]
) -> Explanation:
    """Judge one person, demand by demand; what follows a failed demand is not judged.

    Raises:
        InputRefused: the record holds no such person.
    """
    facts = _facts(record, person_id)
    timelines = list(timelines_of_record(cohort.task, record, person_id))
    parts = stages(cohort.task, timelines)
    cited = quotes(record, spans_of(facts))
    verdicts: list[Verdict] = []
    last: Stage | None = None
    for stage in parts[0] if parts else [_nothing(cohort.task)]:
        met = len(stage.subject) > 0
        found = _found(cohort.task, stage, stage if met else last, facts)
        rows = tuple(row_of(fact, displays, cited) for fact in found[:MAX_ROWS])
        verdicts.append(_verdict(stage, stage if met else last, met, rows, len(found)))
        if not met:
            break
        last = stage
    places = realise(cohort.task, timelines)
    index = places["index_timestamp" if "index_timestamp" in places else "trigger"].min() if len(places) else None
    return Explanation(person_id, len(places) > 0, None if index is None else index.to_pydatetime(), tuple(verdicts))


def _facts(record: Record, person_id: int) -> list[Fact]:
    person, event = tables.metadata.tables["cdm.person"], tables.event
    wanted = sa.select(event).where(
        event.c.subject_id == person_id, event.c.time.is_not(None), event.c.assertion == "present"
    )
    with record.read() as connection:
        if connection.execute(sa.select(person.c.person_id).where(person.c.person_id == person_id)).first() is None:
            raise InputRefused(NO_SUCH_PERSON)
        rows = connection.execute(wanted.order_by(event.c.time, event.c.code, event.c.source_id)).mappings().all()
    return [fact_of(row) for row in rows]


def _nothing(task: Task) -> Stage:
    """The trigger of somebody without any event that the task asks for."""
    return Stage(f"trigger {task.trigger}", task.trigger, "", np.zeros(0, dtype=np.int64), {})


def _verdict(stage: Stage, place: Stage | None, met: bool, rows: tuple[Row, ...], found: int) -> Verdict:
    notes = []
    if stage.window and place is not None:
        start, end = _bounds(stage, place)
        notes.append(f"window from {_day(start, 'the start')} to {_day(end, 'the end')}")
    if stage.predicate:
        notes.append(f"{found} found")
    return Verdict(stage.label, met, rows if met else (), () if met else rows, tuple(notes))


def _found(task: Task, stage: Stage, place: Stage | None, facts: Sequence[Fact]) -> list[Fact]:
    """The events that a demand's predicate means, in the window of the place, or all of the trigger's."""
    if not stage.predicate:
        return []
    meant = [fact for fact in facts if _means(task, stage.predicate, fact)]
    if not stage.window or place is None:
        return meant
    start, end = _bounds(stage, place)
    (window,) = (one for one in task.windows if one.name == stage.window)
    return [
        fact
        for fact in meant
        if fact.time is not None
        and (start is None or fact.time > start or (window.start_inclusive and fact.time == start))
        and (end is None or fact.time < end or (window.end_inclusive and fact.time == end))
    ]


def _bounds(stage: Stage, place: Stage) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The window of the first place that is left there; None where it is open or was never placed."""
    sides = (place.bounds.get(f"{stage.window}.{side}") for side in ("start", "end"))
    start, end = (None if times is None or not len(times) else moment(int(times[0])) for times in sides)
    return start, end


def _means(task: Task, predicate: str, fact: Fact) -> bool:
    if predicate == ANY_EVENT:
        return True
    one = task.predicates[predicate]
    if isinstance(one, Derived):
        return any(_means(task, part, fact) for part in one.of)
    return _has_code(one, fact.code) and _has_value(one, fact.numeric_value)


def _has_code(one: Plain, code: str) -> bool:
    if one.pattern is not None:
        return bool(pc.match_substring_regex(pa.array([code]), one.pattern)[0].as_py())
    return code == one.code if one.code is not None else code in one.codes


def _has_value(one: Plain, value: float | None) -> bool:
    if one.low is None and one.high is None:
        return True
    if value is None:
        return False
    above = one.low is None or value > one.low or (one.low_inclusive and value == one.low)
    return above and (one.high is None or value < one.high or (one.high_inclusive and value == one.high))


def _day(at: dt.datetime | None, otherwise: str) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at is not None else otherwise
