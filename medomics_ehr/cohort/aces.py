"""An ACES task as a cohort: its people, dated by the first place where the windows fit, and its waterfall.

Its waterfall counts the people who have a place left after each demand, as es-aces logs what each constraint drops.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.attrition import EVERYBODY, Step
from medomics_ehr.cohort.readers.aces.realise import stages
from medomics_ehr.cohort.readers.aces.record_events import places_in_record, timelines_of_record
from medomics_ehr.cohort.readers.aces.task import Task, read_task
from medomics_ehr.cohort.running import TIME_LIMIT, Reading
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record


@dataclass(frozen=True, slots=True)
class TaskCohort:
    """An ACES task as read from a file, and the file's text."""

    name: str
    task: Task
    text: str


def is_task(text: str) -> bool:
    """Whether a YAML file looks like an ACES task rather than a cohort definition.

    >>> is_task("trigger: admission\\nwindows: {}"), is_task("medomics_cohort: 1")
    (True, False)
    """
    keys = {line.partition(":")[0] for line in text.splitlines() if line and not line.startswith((" ", "#", "-"))}
    return {"windows", "trigger"} <= keys and "medomics_cohort" not in keys


def read_task_cohort(path: Path, text: str) -> TaskCohort:
    """The task in a file.

    Raises:
        InputRefused: it is no ACES task.
    """
    return TaskCohort(path.stem, read_task(text, path.name), text)


def subjects_by_stage(
    record: Record, cohort: TaskCohort, seconds: float = TIME_LIMIT
) -> list[tuple[str, frozenset[int]]]:
    """For each demand of the task, in order, its label and the people with a place left."""
    parts = stages(cohort.task, timelines_of_record(cohort.task, record, seconds=seconds))
    together: dict[int, tuple[str, set[int]]] = {}
    for part in parts:
        for number, stage in enumerate(part):
            together.setdefault(number, (stage.label, set()))[1].update(map(int, stage.subject))
    return [(label, frozenset(subjects)) for label, subjects in together.values()]


def task_waterfall(reading: Reading, record: Record, cohort: TaskCohort) -> tuple[Step, ...]:
    """How many people are left after each demand of the task."""
    person = tables.metadata.tables["cdm.person"]
    ((everybody,),) = reading.rows(sa.select(sa.func.count()).select_from(person))
    left = [(EVERYBODY, int(everybody))]
    left += [(label, len(subjects)) for label, subjects in subjects_by_stage(record, cohort, reading.seconds)]
    if len(left) == 1:
        left.append((f"trigger {cohort.task.trigger}", 0))
    before = [left[0][1], *(people for _, people in left)]
    return tuple(Step(label, people, lost - people) for (label, people), lost in zip(left, before, strict=False))


def task_people(record: Record, cohort: TaskCohort, seconds: float = TIME_LIMIT) -> pd.DataFrame:
    """Each member's first place: subject_id, index_date (the task's index, else its trigger), censored_at (none)."""
    places = places_in_record(cohort.task, record, seconds)
    dated = places.rename(columns={"index_timestamp" if "index_timestamp" in places else "trigger": "index_date"})
    first = dated.sort_values(["subject_id", "index_date"]).drop_duplicates("subject_id")
    return first.reindex(columns=["subject_id", "index_date", "censored_at"]).reset_index(drop=True)


def moment(microseconds: int) -> dt.datetime | None:
    """A bound of a window as a moment; None at the edge of the record.

    >>> moment(0), moment(2**62)
    (datetime.datetime(1970, 1, 1, 0, 0), None)
    """
    try:
        return dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=microseconds)
    except OverflowError:
        return None
