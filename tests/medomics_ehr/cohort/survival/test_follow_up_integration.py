"""Follow-up read from a record on both databases; the expected days are counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from medomics_ehr.cohort.definition import Code, CodeSet, Facts
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.running import reading
from medomics_ehr.cohort.survival.follow_up import BEFORE, VAGUE, FollowUp, follow_up
from medomics_ehr.cohort.survival.outcome import DEATH, Outcome
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

DIED = Outcome("death", DEATH)
RELAPSE = Outcome("relapse", Facts(CodeSet("relapse", (Code("RECIST//PD"),))), is_death=False)
TODAY = dt.date(2024, 6, 30)


def fact(code: str, day: str, precision: str = "day") -> Fact:
    return Fact(dt.datetime.fromisoformat(day), code, time_precision=precision)  # type: ignore[arg-type]


PEOPLE = [
    Person(1, (fact("MEDS_DEATH", "2023-01-31"),)),
    Person(2, (fact("EXAM//ct", "2023-03-01"),)),
    Person(3, (fact("MEDS_DEATH", "2022-12-31"),)),
    Person(4, (fact("RECIST//PD", "2023-01-01"), fact("RECIST//PD", "2023-02-10"), fact("MEDS_DEATH", "2023-05-01"))),
    Person(5, (fact("RECIST//PD", "2023-01-01", "month"), fact("EXAM//ct", "2023-04-11"))),
    Person(6, (fact("RECIST//PD", "2023-02-01", "month"),)),
    Person(7, (fact("MEDS_DEATH", "9999-12-31"), fact("EXAM//ct", "2023-01-11"))),
]


@pytest.fixture
def filled(record: Record, write_people) -> Record:
    write_people(record, PEOPLE)
    period = tables.metadata.tables["cdm.observation_period"]
    row = {
        "observation_period_id": 2,
        "person_id": 2,
        "observation_period_start_date": dt.date(2020, 1, 1),
        "observation_period_end_date": dt.date(2023, 4, 1),
        "period_type_concept_id": 0,
    }
    with record.write() as connection:
        connection.execute(period.delete())
        connection.execute(period.insert(), [row])
    return record


def cohort(*people: int, censored: str | None = None) -> pd.DataFrame:
    frame = pd.DataFrame({"subject_id": people, "index_date": dt.datetime(2023, 1, 1), "censored_at": censored})
    types = {"subject_id": "int64", "index_date": "datetime64[us]", "censored_at": "datetime64[us]"}
    return frame.astype(types)


def measured(record: Record, people: pd.DataFrame, outcome: Outcome) -> FollowUp:
    with reading(record) as opened:
        return follow_up(opened, people, outcome, DIED, TODAY)


def rows(found: FollowUp) -> dict[int, tuple[int, bool]]:
    frame = found.frame
    return {p: (d, o) for p, d, o in zip(frame["subject_id"], frame["days"], frame["observed"], strict=True)}


def test_death_observation_period_and_last_event(filled: Record) -> None:
    found = measured(filled, cohort(1, 2, 3, 5, 7), DIED)
    assert rows(found) == {1: (30, True), 2: (90, False), 5: (100, False), 7: (10, False)}
    assert found.remarks == {BEFORE: 1}


def test_an_outcome_counts_from_the_day_after_and_death_ends_its_time(filled: Record) -> None:
    found = measured(filled, cohort(1, 4, 5, 6), RELAPSE)
    assert rows(found) == {1: (30, False), 4: (40, True), 5: (100, False), 6: (58, True)}
    assert found.remarks == {VAGUE: 1}


def test_the_definitions_censoring_comes_first(filled: Record) -> None:
    found = measured(filled, cohort(1, 2, 4, censored="2023-01-21"), RELAPSE)
    assert rows(found) == {1: (20, False), 2: (20, False), 4: (20, False)}


def test_nobody_is_a_valid_cohort(filled: Record) -> None:
    assert measured(filled, cohort(), DIED).frame.empty


def test_somebody_without_an_index_is_refused(filled: Record) -> None:
    people = cohort(1)
    people["index_date"] = pd.NaT
    with pytest.raises(InputRefused, match="no index date"):
        measured(filled, people, DIED)
