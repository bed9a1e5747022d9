"""Explains an ATLAS definition: by its own stages, with the statements that also count, asked of one person.

An inclusion rule is met where some event of the person passes it and all rules before it, as in the waterfall; once a
rule has failed, the later ones are judged on the qualifying events alone. The rows are those around the event that
gets furthest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.atlas import AtlasCohort
from medomics_ehr.cohort.engines.reference import Fact
from medomics_ehr.cohort.explain.verdicts import MAX_ROWS, NO_SUCH_PERSON, Explanation, Row, Verdict
from medomics_ehr.cohort.hierarchy import short_system
from medomics_ehr.cohort.readers.circe.domains import DOMAINS
from medomics_ehr.cohort.readers.circe.expression import (
    COHORT,
    INITIAL,
    QUALIFYING,
    Stages,
    cohort_spells,
    initial_events,
    stages,
)
from medomics_ehr.cohort.readers.circe.wording import criteria_in, criterion_words
from medomics_ehr.cohort.running import Reading, reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

#: Where an event is not among the initial ones although its concept and attributes are asked for.
OUTSIDE = "not in an observation period with enough days before and after it, or not the first or last that is asked"


@dataclass(frozen=True, slots=True)
class _Asked:
    """One person and the open record."""

    reading: Reading
    person: int
    sets: Mapping[int, str]

    def rows(self, statement: sa.Select[Any]) -> list[Any]:
        return list(self.reading.named(statement))

    def of(self, events: sa.FromClause) -> sa.Select[Any]:
        return sa.select(events).where(events.c.person_id == self.person).order_by(events.c.start_date)


def explain_atlas(record: Record, cohort: AtlasCohort, person_id: int) -> Explanation:
    """Judge one person, stage by stage.

    Raises:
        InputRefused: the record holds no such person, or a part of the definition is not supported.
    """
    person = tables.metadata.tables["cdm.person"]
    sets = {int(one["id"]): str(one.get("name") or one["id"]) for one in cohort.expression.get("ConceptSets") or []}
    with reading(record) as opened:
        if not opened.rows(sa.select(person.c.person_id).where(person.c.person_id == person_id)):
            raise InputRefused(NO_SUCH_PERSON)
        asked = _Asked(opened, person_id, sets)
        staged = stages(cohort.expression)
        verdicts = [_initial(asked, cohort.expression, staged)]
        if verdicts[0].met:
            verdicts += _later(asked, cohort.expression, staged)
        spells = cohort_spells(cohort.expression).subquery()
        spent = asked.rows(sa.select(spells).where(spells.c.subject_id == person_id))
    verdicts.append(_spent(spent))
    index = dt.datetime.combine(spent[0].cohort_start_date, dt.time()) if spent else None
    return Explanation(person_id, bool(spent), index, tuple(verdicts))


def _initial(asked: _Asked, data: Mapping[str, Any], staged: Stages) -> Verdict:
    found = asked.rows(asked.of(staged.primary))
    if found:
        return Verdict(INITIAL, True, tuple(_rows(asked, found)))
    every = asked.rows(asked.of(initial_events(data["PrimaryCriteria"], staged.criteria)))
    notes = () if every else ("no event with these concepts and attributes",)
    return Verdict(INITIAL, False, (), tuple(_rows(asked, every, OUTSIDE)), notes)


def _later(asked: _Asked, data: Mapping[str, Any], staged: Stages) -> list[Verdict]:
    verdicts = []
    group = data.get("AdditionalCriteria")
    if group:
        found = asked.rows(asked.of(staged.qualified))
        first = (found or asked.rows(asked.of(staged.primary)))[0]
        verdicts.append(_group(asked, staged, staged.primary, (QUALIFYING, group), bool(found), first))
        if not found:
            return verdicts
    return verdicts + _inclusions(asked, staged)


def _inclusions(asked: _Asked, staged: Stages) -> list[Verdict]:
    """Each inclusion rule, judged on every event of the person at once."""
    events = staged.qualified
    flags = [
        staged.criteria.group(events, group, f"InclusionRules[{n}]").label(f"rule_{n}")
        for n, (_, group) in enumerate(staged.rules)
    ]
    statement = sa.select(events, *flags).where(events.c.person_id == asked.person).order_by(events.c.start_date)
    left = everything = asked.rows(statement)
    furthest, verdicts = everything[0], []
    for number, rule in enumerate(staged.rules):
        passing = [row for row in left if getattr(row, f"rule_{number}")]
        furthest = passing[0] if passing else furthest
        verdicts.append(_group(asked, staged, events, rule, bool(passing), furthest))
        left = passing or everything
    return verdicts


def _group(
    asked: _Asked, staged: Stages, events: sa.CTE, rule: tuple[str, Mapping[str, Any]], met: bool, index: Any
) -> Verdict:
    """A group of criteria around one event: what each asks, how many rows it found, and these rows."""
    name, group = rule
    rows: list[Row] = []
    notes = [f"around the event of {index.start_date:%Y-%m-%d}"]
    for where, one in criteria_in(group, name):
        found_events, wheres = staged.criteria.around(events, one, where)
        table = DOMAINS[next(iter(one["Criteria"]))].table
        columns = (found_events.c.event_id.label("source_id"), found_events.c.start_date, found_events.c.concept_id)
        statement = sa.select(*columns, sa.literal(table, sa.Text).label("source_table")).join_from(
            events, found_events, sa.and_(*wheres)
        )
        here = (events.c.person_id == asked.person, events.c.event_id == index.event_id)
        found = asked.rows(statement.where(*here).order_by(found_events.c.start_date))
        notes.append(f"{criterion_words(one, asked.sets)}: {len(found)} found")
        rows += _rows(asked, found)
    if group.get("DemographicCriteriaList"):
        notes.append("age, sex and the like at the event are asked too")
    kept = tuple(rows[: 2 * MAX_ROWS])
    return Verdict(name, met, kept if met else (), () if met else kept, tuple(notes))


def _spent(spells: Sequence[Any]) -> Verdict:
    notes = tuple(f"from {spell.cohort_start_date} to {spell.cohort_end_date}" for spell in spells)
    return Verdict(COHORT, bool(spells), (), (), notes or ("no time in the cohort is left",))


def _rows(asked: _Asked, found: Sequence[Any], why_not: str = "") -> list[Row]:
    """Events of CDM tables as rows of an explanation."""
    concepts = _concepts(asked, {int(row.concept_id) for row in found[:MAX_ROWS] if row.concept_id})
    rows = []
    for row in found[:MAX_ROWS]:
        code, label = concepts.get(int(row.concept_id or 0), (f"OMOP//{row.concept_id}", ""))
        time = dt.datetime.combine(row.start_date, dt.time())
        fact = Fact(time, code, source_table=row.source_table, source_id=int(row.source_id))
        rows.append(Row(fact, label, None, why_not))
    return rows


def _concepts(asked: _Asked, ids: set[int]) -> dict[int, tuple[str, str]]:
    concept = tables.metadata.tables["cdm.concept"]
    columns = (concept.c.concept_id, concept.c.vocabulary_id, concept.c.concept_code, concept.c.concept_name)
    found = asked.rows(sa.select(*columns).where(concept.c.concept_id.in_(sorted(ids))))
    return {int(one): (f"{short_system(vocabulary)}//{code}", str(name or "")) for one, vocabulary, code, name in found}
