"""However MEDS events are cut into shards, row groups and parts, in whatever order: the same places."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medomics_ehr.cohort.readers.aces import meds_shards
from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.task import Task, read_task
from medomics_ehr.errors import InputRefused

START = dt.datetime(2020, 1, 1)
TEXT = """
predicates: {in: {code: IN}, out: {code: OUT}, high: {code: LAB, value_min: 5}}
patient_demographics: {women: {code: SEX//F}}
trigger: in
windows:
  stay: {start: trigger, end: start -> out, start_inclusive: true, end_inclusive: true, has: {_ANY_EVENT: '(2, None)'}}
  after: {start: stay.end, end: start + 5 hours, start_inclusive: false, end_inclusive: true, has: {}, label: high}
"""
TASK = read_task(TEXT, "task.yaml")
#: Rows that hold neither an admission, a discharge nor a high value are no part of its answer.
TASK_OF_SOME_EVENTS = read_task(TEXT.replace("_ANY_EVENT: '(2, None)'", "high: '(1, None)'"), "task.yaml")
EVENT = st.tuples(st.integers(0, 40), st.sampled_from(["IN", "OUT", "LAB", "OTHER"]), st.sampled_from([None, 1.0, 9.0]))
SUBJECTS = st.lists(st.tuples(st.booleans(), st.lists(EVENT, max_size=12)), min_size=1, max_size=8)


def table(subjects: list[tuple[bool, list[tuple[int, str, float | None]]]]) -> pa.Table:
    """Subjects, each a woman or not, with their events, in MEDS' order."""
    rows: list[tuple[int, dt.datetime | None, str, float | None]] = []
    for number, (woman, events) in enumerate(subjects):
        rows.append((number, None, "SEX//F" if woman else "SEX//M", None))
        rows += [
            (number, START + dt.timedelta(hours=hour), code, value) for hour, code, value in sorted(events, key=str)
        ]
    frame = pd.DataFrame(rows, columns=["subject_id", "time", "code", "numeric_value"])
    frame = frame.sort_values(["subject_id", "time"], na_position="first", kind="stable")
    types = [("subject_id", pa.int64()), ("time", pa.timestamp("us")), ("code", pa.string())]
    return pa.Table.from_pandas(frame, pa.schema([*types, ("numeric_value", pa.float64())]), preserve_index=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(meds_shards, "_EVENTS_AT_ONCE", 6)
    monkeypatch.setattr(meds_shards, "_ROWS_AT_ONCE", 4)
    return tmp_path


@settings(deadline=None, max_examples=160, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([TASK, TASK_OF_SOME_EVENTS]), SUBJECTS, st.integers(1, 9), st.integers(0, 100))
def test_cuts_do_not_matter(
    folder: Path, task: Task, subjects: list[tuple[bool, list]], group: int, percent: int
) -> None:
    whole = table(subjects)
    cut = len(whole) * percent // 100
    shards = [folder / "0.parquet", folder / "1.parquet"]
    for path, part in zip(shards, (whole.slice(0, cut), whole.slice(cut)), strict=True):
        pq.write_table(part, path, row_group_size=group)
    alone = [places_in_meds(task, [written(folder / "one.parquet", table_of(whole, n))]) for n in range(len(subjects))]
    expected = pd.concat(alone, ignore_index=True)
    pd.testing.assert_frame_equal(places_in_meds(task, shards), expected)
    shuffled = whole.take(pa.array(pd.Series(range(len(whole))).sample(frac=1, random_state=group)))
    pd.testing.assert_frame_equal(places_in_meds(task, [written(folder / "one.parquet", shuffled)]), expected)


@pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_shards_may_hold_their_codes_in_different_types(tmp_path: Path, kind: pa.DataType) -> None:
    stay = [(1, "IN", None), (2, "OTHER", None), (3, "OUT", None), (4, "LAB", 9.0)]
    whole = table([(True, stay), (True, stay)])
    half = len(whole) // 2
    column = whole.schema.get_field_index("code")
    later = whole.slice(half).set_column(column, "code", whole["code"].slice(half).cast(kind))
    shards = [written(tmp_path / "0.parquet", whole.slice(0, half)), written(tmp_path / "1.parquet", later)]
    assert places_in_meds(TASK, shards)["subject_id"].tolist() == [0, 1]


def table_of(whole: pa.Table, subject: int) -> pa.Table:
    return whole.filter(pa.compute.equal(whole["subject_id"], subject))


def written(path: Path, part: pa.Table) -> Path:
    pq.write_table(part, path)
    return path


@pytest.mark.parametrize("column", ["subject_id", "code"])
def test_an_event_without_its_subject_or_code_is_refused(tmp_path: Path, column: str) -> None:
    whole = table([(True, [(1, "IN", None)])])
    blank = pa.array([None] * len(whole), whole.schema.field(column).type)
    holed = whole.set_column(whole.schema.get_field_index(column), column, blank)
    with pytest.raises(InputRefused, match=column):
        places_in_meds(TASK, [written(tmp_path / "0.parquet", holed)])
