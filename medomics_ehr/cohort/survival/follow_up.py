"""How long each person was followed from the index date, and whether the outcome ended that time.

Follow-up ends at the outcome, at death, where the cohort's definition censors, or with what the record knows: the end
of the last observation period, or the last dated event where there is none. Nothing after `today` counts. Times are
whole days; a fact known to its month or year counts at its latest day, and only if it lies wholly after the index.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.definition import Selection
from medomics_ehr.cohort.engines.sql_selection import Selections
from medomics_ehr.cohort.running import Reading
from medomics_ehr.cohort.survival.outcome import Outcome
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables

COLUMNS = {"subject_id": "int64", "days": "int64", "observed": "bool"}
BEFORE = "died before their index date"
VAGUE = "have an outcome dated too vaguely to say whether it came after the index"
_MOST_BOUND = 2000
Days = Mapping[int, list[tuple[dt.date, dt.date]]]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A row for each person (subject_id, days, observed), and how many people were set apart or are in doubt."""

    frame: pd.DataFrame
    remarks: Mapping[str, int]


def follow_up(
    reading: Reading, people: pd.DataFrame, outcome: Outcome, death: Outcome, today: dt.date | None = None
) -> FollowUp:
    """Measure the people of a cohort; a cohort of nobody gives an empty frame.

    Raises:
        InputRefused: somebody has no index date, or the record takes too long.
    """
    if people["index_date"].isna().any():
        raise InputRefused(
            "somebody in the cohort has no index date to count from; save it with an `index` in its definition"
        )
    until = today or dt.datetime.now(dt.UTC).date()
    ids = [int(person) for person in people["subject_id"]]
    outcomes = _dated(reading, outcome.facts, ids, until)
    deaths = outcomes if outcome.is_death else _dated(reading, death.facts, ids, until)
    last = _last_known(reading, ids, until)
    rows: list[tuple[int, int, bool]] = []
    remarks = {BEFORE: 0, VAGUE: 0}
    for person, index, censored in _starts(people):
        died = min((latest for _, latest in deaths.get(person, [])), default=None)
        if died is not None and died < index:
            remarks[BEFORE] += 1
            continue
        at = died if outcome.is_death else _first_after(outcomes.get(person, []), index)
        remarks[VAGUE] += not outcome.is_death and _is_vague(outcomes.get(person, []), index)
        ends = [end for end in (censored, died) if end is not None]
        end = max(min([*ends, last.get(person, index)]), index) if at is None else min([at, *ends])
        rows.append((person, (end - index).days, at is not None and end == at))
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return FollowUp(frame, {words: n for words, n in remarks.items() if n})


def _starts(people: pd.DataFrame) -> list[tuple[int, dt.date, dt.date | None]]:
    censored = people["censored_at"] if "censored_at" in people else pd.Series([None] * len(people))
    columns = zip(people["subject_id"], people["index_date"], censored, strict=True)
    return [(int(who), start.date(), None if pd.isna(end) else end.date()) for who, start, end in columns]


def _first_after(facts: Sequence[tuple[dt.date, dt.date]], index: dt.date) -> dt.date | None:
    return min((latest for earliest, latest in facts if earliest > index), default=None)


def _is_vague(facts: Sequence[tuple[dt.date, dt.date]], index: dt.date) -> bool:
    return _first_after(facts, index) is None and any(earliest <= index < latest for earliest, latest in facts)


def _dated(reading: Reading, selection: Selection, people: list[int], until: dt.date) -> Days:
    """Person to the first and last possible day of each fact."""
    facts = Selections(reading.dialect).facts(selection)
    statement = sa.select(facts.c.subject_id, facts.c.earliest, facts.c.latest).where(facts.c.earliest.is_not(None))
    found: dict[int, list[tuple[dt.date, dt.date]]] = {}
    for person, earliest, latest in reading.rows(_of(statement, facts.c.subject_id, people)):
        if earliest.date() <= until:
            found.setdefault(int(person), []).append((earliest.date(), min(latest.date(), until)))
    return found


def _last_known(reading: Reading, people: list[int], until: dt.date) -> dict[int, dt.date]:
    """The last day of observation; where none is recorded, of any event."""
    event, period = tables.event, tables.metadata.tables["cdm.observation_period"]
    seen = sa.select(event.c.subject_id, sa.func.max(sa.cast(event.c.time, sa.Date))).group_by(event.c.subject_id)
    seen = seen.where(event.c.assertion == "present", event.c.time < dt.datetime.combine(until, dt.time.max))
    watched = sa.select(period.c.person_id, sa.func.max(period.c.observation_period_end_date))
    watched = watched.group_by(period.c.person_id)
    known = {int(person): day for person, day in reading.rows(_of(watched, period.c.person_id, people))}
    if not all(person in known for person in people):
        events = reading.rows(_of(seen, event.c.subject_id, people))
        known = {int(person): day for person, day in events} | known
    return {person: min(day, until) for person, day in known.items()}


def _of(statement: sa.Select[Any], column: sa.ColumnElement[Any], people: list[int]) -> sa.Select[Any]:
    return statement.where(column.in_(people)) if len(people) <= _MOST_BOUND else statement
