"""Criteria and groups of criteria as SQL.

A criterion is a query for events: person_id, event_id, start_date, end_date, visit_id, concept_id. A group keeps, of
the events it is asked about, those with the right number of right criteria around them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.attributes import (
    AGES,
    CONCEPTS,
    ENDS,
    NUMBERS,
    RATIOS,
    STARTS,
    attributes,
    demographic,
    of_people,
)
from medomics_ehr.cohort.readers.circe.concept_sets import ConceptSets
from medomics_ehr.cohort.readers.circe.domains import DOMAINS, Domain
from medomics_ehr.cohort.readers.circe.parts import (
    Condition,
    only,
)
from medomics_ehr.cohort.readers.circe.windows import window
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables

person = tables.metadata.tables["cdm.person"]
observation_period = tables.metadata.tables["cdm.observation_period"]

_OTHER = (
    "CodesetId",
    "First",
    "CorrelatedCriteria",
    "Gender",
    "DateAdjustment",
    "EraLength",
    "PeriodLength",
    "VisitLength",
)
_COUNT_COLUMNS = {"DOMAIN_CONCEPT": "concept_id", "START_DATE": "start_date", "VISIT_ID": "visit_id"}
_TYPES: dict[int, Callable[[Any, int], Condition]] = {
    0: lambda count, n: count == n,
    1: lambda count, n: count <= n,
    2: lambda count, n: count >= n,
}


class Criteria:
    """Compiles the criteria of one expression."""

    def __init__(self, sets: ConceptSets) -> None:
        self.sets = sets

    def events(self, data: Mapping[str, Any], where: str) -> sa.Subquery:
        """The events of one criterion."""
        kind = next(iter(data), "")
        if kind not in DOMAINS or len(data) > 1 or not isinstance(data[kind], Mapping):
            raise InputRefused(f"{where}.{str(kind)[:40]}: this kind of criterion is not supported")
        body = data[kind]
        domain, where = DOMAINS[kind], f"{where}.{kind}"
        source_attribute = f"{kind}SourceConcept".replace("OccurrenceSource", "Source").replace(
            "ExposureSource", "Source"
        )
        known = (*NUMBERS, *CONCEPTS, *STARTS, *ENDS, *AGES, *RATIOS, *_OTHER, source_attribute)
        only(body, where, known)
        if body.get("DateAdjustment"):
            raise InputRefused(f"{where}.DateAdjustment: this part of a Circe definition is not supported")
        found = self._rows(domain, body, where, body.get(source_attribute))
        if body.get("CorrelatedCriteria"):
            return self._correlated(found, body["CorrelatedCriteria"], f"{where}.CorrelatedCriteria")
        return found

    def _rows(self, domain: Domain, body: Mapping[str, Any], where: str, source_set: Any) -> sa.Subquery:
        rows = domain.rows
        visit = rows.c.visit_occurrence_id if domain.visit else sa.cast(sa.null(), sa.BigInteger)
        order = (rows.c[domain.start], rows.c[domain.key])
        ordinal = sa.func.row_number().over(partition_by=rows.c.person_id, order_by=order)
        used = [rows.c[c] for c in {*NUMBERS.values(), *CONCEPTS.values()} if c in rows.c]
        statement = sa.select(
            rows.c.person_id,
            rows.c[domain.key].label("event_id"),
            rows.c[domain.start].label("start_date"),
            domain.end_date().label("end_date"),
            visit.label("visit_id"),
            rows.c[domain.concept].label("domain_concept"),
            ordinal.label("ordinal"),
            *(column.label(f"x_{column.name}") for column in used),
        )
        if body.get("CodesetId") is not None:
            statement = statement.where(rows.c[domain.concept].in_(self.sets.ids(body["CodesetId"], where)))
        if source_set is not None:
            statement = statement.where(rows.c[domain.source].in_(self.sets.ids(source_set, where)))
        return self._narrowed(statement.subquery(), body, where)

    def _narrowed(self, found: sa.Subquery, body: Mapping[str, Any], where: str) -> sa.Subquery:
        """What is asked of the rows beyond their concept; `First` counts before it."""
        wheres = attributes(found, body, where)
        statement = sa.select(
            found.c.person_id,
            found.c.event_id,
            found.c.start_date,
            found.c.end_date,
            found.c.visit_id,
            found.c.domain_concept.label("concept_id"),
        )
        if body.get("First"):
            wheres.append(found.c.ordinal == 1)
        people = of_people(body, found.c.start_date, found.c.end_date, where)
        if people:
            statement = statement.join_from(found, person, person.c.person_id == found.c.person_id)
        return statement.where(*wheres, *people).subquery()

    def _correlated(self, found: sa.Subquery, group: Mapping[str, Any], where: str) -> sa.Subquery:
        """The events that a group of criteria around them admits, each inside its observation period."""
        period = observation_period
        inside = sa.and_(
            period.c.person_id == found.c.person_id,
            period.c.observation_period_start_date <= found.c.start_date,
            period.c.observation_period_end_date >= found.c.start_date,
        )
        start = period.c.observation_period_start_date.label("op_start_date")
        end = period.c.observation_period_end_date.label("op_end_date")
        events = sa.select(*found.c, start, end).join_from(found, period, inside).cte()
        admitted = self.group(events, group, where)
        return sa.select(*(events.c[name] for name in found.c.keys())).where(admitted).subquery()  # noqa: SIM118

    def group(self, events: sa.FromClause, data: Mapping[str, Any], where: str) -> Condition:
        """Whether a group admits an event."""
        only(data, where, ("Type", "Count", "CriteriaList", "DemographicCriteriaList", "Groups"))
        parts = [
            self.enough(events, one, f"{where}.CriteriaList[{n}]") for n, one in enumerate(_list(data, "CriteriaList"))
        ]
        parts += [demographic(events, one, where) for one in _list(data, "DemographicCriteriaList")]
        parts += [
            self.group(events, one, f"{where}.Groups[{n}]") for n, one in enumerate(_list(data, "Groups")) if _says(one)
        ]
        if not parts:
            return sa.true()
        number: sa.ColumnElement[int] = sum((sa.case((part, 1), else_=0) for part in parts), sa.literal(0))
        kind, count = str(data.get("Type")), int(data.get("Count") or 0)
        if kind == "ALL":
            return sa.and_(*parts)
        if kind == "ANY":
            return sa.or_(*parts)
        if kind == "AT_LEAST":
            return number >= count
        if kind == "AT_MOST":
            return number <= count
        raise InputRefused(f"{where}.Type: {kind[:20]!r} is no kind of group of Circe")

    def around(self, index: sa.FromClause, data: Mapping[str, Any], where: str) -> tuple[sa.Subquery, list[Condition]]:
        """The events of a criterion, and what makes them those around an index event."""
        known = ("Criteria", "StartWindow", "EndWindow", "Occurrence", "RestrictVisit", "IgnoreObservationPeriod")
        only(data, where, known)
        events = self.events(data.get("Criteria") or {}, where)
        wheres: list[Condition] = [events.c.person_id == index.c.person_id]
        ignore = bool(data.get("IgnoreObservationPeriod"))
        if not ignore:
            wheres += [events.c.start_date >= index.c.op_start_date, events.c.start_date <= index.c.op_end_date]
        for name, by_end in (("StartWindow", False), ("EndWindow", True)):
            if data.get(name):
                wheres += window(index, events, data[name], by_end, ignore, f"{where}.{name}")
        if data.get("RestrictVisit"):
            wheres.append(events.c.visit_id == index.c.visit_id)
        return events, wheres

    def enough(self, index: sa.FromClause, data: Mapping[str, Any], where: str) -> Condition:
        """The right number of events around an index event."""
        events, wheres = self.around(index, data, where)
        occurrence = data.get("Occurrence") or {"Type": 2, "Count": 1}
        only(occurrence, f"{where}.Occurrence", ("Type", "Count", "IsDistinct", "CountColumn"))
        column = events.c[_COUNT_COLUMNS.get(str(occurrence.get("CountColumn")), "event_id")]
        counted = sa.func.count(column.distinct() if occurrence.get("IsDistinct") else events.c.event_id)
        number = sa.select(counted).where(*wheres).correlate(index).scalar_subquery()
        if not isinstance(occurrence.get("Type"), int) or occurrence["Type"] not in _TYPES:
            raise InputRefused(f"{where}.Occurrence.Type: it is none of 0, 1 and 2")
        return _TYPES[occurrence["Type"]](number, int(occurrence.get("Count") or 0))


def _says(group: Mapping[str, Any]) -> bool:
    return bool(_list(group, "CriteriaList") or _list(group, "DemographicCriteriaList") or _list(group, "Groups"))


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    return data.get(key) or []
