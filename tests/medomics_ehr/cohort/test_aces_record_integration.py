"""An ACES task over the record gives what it gives over MEDS shards of the same events, on both databases."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.record_events import places_in_record
from medomics_ehr.cohort.readers.aces.task import read_task
from medomics_ehr.record.store import Record

Write = Callable[[Record, Sequence[Person]], None]
CODES = ("ADMISSION//A", "ADMISSION//B", "DISCHARGE//HOME", "DEATH", "LAB")
READMISSION = """
predicates:
  admission: {code: {regex: "^ADMISSION//.*"}}
  discharge: {code: {any: [DISCHARGE//HOME, DEATH]}}
trigger: admission
windows:
  stay: {start: trigger, end: start -> discharge, start_inclusive: False, end_inclusive: True, index_timestamp: end}
  target: {start: stay.end, end: start + 30 days, start_inclusive: False, end_inclusive: True, label: admission}
"""
HIGH_LAB = """
predicates:
  high: {code: LAB, value_min: 7, value_min_inclusive: True}
  low: {code: LAB, value_max: 3}
  odd: {expr: "or(high, low)"}
patient_demographics: {male: {code: SEX//male}}
trigger: _ANY_EVENT
windows:
  before: {start: NULL, end: trigger, start_inclusive: True, end_inclusive: True, has: {_ANY_EVENT: "(2, None)"}}
  after: {start: trigger, end: start + 10 days, start_inclusive: False, end_inclusive: True, label: odd,
          has: {low: "(None, 2)"}, index_timestamp: start}
"""


def people() -> list[Person]:
    chance = random.Random(7)
    made = []
    for person_id in range(1, 21):
        facts = [Fact(None, f"SEX//{chance.choice(['male', 'female'])}")]
        for _ in range(chance.randint(0, 40)):
            time = dt.datetime(2020, 1, 1) + dt.timedelta(hours=6 * chance.randint(0, 400))
            facts.append(Fact(time, chance.choice(CODES), numeric_value=chance.choice([None, *map(float, range(10))])))
        made.append(Person(person_id, tuple(facts)))
    return made


def shard_of(group: list[Person], folder: Path, *, in_order: bool) -> Path:
    rows = [(person.person_id, fact.time, fact.code, fact.numeric_value) for person in group for fact in person.facts]
    frame = pd.DataFrame(rows, columns=["subject_id", "time", "code", "numeric_value"])
    frame["time"] = frame["time"].astype("datetime64[us]")
    ordered = frame.sort_values(["subject_id", "time"], na_position="first", kind="stable")
    path = folder / f"{in_order}.parquet"
    (ordered if in_order else frame.sample(frac=1, random_state=1)).to_parquet(path, index=False)
    return path


@pytest.mark.parametrize("text", [READMISSION, HIGH_LAB])
def test_the_record_the_shard_and_the_shard_out_of_order_agree(
    record: Record, write_people: Write, tmp_path: Path, text: str
) -> None:
    group, task = people(), read_task(text, "task.yaml")
    write_people(record, group)
    over_meds = places_in_meds(task, [shard_of(group, tmp_path, in_order=True)])
    assert len(over_meds) > 5
    assert over_meds["label"].nunique() > 1
    pd.testing.assert_frame_equal(places_in_record(task, record), over_meds)
    pd.testing.assert_frame_equal(places_in_meds(task, [shard_of(group, tmp_path, in_order=False)]), over_meds)


def test_only_what_is_present_counts(record: Record, write_people: Write) -> None:
    start = dt.datetime(2020, 1, 1)
    facts = (
        Fact(start, "ADMISSION//A"),
        Fact(start + dt.timedelta(days=1), "DISCHARGE//HOME", assertion="absent"),
        Fact(start + dt.timedelta(days=2), "DISCHARGE//HOME", assertion="planned"),
        Fact(start + dt.timedelta(days=3), "DISCHARGE//HOME"),
    )
    write_people(record, [Person(1, facts), Person(2, facts[:3])])
    places = places_in_record(read_task(READMISSION, "task.yaml"), record)
    assert places["subject_id"].tolist() == [1]
    assert places["index_timestamp"].tolist() == [pd.Timestamp("2020-01-04")]


def test_a_record_of_nobody_has_no_places(record: Record, write_people: Write) -> None:
    write_people(record, [])
    places = places_in_record(read_task(READMISSION, "task.yaml"), record)
    assert list(places.columns) == ["subject_id", "index_timestamp", "label", "trigger"]
    assert places.empty
