"""A whole Circe expression: from the initial events to the spells that people spend in the cohort."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.concept_sets import ConceptSets
from medomics_ehr.cohort.readers.circe.criteria import Criteria, observation_period
from medomics_ehr.cohort.readers.circe.domains import DOMAINS
from medomics_ehr.cohort.readers.circe.eras import ends, inside_window, merged
from medomics_ehr.cohort.readers.circe.parts import days_after, only
from medomics_ehr.cohort.readers.circe.shape import check_shape
from medomics_ehr.errors import InputRefused

MAX_CHARACTERS = 20_000_000
INITIAL, QUALIFYING, COHORT = "initial events", "qualifying events", "cohort"
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
    check_shape(data, where)
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
    staged = stages(data)
    found = [(INITIAL, _people(staged.primary))]
    if data.get("AdditionalCriteria"):
        found.append((QUALIFYING, _people(staged.qualified)))
    rules = data.get("InclusionRules") or []
    for number, (name, _) in enumerate(staged.rules, start=1):
        found.append((name, _people(_included({}, staged.criteria, staged.qualified, rules[:number]))))
    spells = cohort_spells(data).subquery()
    return [*found, (COHORT, sa.select(spells.c.subject_id.label("person_id")).distinct())]


@dataclass(frozen=True, slots=True)
class Stages:
    """The stages of an expression, for an account of them; `rules` are the inclusion rules, by name."""

    criteria: Criteria
    primary: sa.CTE
    qualified: sa.CTE
    rules: tuple[tuple[str, Mapping[str, Any]], ...]


def stages(data: Mapping[str, Any]) -> Stages:
    """The initial events, those that qualify, and the inclusion rules that these must meet."""
    criteria = Criteria(ConceptSets(data.get("ConceptSets")))
    primary = _primary(data["PrimaryCriteria"], criteria)
    rules = tuple(
        (_name(rule, n), rule.get("expression") or {}) for n, rule in enumerate(data.get("InclusionRules") or [], 1)
    )
    return Stages(criteria, primary, _qualified(data, criteria, primary), rules)


def _name(rule: Mapping[str, Any], number: int) -> str:
    return str(rule.get("name") or f"inclusion rule {number}")


def _people(events: sa.FromClause) -> sa.Select[Any]:
    return sa.select(events.c.person_id).distinct()


def _primary(data: Mapping[str, Any], criteria: Criteria) -> sa.CTE:
    """The initial events, each inside an observation period with enough days before and after."""
    only(data, "PrimaryCriteria", ("CriteriaList", "ObservationWindow", "PrimaryCriteriaLimit"))
    events = initial_events(data, criteria)
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


def initial_events(data: Mapping[str, Any], criteria: Criteria) -> sa.Subquery:
    """The events of the initial criteria wherever they lie, each with the CDM table and the row it comes from."""
    listed = [
        (criteria.events(one, f"PrimaryCriteria.CriteriaList[{n}]"), DOMAINS[next(iter(one))].table)
        for n, one in enumerate(data["CriteriaList"])
    ]
    if not listed:
        raise InputRefused("PrimaryCriteria.CriteriaList: it is empty; name an initial event in ATLAS")
    rows = (
        sa.select(one, one.c.event_id.label("source_id"), sa.literal(table, sa.Text).label("source_table"))
        for one, table in listed
    )
    return sa.union_all(*rows).subquery()


def _qualified(data: Mapping[str, Any], criteria: Criteria, events: sa.CTE) -> sa.CTE:
    group = data.get("AdditionalCriteria")
    if not group:
        return events
    kept = sa.select(events).where(criteria.group(events, group, "AdditionalCriteria"))
    limit = (data.get("QualifiedLimit") or {}).get("Type")
    return sa.select(_limited(kept.subquery(), limit).subquery()).cte("qualified_events")


def _included(data: Mapping[str, Any], criteria: Criteria, events: sa.CTE, rules: list[Any]) -> sa.CTE:
    wheres = [
        criteria.group(events, rule.get("expression") or {}, f"InclusionRules[{n}]") for n, rule in enumerate(rules)
    ]
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
