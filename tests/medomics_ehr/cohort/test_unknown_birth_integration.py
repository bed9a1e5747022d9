"""Who has no year of birth has no age: in text queries, in groups, in explanations and in ATLAS definitions."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.explain import explain
from medomics_ehr.cohort.readers.circe import cohort_spells
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.running import reading
from medomics_ehr.cohort.survival.groups import by_query
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

CANCER = Fact(dt.datetime(2024, 1, 1), "ICD10//C34.1")
PEOPLE = [Person(1, (CANCER,)), Person(2, (CANCER,), year_of_birth=1950), Person(3, (CANCER,), year_of_birth=1999)]


@pytest.fixture
def born(record: Record, write_people) -> Record:
    write_people(record, PEOPLE)
    return record


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("C34 and over 60", [2]),
        ("C34 and under 40", [3]),
        ("C34 at 60-90 years", [2]),
        ("C34 except (over 60)", [1, 3]),
    ],
)
def test_no_range_holds_an_unknown_age(born: Record, query: str, found: list[int]) -> None:
    definition = ask.understand(born, query).definition
    assert list(ask.people(born, definition)["subject_id"]) == found
    assert [person.person_id for person in PEOPLE if explain(born, definition, person.person_id, {}).member] == found


def test_a_group_by_age_does_not_take_them(born: Record) -> None:
    people = ask.people(born, ask.understand(born, "C34").definition)
    with reading(born) as opened:
        labels = by_query(opened, people, read_text("over 60", ask.terms_of(born))).labels
    assert list(labels) == ["not over 60", "over 60", "not over 60"]


def test_atlas_does_not_take_them(born: Record) -> None:
    """Circe's own SQL would reckon with the year 0, and hold them for two thousand years old."""
    day = dt.date(2024, 1, 1)
    period: dict[str, Any] = {"period_type_concept_id": 0}
    period |= {"observation_period_start_date": day, "observation_period_end_date": day}
    rows = [{"observation_period_id": person, "person_id": person, **period} for person in (1, 2, 3)]
    with born.write() as connection:
        connection.execute(tables.metadata.tables["cdm.observation_period"].insert(), rows)
    expression = {
        "ConceptSets": [],
        "PrimaryCriteria": {
            "CriteriaList": [{"ObservationPeriod": {"AgeAtStart": {"Value": 60, "Op": "gt"}}}],
            "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
            "PrimaryCriteriaLimit": {"Type": "All"},
        },
        "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
    }
    with born.read() as connection:
        assert [row[0] for row in connection.execute(cohort_spells(expression))] == [2]
