"""Windows bounded by events, as the table in ACES' documentation of `boolean_expr_bound_sum` has them; bad tasks."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.task import read_task
from medomics_ehr.errors import InputRefused

#: Seven hourly rows of one subject; the boundary is true in rows 1, 3 and 4.
BOUNDARY = (1, 3, 4)
START = dt.datetime(2020, 1, 1)
#: mode, closed, and for each row the rows that its window holds; None where there is no boundary to reach.
TABLE = [
    ("bound_to_row", "both", [None, [1], [1, 2], [3], [4], [4, 5], [4, 5, 6]]),
    ("bound_to_row", "left", [None, None, [1], [1, 2], [3], [4], [4, 5]]),
    ("row_to_bound", "both", [[0, 1], [1], [2, 3], [3], [4], None, None]),
    ("row_to_bound", "right", [[1], [2, 3], [3], [4], None, None, None]),
]


def shard(folder: Path) -> Path:
    rows = [(1, START + dt.timedelta(hours=hour), f"ROW//{hour}", None) for hour in range(7)]
    rows += [(1, START + dt.timedelta(hours=hour), "BOUND", None) for hour in BOUNDARY]
    path = folder / "0.parquet"
    pd.DataFrame(rows, columns=["subject_id", "time", "code", "numeric_value"]).to_parquet(path)
    return path


def held(folder: Path, start: str, end: str, closed: str, row: int) -> list[int] | None:
    """Which rows the window of a trigger at `row` holds: one task for each row that it might."""
    flags = f"start_inclusive: {closed in ('both', 'left')}, end_inclusive: {closed in ('both', 'right')}"
    found: list[int] = []
    for asked in range(7):
        text = (
            f"predicates: {{bound: {{code: BOUND}}, row: {{code: ROW//{row}}}, asked: {{code: ROW//{asked}}}}}\n"
            f"trigger: row\nwindows: {{w: {{start: {start}, end: {end}, {flags}, label: asked}}}}"
        )
        task = read_task(text, "task.yaml")
        places = places_in_meds(task, [shard(folder)])
        if places.empty:
            return None
        found += [asked] if places["label"][0] else []
    return found


@pytest.mark.parametrize("row", range(7))
def test_from_a_row_to_the_next_boundary(tmp_path: Path, row: int) -> None:
    expected = {closed: rows[row] for mode, closed, rows in TABLE if mode == "row_to_bound"}
    for closed, rows in expected.items():
        assert held(tmp_path, "trigger", "start -> bound", closed, row) == rows


@pytest.mark.parametrize("row", range(7))
def test_from_the_last_boundary_to_a_row(tmp_path: Path, row: int) -> None:
    expected = {closed: rows[row] for mode, closed, rows in TABLE if mode == "bound_to_row"}
    for closed, rows in expected.items():
        assert held(tmp_path, "end <- bound", "trigger", closed, row) == rows


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "not readable"),
        ("a: 1", "no ACES task"),
        ("predicates: {}\ntrigger: a\nwindows: {}", "a is used and not defined"),
        ("predicates: {a: {code: A, other: 1}}\ntrigger: a\nwindows: {}", "predicates.a.other: not supported"),
        ("predicates: {a: {expr: 'xor(a, a)'}}\ntrigger: a\nwindows: {}", "only and"),
        ("predicates: {a: {code: {regex: '('}}}\ntrigger: a\nwindows: {}", "no regular expression"),
        ("predicates: {a: {code: A}}\ntrigger: a\nwindows: {w: {start: a + x}}", "no length of time"),
        ("predicates: {a: {code: A}}\ntrigger: a\nwindows: {w: {has: {a: 1}}}", "no pair"),
        ("predicates: {a: {code: A}}\ntrigger: a\nwindows: {w: {size: 1}}", "unknown in a window"),
    ],
)
def test_what_is_no_task_is_refused_with_the_place(text: str, words: str) -> None:
    with pytest.raises(InputRefused, match=words):
        read_task(text, "task.yaml")


@pytest.mark.parametrize(
    "text",
    [
        "predicates: {a: {expr: 'and(b, b)'}, b: {expr: 'or(a, a)'}}\ntrigger: a\nwindows: {}",
        "predicates: {a: {code: A}}\ntrigger: a\nwindows:\n"
        "  v: {start: w.end, end: start}\n  w: {start: v.end, end: start}",
    ],
)
def test_what_hangs_on_itself_is_refused(tmp_path: Path, text: str) -> None:
    task = read_task(text, "task.yaml")
    with pytest.raises(InputRefused, match=r"by itself|hang on nothing"):
        places_in_meds(task, [shard(tmp_path)])
