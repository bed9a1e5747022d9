"""A whole Circe expression: from the initial events to the spells that people spend in the cohort."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.concept_sets import ConceptSets
from medomics_ehr.cohort.readers.circe.criteria import Criteria, observation_period
from medomics_ehr.cohort.readers.circe.eras import ends, inside_window, merged
from medomics_ehr.cohort.readers.circe.parts import days_after, only
from medomics_ehr.errors import InputRefused

MAX_CHARACTERS = 20_000_000
_PARTS = (
    "ConceptSets", "PrimaryCriteria", "AdditionalCriteria", "QualifiedLimit", "ExpressionLimit", "InclusionRules",
    "EndStrategy", "CensoringCriteria", "CollapseSettings", "CensorWindow", "cdmVersionRange", "Title",
)  # fmt: skip


def read_circe(text: str, where: str) -> Mapping[str, Any]:
    """The expression in a file's text.

    Raises:
        InputRefused: it is no JSON, or no Circe expression.
    """
    if len(text) > MAX_CHARACTERS:
        raise InputRefused(f"{where}: more than {MAX_CHARACTERS} characters; an ATLAS definition is smaller")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InputRefused(f"{where}: not readable as JSON, or nested too deep; export it from ATLAS again") from None
    data = data.get("expression", data) if isinstance(data, dict) else data
    if not isinstance(data, dict) or not isinstance(data.get("PrimaryCriteria"), dict):
        raise InputRefused(f"{where}: no PrimaryCriteria; a Circe expression has one")
    return data


def cohort_spells(data: Mapping[str, Any]) -> sa.Select[Any]:
    """The spells of the cohort: subject_id, cohort_start_date, cohort_end_date.

    Raises:
        InputRefused: a part of the expression is not supported; the message names it.
    """
    only(data, "expression", _PARTS)
    sets = ConceptSets(data.get("ConceptSets"))
    criteria = Criteria(sets)
    qualified = _qualified(data, criteria, _primary(data["PrimaryCriteria"], criteria))
    included = _included(data, criteria, qualified, data.get("InclusionRules") or [])
    spells = _first_ends(included, ends(included, data, criteria, sets).subquery())
    settings = data.get("CollapseSettings") or {}
    only(settings, "CollapseSettings", ("CollapseType", "EraPad"))
    collapsed = merged(spells.subquery(), int(settings.get("EraPad") or 0)).subquery()
    final = inside_window(collapsed, data.get("CensorWindow") or {}).subquery()
    return sa.select(
        final.c.person_id.label("subject_id"),
        final.c.start_date.label("cohort_start_date"),
        final.c.end_date.label("cohort_end_date"),
    ).order_by(final.c.person_id, final.c.start_date)


def cohort_steps(data: Mapping[str, Any]) -> list[tuple[str, sa.Select[Any]]]:
    """The waterfall: for each step its name and a query for the people left after it (person_id)."""
    criteria = Criteria(ConceptSets(data.get("ConceptSets")))
    primary = _primary(data["PrimaryCriteria"], criteria)
    qualified = _qualified(data, criteria, primary)
    found = [("initial events", _people(primary))]
    if data.get("AdditionalCriteria"):
        found.append(("qualifying events", _people(qualified)))
    rules = data.get("InclusionRules") or []
    for number, rule in enumerate(rules, start=1):
        left = _included({}, criteria, qualified, rules[:number])
        found.append((str(rule.get("name") or f"inclusion rule {number}"), _people(left)))
    spells = cohort_spells(data).subquery()
    return [*found, ("cohort", sa.select(spells.c.subject_id.label("person_id")).distinct())]


def _people(events: sa.FromClause) -> sa.Select[Any]:
    return sa.select(events.c.person_id).distinct()


def _primary(data: Mapping[str, Any], criteria: Criteria) -> sa.CTE:
    """The initial events, each inside an observation period with enough days before and after."""
    only(data, "PrimaryCriteria", ("CriteriaList", "ObservationWindow", "PrimaryCriteriaLimit"))
    listed = [criteria.events(one, f"PrimaryCriteria.CriteriaList[{n}]") for n, one in enumerate(data["CriteriaList"])]
    if not listed:
        raise InputRefused("PrimaryCriteria.CriteriaList: it is empty; name an initial event in ATLAS")
    events = sa.union_all(*(sa.select(one) for one in listed)).subquery()
    window = data.get("ObservationWindow") or {}
    period = observation_period
    start, end = period.c.observation_period_start_date, period.c.observation_period_end_date
    inside = sa.and_(
        period.c.person_id == events.c.person_id,
        events.c.start_date >= days_after(start, int(window.get("PriorDays") or 0)),
        events.c.start_date <= days_after(end, -int(window.get("PostDays") or 0)),
    )
    limit = (data.get("PrimaryCriteriaLimit") or {}).get("Type")
    kept = sa.select(events, start.label("op_start_date"), end.label("op_end_date")).join_from(events, period, inside)
    limited = _limited(kept.subquery(), limit).subquery()
    number = sa.func.row_number().over(
        partition_by=limited.c.person_id, order_by=(limited.c.start_date, limited.c.event_id)
    )
    others = [column for column in limited.c if column.name not in ("event_id", "ordinal")]
    return sa.select(number.label("event_id"), *others).cte("primary_events")


def _qualified(data: Mapping[str, Any], criteria: Criteria, events: sa.CTE) -> sa.CTE:
    group = data.get("AdditionalCriteria")
    if not group:
        return events
    kept = sa.select(events).where(criteria.group(events, group, "AdditionalCriteria"))
    limit = (data.get("QualifiedLimit") or {}).get("Type")
    return sa.select(_limited(kept.subquery(), limit).subquery()).cte("qualified_events")


def _included(data: Mapping[str, Any], criteria: Criteria, events: sa.CTE, rules: list[Any]) -> sa.CTE:
    wheres = [criteria.group(events, rule["expression"], f"InclusionRules[{n}]") for n, rule in enumerate(rules)]
    kept = sa.select(events).where(sa.and_(sa.true(), *wheres)).subquery()
    limit = (data.get("ExpressionLimit") or {}).get("Type")
    columns = [column for column in kept.c if column.name != "ordinal"]
    return sa.select(_limited(sa.select(*columns).subquery(), limit).subquery()).cte("included_events")


def _limited(events: sa.FromClause, limit: Any) -> sa.Select[Any]:
    """All events, or each person's first or last."""
    columns = [column for column in events.c if column.name != "ordinal"]
    kind = str(limit or "All").lower()
    if kind == "all":
        return sa.select(*columns)
    if kind not in ("first", "last"):
        raise InputRefused(f"a limit is {str(limit)[:20]!r}; it must be All, First or Last")
    date = events.c.start_date.asc() if kind == "first" else events.c.start_date.desc()
    order = sa.func.row_number().over(partition_by=events.c.person_id, order_by=(date, events.c.event_id))
    ranked = sa.select(*columns, order.label("ordinal")).subquery()
    return sa.select(*(ranked.c[column.name] for column in columns)).where(ranked.c.ordinal == 1)


def _first_ends(events: sa.CTE, candidates: sa.FromClause) -> sa.Select[Any]:
    """Each event with the earliest of its end dates that is not before its start."""
    same = sa.and_(
        candidates.c.person_id == events.c.person_id,
        candidates.c.event_id == events.c.event_id,
        candidates.c.end_date >= events.c.start_date,
    )
    first = sa.func.min(candidates.c.end_date).label("end_date")
    return (
        sa.select(events.c.person_id, events.c.start_date, first)
        .join_from(events, candidates, same)
        .group_by(events.c.person_id, events.c.event_id, events.c.start_date)
    )
