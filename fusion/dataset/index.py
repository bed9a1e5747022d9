"""Index dates: from a saved cohort, or from the first event that a rule names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import sqlalchemy as sa

from fusion.config import IndexRule
from medomics_ehr.cohort.saved import load_people
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


@dataclass(frozen=True)
class IndexDates:
    """Who is dated, and how many were asked for.

    Attributes:
        frame: subject_id, index_date.
        account: how many members the cohort has, and how many of them no index event dates.
    """

    frame: pd.DataFrame
    account: Mapping[str, int]


def index_dates(workspace: Workspace, cohort: str | None, rule: IndexRule | None) -> IndexDates:
    """The index dates of the cohort's members, dated by the rule where there is one.

    A rule's event must have happened (`present`); its date is its earliest instant.

    Raises:
        InputRefused: no such cohort, or nobody has an index date.
    """
    people = load_people(workspace, cohort) if cohort is not None else None
    if rule is None:
        assert people is not None
        dated = people[["subject_id", "index_date"]].dropna()
    else:
        dated = _first_events(Record.of(workspace), rule)
        if people is not None:
            dated = dated[dated["subject_id"].isin(people["subject_id"])]
    if dated.empty:
        where = f"cohort {cohort}" if rule is None else "index rule"
        raise InputRefused(f"{where}: nobody has an index date; check it with `medomics cohort count`")
    days = pd.Timedelta(days=rule.after_days if rule else 0)
    frame = dated.assign(index_date=pd.to_datetime(dated["index_date"]) + days).reset_index(drop=True)
    if people is None:
        return IndexDates(frame, {})
    members = int(people["subject_id"].nunique())
    return IndexDates(frame, {"cohort": members, "no index date": members - int(frame["subject_id"].nunique())})


def _first_events(record: Record, rule: IndexRule) -> pd.DataFrame:
    event = tables.event.c
    matched = sa.or_(*_code_conditions(event.code, rule.codes), *_display_condition(event.code, rule.displays))
    statement = (
        sa.select(event.subject_id, sa.func.min(event.time).label("index_date"))
        .where(matched, event.assertion == "present", event.time.is_not(None))
        .group_by(event.subject_id)
    )
    return record.frame(statement)


def _code_conditions(column: sa.ColumnElement[str], codes: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [column.startswith(code, autoescape=True) for code in codes]


def _display_condition(column: sa.ColumnElement[str], displays: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    if not displays:
        return []
    shown = tables.code_display.c
    wanted = [text.casefold() for text in displays]
    return [column.in_(sa.select(shown.code).where(sa.func.lower(shown.display).in_(wanted)))]
