"""Reads from the record when a cohort's people were under which treatment, from their index date on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.engines.sql_selection import code_matches
from medomics_ehr.cohort.pathways.eras import Era
from medomics_ehr.cohort.pathways.treatments import Treatment
from medomics_ehr.cohort.running import Reading
from medomics_ehr.record import tables

#: Beyond so many people the codes alone are asked for, and the people are looked up here.
_MOST_BOUND = 2000


@dataclass(slots=True)
class Exposures:
    """Person to their exposures; `vague` counts what has only a month or a year."""

    of_person: dict[int, list[Era]] = field(default_factory=dict)
    vague: int = 0


@dataclass(frozen=True, slots=True)
class _Window:
    first: dt.date
    last: dt.date


def exposures_of(
    reading: Reading, people: pd.DataFrame, treatments: Sequence[Treatment], within: int | None
) -> Exposures:
    """The exposures that begin from each person's index date on, until they are censored.

    Only what is present and dated to the day counts. An exposure lasts until its recorded end, else one day.
    """
    windows = dict(_windows(people, within))
    found = Exposures()
    for treatment in treatments:
        for person, time, end, precision in reading.rows(_statement(treatment, list(windows), reading.dialect)):
            window = windows.get(person)
            if window is None or not window.first <= time.date() <= window.last:
                continue
            if precision in ("year", "month"):
                found.vague += 1
                continue
            last = max(time, end or time).date()
            era = Era(time.date(), max(time.date(), min(last, window.last)), (treatment.name,))
            found.of_person.setdefault(person, []).append(era)
    return found


def _windows(people: pd.DataFrame, within: int | None) -> Iterator[tuple[int, _Window]]:
    censored = people["censored_at"] if "censored_at" in people else pd.Series([pd.NaT] * len(people))
    for person, index, end in zip(people["subject_id"], people["index_date"], censored, strict=True):
        last = dt.date.max if end is None or pd.isna(end) else end.date()
        if within is not None and (dt.date.max - index.date()).days > within:
            last = min(last, index.date() + dt.timedelta(days=within))
        yield int(person), _Window(index.date(), last)


def _statement(treatment: Treatment, people: list[int], dialect: str) -> sa.Select[Any]:
    event = tables.event
    wheres = [code_matches(event.c.code, treatment.codes, dialect), event.c.assertion == "present"]
    if len(people) <= _MOST_BOUND:
        wheres.append(event.c.subject_id.in_(people))
    columns = (event.c.subject_id, event.c.time, event.c.end, event.c.time_precision)
    return sa.select(*columns).where(event.c.time.is_not(None), *wheres).distinct()
