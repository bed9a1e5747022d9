"""What a Circe criterion asks of a row beyond its concept: values, units, dates, lengths, age and gender."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.parts import Condition, DateColumn, concept_ids, date_holds, number_holds, only
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables

person = tables.metadata.tables["cdm.person"]

#: Attribute of a criterion to the column it bounds, for numbers and for lists of concepts.
NUMBERS = {
    "ValueAsNumber": "value_as_number",
    "RangeLow": "range_low",
    "RangeHigh": "range_high",
    "Quantity": "quantity",
    "DaysSupply": "days_supply",
    "Refills": "refills",
    "DoseValue": "dose_value",
    "OccurrenceCount": "condition_occurrence_count",
    "GapDays": "gap_days",
}
CONCEPTS = {
    "ValueAsConcept": "value_as_concept_id",
    "Unit": "unit_concept_id",
    "Operator": "operator_concept_id",
    "Qualifier": "qualifier_concept_id",
    "RouteConcept": "route_concept_id",
    "ConditionType": "condition_type_concept_id",
    "DrugType": "drug_type_concept_id",
    "ProcedureType": "procedure_type_concept_id",
    "MeasurementType": "measurement_type_concept_id",
    "ObservationType": "observation_type_concept_id",
    "DeviceType": "device_type_concept_id",
    "VisitType": "visit_type_concept_id",
    "DeathType": "death_type_concept_id",
    "Modifier": "modifier_concept_id",
}
STARTS = ("OccurrenceStartDate", "EraStartDate", "PeriodStartDate")
ENDS = ("OccurrenceEndDate", "EraEndDate", "PeriodEndDate")
AGES = {"Age": "start", "AgeAtStart": "start", "AgeAtEnd": "end"}
RATIOS = {"RangeLowRatio": "range_low", "RangeHighRatio": "range_high"}


def attributes(found: sa.Subquery, body: Mapping[str, Any], where: str) -> list[Condition]:
    """What is asked of a row's own columns."""
    wheres: list[Condition] = []
    for name, column in NUMBERS.items():
        if body.get(name):
            wheres.append(number_holds(_column(found, column, f"{where}.{name}"), body[name], f"{where}.{name}"))
    for name, column in RATIOS.items():
        if body.get(name):
            bound = sa.func.nullif(_column(found, column, f"{where}.{name}"), 0)
            wheres.append(number_holds(found.c.x_value_as_number / bound, body[name], f"{where}.{name}"))
    for name, column in CONCEPTS.items():
        if body.get(name):
            ids = concept_ids(body[name], f"{where}.{name}")
            wheres.append(_column(found, column, f"{where}.{name}").in_(ids))
    wheres += [date_holds(found.c.start_date, body[name], f"{where}.{name}") for name in STARTS if body.get(name)]
    wheres += [date_holds(found.c.end_date, body[name], f"{where}.{name}") for name in ENDS if body.get(name)]
    for name in ("EraLength", "PeriodLength", "VisitLength"):
        if body.get(name):
            length = sa.type_coerce(found.c.end_date - found.c.start_date, sa.Integer)
            wheres.append(number_holds(length, body[name], f"{where}.{name}"))
    return wheres


def _column(found: sa.Subquery, name: str, where: str) -> sa.ColumnElement[Any]:
    if f"x_{name}" not in found.c:
        raise InputRefused(f"{where}: this kind of criterion has no such attribute; mend the definition")
    return found.c[f"x_{name}"]


def of_people(body: Mapping[str, Any], start: DateColumn, end: DateColumn, where: str) -> list[Condition]:
    """Age in calendar years, as Circe counts it, and recorded gender. Nobody without a year of birth (0) has an age."""
    wheres: list[Condition] = []
    for name, side in AGES.items():
        if body.get(name):
            year = sa.cast(sa.extract("year", start if side == "start" else end), sa.Integer)
            wheres.append(person.c.year_of_birth > 0)
            wheres.append(number_holds(year - person.c.year_of_birth, body[name], f"{where}.{name}"))
    for name, column in (("Gender", "gender"), ("Race", "race"), ("Ethnicity", "ethnicity")):
        if body.get(name):
            wheres.append(person.c[f"{column}_concept_id"].in_(concept_ids(body[name], f"{where}.{name}")))
    return wheres


def demographic(events: sa.FromClause, data: Mapping[str, Any], where: str) -> Condition:
    """Whether the person of an event is of an age or a gender, and the event of a time."""
    where = f"{where}.DemographicCriteriaList"
    only(data, where, ("Age", "Gender", "Race", "Ethnicity", "OccurrenceStartDate", "OccurrenceEndDate"))
    wheres = of_people(data, events.c.start_date, events.c.end_date, where)
    for name, column in (("OccurrenceStartDate", "start_date"), ("OccurrenceEndDate", "end_date")):
        if data.get(name):
            wheres.append(date_holds(events.c[column], data[name], f"{where}.{name}"))
    some = sa.select(person.c.person_id).where(person.c.person_id == events.c.person_id, *wheres)
    return some.correlate(events).exists()
