"""What comes after the index, or is known after it, never enters a block; what is missing is not zero."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from fusion.dataset.event_block import EVENT_COLUMNS, EventFeatures, event_block
from fusion.dataset.omics_block import omics_block
from medomics_ehr.contracts import FeatureColumn
from omics.table import KEYS, OmicsTable

INDEX_DAY = pd.Timestamp("2024-06-30 23:59:59")
INDEX = pd.DataFrame({"subject_id": [1, 2, 3], "index_date": [INDEX_DAY] * 3})
EVERY = EventFeatures(min_subjects=1)

CODES = ["ICD10//C34.1", "ATC//L01FF02", "LOINC//718-7", "STAGE//IIIB", "TNM//pT2a", "BIOMARKER//EGFR"]


def _days(lowest: int, highest: int) -> st.SearchStrategy[pd.Timestamp]:
    return st.integers(lowest, highest).map(lambda days: INDEX_DAY + pd.Timedelta(days=days))


def _events(instants: st.SearchStrategy[tuple[pd.Timestamp, pd.Timestamp]]) -> st.SearchStrategy[pd.DataFrame]:
    row = st.tuples(
        st.sampled_from([1, 2, 3]),
        instants,
        st.sampled_from(CODES),
        st.one_of(st.none(), st.floats(1, 100)),
        st.sampled_from([None, "mutated"]),
        st.sampled_from(["present", "planned", "absent", "historical", "family", "possible"]),
        st.sampled_from([None, 7]),
    )
    return st.lists(row, max_size=20).map(_frame)


def _frame(rows: list[tuple]) -> pd.DataFrame:
    flat = [(s, t, c, number, words, "g/dL", how, known, note) for s, (t, known), c, number, words, how, note in rows]
    frame = pd.DataFrame(flat, columns=list(EVENT_COLUMNS))
    return frame.astype(
        {"time": "datetime64[us]", "available_at": "datetime64[us]", "numeric_value": "float64", "note_id": "float64"}
    ).astype({"code": object, "text_value": object, "assertion": object})


BEFORE = _events(st.tuples(_days(-400, 0), _days(-400, 0)))
#: Known too late: either it happened after the index, or it became available after it.
LATE = _events(st.one_of(st.tuples(_days(1, 400), _days(1, 400)), st.tuples(_days(-400, 0), _days(1, 400))))


@settings(max_examples=50, deadline=None)
@given(BEFORE, LATE, st.sampled_from(["ehr", "text"]))
def test_late_events_change_nothing(before: pd.DataFrame, late: pd.DataFrame, modality: str) -> None:
    alone = event_block(modality, before, INDEX, EVERY)
    both = event_block(modality, pd.concat([before, late], ignore_index=True), INDEX, EVERY)
    pd.testing.assert_frame_equal(alone.values, both.values)


@settings(max_examples=50, deadline=None)
@given(BEFORE)
def test_a_subject_without_events_has_a_missing_block_and_one_with_events_zeros(before: pd.DataFrame) -> None:
    block = event_block("ehr", before, INDEX, EVERY)
    met = [column for column in block.values if "//" in column and not column.endswith("]")]
    for row, subject in enumerate(INDEX["subject_id"]):
        has_events = ((before["subject_id"] == subject) & before["note_id"].isna()).any()
        if not has_events:
            assert block.values.iloc[row].isna().all()
        else:
            assert block.values.iloc[row][met].notna().all()


def test_columns_say_what_was_met_planned_measured_and_graded() -> None:
    known = (INDEX_DAY - pd.Timedelta(days=30), INDEX_DAY - pd.Timedelta(days=29))
    earlier = (INDEX_DAY - pd.Timedelta(days=90), INDEX_DAY - pd.Timedelta(days=89))
    events = _frame(
        [
            (1, known, "ICD10//C34.1", None, None, "present", None),
            (1, known, "LOINC//718-7", 11.0, None, "present", None),
            (1, earlier, "LOINC//718-7", 14.0, None, "present", None),
            (1, known, "STAGE//IIIB", None, None, "present", None),
            (1, known, "ATC//L01FF02", None, None, "planned", None),
            (2, known, "ICD10//C34.1", None, None, "absent", None),
            (2, known, "LOINC//21908-9", None, "Stage IVA", "present", None),
        ]
    )
    values = event_block("ehr", events, INDEX, EVERY).values
    one, two = values.iloc[0], values.iloc[1]
    assert one["ICD10//C34"] == 1
    assert two["ICD10//C34"] == 0
    assert one["LOINC//718-7 [g/dL]"] == 11.0
    assert (one["stage_group"], two["stage_group"]) == (3, 4)
    assert (one["planned ATC//L01FF"], two["planned ATC//L01FF"]) == (1, 0)
    assert "ATC//L01FF" not in values
    assert values.iloc[2].isna().all()


def test_the_newest_known_omics_item_stands_and_items_complete_one_another() -> None:
    rows = [
        (1, "2024-01-01", "2024-01-02", 11, 1.0, None),
        (1, "2024-03-01", "2024-03-02", 12, 2.0, None),
        (1, "2024-05-01", "2024-07-02", 13, 3.0, 9.0),  # taken before, known after
        (1, "2024-02-01", "2024-02-02", 14, None, 5.0),
        (2, "2024-07-01", "2024-07-01", 15, 4.0, 4.0),  # taken after
    ]
    frame = pd.DataFrame(rows, columns=[*KEYS, "a", "b"])
    frame = frame.astype({"time": "datetime64[us]", "available_at": "datetime64[us]"})
    table = OmicsTable("radiomics", frame, (FeatureColumn("a", "radiomics"), FeatureColumn("b", "radiomics")))
    block = omics_block(table, INDEX)
    assert block.values.iloc[0].tolist() == [2.0, 5.0]
    assert block.present.tolist() == [True, False, False]
