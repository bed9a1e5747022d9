"""The people of each step are those that the waterfall counts, the last the cohort's, for each kind of definition."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from medomics_ehr.cohort import ask
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.step_people import people_by_step
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

DAY = dt.datetime(2024, 1, 1)
LUNG, CT = Fact(DAY, "ICD10//C34.1"), Fact(DAY + dt.timedelta(days=5), "EXAM//ct", source_id=1)
PEOPLE = [Person(1, (LUNG, CT), None, 1950), Person(2, (LUNG,), None, 1999), Person(3, (CT,)), Person(4)]
TASK = """
predicates: {lung: {code: ICD10//C34.1}, ct: {code: EXAM//ct}}
trigger: lung
windows: {month: {start: trigger, end: start + 30 days, start_inclusive: false, has: {ct: "(1, None)"}}}
"""
ATLAS = {
    "ConceptSets": [],
    "PrimaryCriteria": {
        "CriteriaList": [{"ObservationPeriod": {"AgeAtStart": {"Value": 60, "Op": "gt"}}}],
        "ObservationWindow": {"PriorDays": 0, "PostDays": 0},
        "PrimaryCriteriaLimit": {"Type": "All"},
    },
    "CollapseSettings": {"CollapseType": "ERA", "EraPad": 0},
}
EVERYBODY = {1, 2, 3, 4}


@pytest.fixture
def filled(record: Record, write_people) -> Record:
    write_people(record, PEOPLE)
    period: dict[str, object] = {"period_type_concept_id": 0}
    period |= {f"observation_period_{edge}_date": DAY.date() for edge in ("start", "end")}
    rows = [{"observation_period_id": person, "person_id": person, **period} for person in (1, 2)]
    with record.write() as connection:
        connection.execute(tables.metadata.tables["cdm.observation_period"].insert(), rows)
    return record


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("lung cancer then ct", {1, 2}, {1}),
        ("lung cancer except C34", {1, 2}, set()),
        ("task.yaml", {1, 2}, {1}),
        ("atlas.json", {1}, {1}),
    ],
)
def test_the_people_are_those_counted(
    filled: Record, tmp_path: Path, query: str, first: set[int], last: set[int]
) -> None:
    (tmp_path / "task.yaml").write_text(TASK)
    (tmp_path / "atlas.json").write_text(json.dumps(ATLAS))
    question = ask.understand(filled, str(tmp_path / query) if "." in query else query)
    steps = people_by_step(filled, question.definition)
    assert [len(people) for people in steps] == [step.people for step in ask.count(filled, question).waterfall]
    assert [set(steps[0]), set(steps[1]), set(steps[-1])] == [EVERYBODY, first, last]
    assert set(ask.people(filled, question.definition)["subject_id"]) == last
