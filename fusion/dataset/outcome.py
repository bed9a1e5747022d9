"""How long each subject was followed from the index day, and whether death ended it: the outcome of every model.

Follow-up ends where `cohort survival` ends it: at death, or with the last observation period; at the last event or
visit where the record holds no period of the person. Nothing after today counts.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa

from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

_IN_LIST = 5000


def outcome_of(record: Record, index: pd.DataFrame, today: dt.date | None = None) -> pd.DataFrame:
    """`time`, whole days from the index day to death or to the end of follow-up, and `event`, 1 for death.

    Args:
        index: subject_id, index_date.
        today: the last day that counts; for tests.
    """
    until = pd.Timestamp(today or dt.datetime.now(dt.UTC).date())
    death = tables.metadata.tables["cdm.death"].c
    died = _instants(record, death.person_id, sa.func.min(death.death_date), index)
    died = died.reindex(index["subject_id"])
    died = died.where(died <= until)
    last = _last_known(record, index)
    end = died.where(died.notna(), last.where(last.isna() | (last <= until), until))
    days = (end.to_numpy() - index["index_date"].dt.normalize().to_numpy()) / np.timedelta64(1, "D")
    return pd.DataFrame({"time": np.floor(days), "event": died.notna().to_numpy().astype(float)})


def of_subjects(statement: Any, subject: sa.ColumnElement[int], index: pd.DataFrame) -> sa.Select[Any]:
    """Narrowed to the cohort where that is cheaper than reading all and joining afterwards."""
    subjects = [int(value) for value in index["subject_id"]]
    narrowed: sa.Select[Any] = statement.where(subject.in_(subjects)) if len(subjects) <= _IN_LIST else statement
    return narrowed


def _last_known(record: Record, index: pd.DataFrame) -> pd.Series:
    """The end of each one's last observation period, or the last event or visit where there is no period."""
    period = tables.metadata.tables["cdm.observation_period"].c
    visit = tables.metadata.tables["cdm.visit_occurrence"].c
    event = tables.event.c
    watched = _instants(record, period.person_id, sa.func.max(period.observation_period_end_date), index)
    seen = [
        _instants(record, visit.person_id, sa.func.max(visit.visit_end_date), index),
        _instants(record, event.subject_id, sa.func.max(event.time), index, event.assertion != "planned"),
    ]
    last = pd.concat(seen, axis=1).max(axis=1).reindex(index["subject_id"])
    watched = watched.reindex(index["subject_id"])
    return watched.where(watched.notna(), last)


def _instants(
    record: Record,
    subject: sa.ColumnElement[int],
    instant: sa.ColumnElement[object],
    index: pd.DataFrame,
    *conditions: sa.ColumnElement[bool],
) -> pd.Series:
    statement = sa.select(subject.label("subject_id"), instant.label("instant")).where(*conditions).group_by(subject)
    rows = record.frame(of_subjects(statement, subject, index))
    return pd.Series(pd.to_datetime(rows["instant"]).to_numpy("datetime64[us]"), index=rows["subject_id"])
