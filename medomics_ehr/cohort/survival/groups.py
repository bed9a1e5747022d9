"""Splits a cohort by what is known of each person at the index date, never by what comes later.

A group that is found by the future is followed from a day on which nobody could know it: its people cannot die before
they join it (immortal time, Suissa, Am J Epidemiol 2008;167:492). So what looks beyond the index is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import sqlalchemy as sa

from medomics_ehr.cohort.definition import (
    AgeAtIndex,
    AroundIndex,
    Definition,
    Near,
    Not,
    Pick,
    Sex,
    roots,
    walk,
)
from medomics_ehr.cohort.engines import sql
from medomics_ehr.cohort.engines.reference import Person, age_holds
from medomics_ehr.cohort.recorded_units import in_one_unit
from medomics_ehr.cohort.running import Reading
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables

SEX = {8532: "female", 8507: "male"}


def by_sex(reading: Reading, people: pd.DataFrame) -> pd.Series[str]:
    """Person to the recorded sex, or `sex unknown`."""
    person = tables.metadata.tables["cdm.person"]
    found = dict(reading.rows(sa.select(person.c.person_id, person.c.gender_concept_id)))
    labels = [SEX.get(found.get(int(who), 0) or 0, "sex unknown") for who in people["subject_id"]]
    return pd.Series(labels, index=people.index)


@dataclass(frozen=True, slots=True)
class Split:
    """People in their groups.

    Attributes:
        labels: each one's group.
        groups: the groups in their order, also those of nobody.
        remarks: what to know of the split, in words, to how many people.
    """

    labels: pd.Series[str]
    groups: tuple[str, ...]
    remarks: Mapping[str, int] = field(default_factory=dict)


def by_query(reading: Reading, people: pd.DataFrame, definition: Definition) -> Split:
    """Person to the query's name, or to its name with `not`, by what held at or before the index.

    Both groups are given, also an empty one, with how many people met the query only after their index date.

    Raises:
        InputRefused: the query cannot be judged at the index without looking beyond it.
    """
    _refuse_the_future(definition)
    ages = [rule.condition for rule in definition.rules if isinstance(rule.condition, AgeAtIndex)]
    rest = tuple(rule for rule in definition.rules if not isinstance(rule.condition, AgeAtIndex))
    since = _since(reading, Definition(definition.name, rest)) if rest else None
    born = _births(reading) if ages else {}
    named: list[str] = []
    later = 0
    for who, index in zip(people["subject_id"], people["index_date"], strict=True):
        person, moment = int(who), index.to_pydatetime()
        known = since is None or (person in since and (since[person] is None or since[person] <= moment))
        aged = all(person in born and age_holds(one.age, born[person], moment, moment) for one in ages)
        later += not known and aged and person in (since or {})
        named.append(definition.name if known and aged else f"not {definition.name}")
    groups = (definition.name, f"not {definition.name}")
    remarks = {f"met `{definition.name}` only after their index date, and are in `{groups[1]}`": later}
    return Split(pd.Series(named, index=people.index, dtype=object), groups, {w: n for w, n in remarks.items() if n})


def _refuse_the_future(definition: Definition) -> None:
    for root in roots(definition):
        for node in walk(root):
            beyond = isinstance(node, Not | AroundIndex | Near) or (isinstance(node, Pick) and node.which == "last")
            if beyond or (isinstance(node, AgeAtIndex) and node is not root):
                raise InputRefused(
                    "a group must be known at the index date; `except`, `last` and `within … of` look beyond it, so "
                    "ask for facts, a sex or an age, joined by `and`, `or` and `then`"
                )
    if definition.index is not None:
        raise InputRefused("a group has no index date of its own; take `index` out of its definition")


def _since(reading: Reading, definition: Definition) -> Mapping[int, Any]:
    """Person to the moment since when the query holds; None where it always did."""
    definition = in_one_unit(reading, definition)
    judged = sql.judged(definition, reading.dialect).subquery()
    statement = sa.select(judged.c.subject_id, judged.c.index_at).where(sql.member(judged, definition))
    undated = all(isinstance(node, Sex) for root in roots(definition) for node in walk(root))
    rows = reading.rows(statement)
    return {int(person): moment for person, moment in rows if moment is not None or undated}


def _births(reading: Reading) -> dict[int, Person]:
    person = tables.metadata.tables["cdm.person"]
    columns = (person.c.person_id, person.c.year_of_birth, person.c.month_of_birth, person.c.day_of_birth)
    rows = reading.rows(sa.select(*columns))
    return {
        int(who): Person(int(who), year_of_birth=year, month_of_birth=month, day_of_birth=day)
        for who, year, month, day in rows
    }
