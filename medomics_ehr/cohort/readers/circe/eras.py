"""End dates of a Circe cohort, and the merging of spells that touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.concept_sets import ConceptSets
from medomics_ehr.cohort.readers.circe.criteria import Criteria
from medomics_ehr.cohort.readers.circe.domains import DOMAINS
from medomics_ehr.cohort.readers.circe.parts import day, days_after, only
from medomics_ehr.errors import InputRefused


def ends(
    events: sa.FromClause, data: Mapping[str, Any], criteria: Criteria, sets: ConceptSets
) -> sa.CompoundSelect[Any]:
    """Candidate end dates of the included events: by the strategy, the observation period, and censoring events."""
    strategy = data.get("EndStrategy") or {}
    only(strategy, "EndStrategy", ("DateOffset", "CustomEra"))
    parts = []
    if strategy.get("DateOffset"):
        parts.append(_offset(events, strategy["DateOffset"]))
    else:
        parts.append(sa.select(events.c.person_id, events.c.event_id, events.c.op_end_date.label("end_date")))
    if strategy.get("CustomEra"):
        parts.append(_drug_era(events, strategy["CustomEra"], sets))
    for number, one in enumerate(data.get("CensoringCriteria") or []):
        parts.append(_censored(events, criteria.events(one, f"CensoringCriteria[{number}]")))
    return sa.union_all(*parts)


def _offset(events: sa.FromClause, data: Mapping[str, Any]) -> sa.Select[Any]:
    only(data, "EndStrategy.DateOffset", ("DateField", "Offset"))
    fields = {"StartDate": events.c.start_date, "EndDate": events.c.end_date}
    if data.get("DateField") not in fields:
        raise InputRefused("EndStrategy.DateOffset.DateField: it is neither StartDate nor EndDate")
    date = days_after(fields[data["DateField"]], int(data.get("Offset") or 0))
    capped = sa.case((date > events.c.op_end_date, events.c.op_end_date), else_=date)
    return sa.select(events.c.person_id, events.c.event_id, capped.label("end_date"))


def _censored(events: sa.FromClause, censoring: sa.FromClause) -> sa.Select[Any]:
    """The first censoring event from the start on, inside the observation period."""
    inside = sa.and_(
        censoring.c.person_id == events.c.person_id,
        censoring.c.start_date >= events.c.start_date,
        censoring.c.start_date <= events.c.op_end_date,
    )
    first = sa.func.min(censoring.c.start_date).label("end_date")
    statement = sa.select(events.c.person_id, events.c.event_id, first).join_from(events, censoring, inside)
    return statement.group_by(events.c.person_id, events.c.event_id)


def _drug_era(events: sa.FromClause, data: Mapping[str, Any], sets: ConceptSets) -> sa.Select[Any]:
    """The end of the continuous exposure around the event, gaps of some days allowed."""
    only(data, "EndStrategy.CustomEra", ("DrugCodesetId", "GapDays", "Offset", "DaysSupplyOverride"))
    domain = DOMAINS["DrugExposure"]
    rows = domain.rows
    wanted = sets.ids(data.get("DrugCodesetId"), "EndStrategy.CustomEra")
    override = data.get("DaysSupplyOverride")
    start = rows.c.drug_exposure_start_date
    end = domain.end_date() if override is None else days_after(start, int(override))
    either = sa.or_(rows.c.drug_concept_id.in_(wanted), rows.c.drug_source_concept_id.in_(wanted))
    # Circe lengthens each exposure by the offset before it joins them, so that the offset bridges gaps too.
    last = days_after(end, int(data.get("Offset") or 0)).label("end_date")
    exposures = sa.select(rows.c.person_id, start.label("start_date"), last).where(either)
    era = merged(exposures.subquery(), int(data.get("GapDays") or 0)).subquery()
    around = sa.and_(
        era.c.person_id == events.c.person_id,
        events.c.start_date >= era.c.start_date,
        events.c.start_date <= era.c.end_date,
    )
    return sa.select(events.c.person_id, events.c.event_id, era.c.end_date).join_from(events, era, around)


def merged(spells: sa.FromClause, gap: int) -> sa.Select[Any]:
    """Spells of one person that overlap, or lie at most `gap` days apart, as one."""
    padded = sa.select(
        spells.c.person_id, spells.c.start_date, days_after(spells.c.end_date, gap).label("end_date")
    ).subquery()
    before = sa.func.max(padded.c.end_date).over(
        partition_by=padded.c.person_id, order_by=(padded.c.start_date, padded.c.end_date), rows=(None, -1)
    )
    opens = sa.case((before >= padded.c.start_date, 0), else_=1).label("opens")
    marked = sa.select(padded, opens).subquery()
    number = sa.func.sum(marked.c.opens).over(
        partition_by=marked.c.person_id, order_by=(marked.c.start_date, marked.c.end_date), rows=(None, 0)
    )
    numbered = sa.select(marked, number.label("number")).subquery()
    return sa.select(
        numbered.c.person_id,
        sa.func.min(numbered.c.start_date).label("start_date"),
        days_after(sa.func.max(numbered.c.end_date), -gap).label("end_date"),
    ).group_by(numbered.c.person_id, numbered.c.number)


def inside_window(spells: sa.FromClause, window: Mapping[str, Any]) -> sa.Select[Any]:
    """Spells cut to a calendar window."""
    only(window, "CensorWindow", ("StartDate", "EndDate"))
    start, end = spells.c.start_date, spells.c.end_date
    wheres = []
    first: sa.ColumnElement[Any] = start
    last: sa.ColumnElement[Any] = end
    if window.get("StartDate"):
        bound = sa.literal(day(window["StartDate"], "CensorWindow.StartDate"), sa.Date)
        first, wheres = sa.case((start < bound, bound), else_=start), [end >= bound]
    if window.get("EndDate"):
        bound = sa.literal(day(window["EndDate"], "CensorWindow.EndDate"), sa.Date)
        last, wheres = sa.case((end > bound, bound), else_=end), [*wheres, start <= bound]
    return sa.select(spells.c.person_id, first.label("start_date"), last.label("end_date")).where(*wheres)
