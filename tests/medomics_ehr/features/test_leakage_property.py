"""Nothing after the index date can change a feature, and each value is what a plain reading of the rules gives."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from medomics_ehr.features.spec import AGGREGATES, Chosen, FeatureSpec, Found
from medomics_ehr.features.table import FeatureTable, _computed

EPOCH = dt.datetime(2020, 1, 1)
CODES = ("ICD10//C34.1", "ICD10//C34.2", "ICD10//I10", "ATC//L01FF02", "LOINC//718-7")
SPEC = FeatureSpec(
    "any",
    (30, None),
    (Chosen("lung", ("ICD10//C34*",), ("present", "count", "days_since")), Chosen("hb", ("LOINC//718-7",), AGGREGATES)),
    (Found(by="code", at_least=0.0, aggregates=("present", "count")),),
)

event = st.fixed_dictionaries(
    {
        "subject_id": st.integers(1, 3),
        "day": st.integers(-60, 60),
        "delay": st.one_of(st.none(), st.integers(0, 60)),
        "code": st.sampled_from(CODES),
        "value": st.one_of(st.none(), st.integers(1, 20)),
        "assertion": st.sampled_from(["present", "absent", "planned"]),
        "fact": st.integers(1, 12),
    }
)
index_days = st.lists(st.integers(-5, 5), min_size=3, max_size=3)


def _frame(events: list[dict[str, Any]]) -> pd.DataFrame:
    rows = []
    for one in events:
        time = EPOCH + dt.timedelta(days=one["day"])
        known = None if one["delay"] is None else time + dt.timedelta(days=one["delay"])
        row = {name: one[name] for name in ("subject_id", "code", "assertion")}
        row |= {"time": time, "available_at": known, "end": None, "numeric_value": one["value"], "unit": "g/dL"}
        rows.append(row | {"source_table": "measurement", "source_id": one["fact"]})
    frame = pd.DataFrame(rows)
    for column in ("time", "available_at", "end"):
        frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
    return frame.astype({"numeric_value": "float64"})


def _index(days: list[int]) -> pd.DataFrame:
    dates = [EPOCH + dt.timedelta(days=day) for day in days]
    return pd.DataFrame(
        {"subject_id": range(1, len(days) + 1), "index_date": pd.to_datetime(dates).astype("datetime64[us]")}
    )


def _build(events: pd.DataFrame, index: pd.DataFrame) -> FeatureTable:
    with duckdb.connect() as connection:
        connection.register("given_events", events)
        connection.execute("CREATE TABLE stream AS SELECT * FROM given_events")
        return _computed(connection, index, SPEC, "stream")


def _knowable(events: pd.DataFrame, index: pd.DataFrame) -> pd.Series:
    date = events["subject_id"].map(dict(zip(index["subject_id"], index["index_date"], strict=True)))
    return (events["time"] <= date) & (events["available_at"] <= date) & (events["assertion"] == "present")


def _check_future_changes_nothing(events: list[dict[str, Any]], days: list[int]) -> None:
    frame, index = _frame(events), _index(days)
    known = _knowable(frame, index)
    changed = frame.copy()
    changed.loc[~known, "numeric_value"] = 999.0
    changed.loc[~known, "code"] = "ICD10//Z99"
    whole, past, other = (_build(f, index).dense() for f in (frame, frame[known], changed))
    pd.testing.assert_frame_equal(whole, past)
    pd.testing.assert_frame_equal(whole, other)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(event, min_size=1, max_size=25), index_days)
def test_the_future_changes_nothing(events: list[dict[str, Any]], days: list[int]) -> None:
    _check_future_changes_nothing(events, days)


def _crowd(seed: int) -> tuple[list[dict[str, Any]], list[int]]:
    """The events and index days of 250 people, from a seed: a list that Hypothesis draws event by event stays small."""
    rng = np.random.default_rng(seed)
    events = [
        {
            "subject_id": int(rng.integers(1, 251)),
            "day": int(rng.integers(-60, 61)),
            "delay": None if rng.random() < 0.1 else int(rng.integers(0, 61)),
            "code": str(rng.choice(CODES)),
            "value": None if rng.random() < 0.3 else int(rng.integers(1, 21)),
            "assertion": str(rng.choice(["present", "present", "absent", "planned"])),
            "fact": int(rng.integers(1, 2000)),
        }
        for _ in range(2500)
    ]
    return events, [int(day) for day in rng.integers(-5, 6, size=250)]


@pytest.mark.deep
def test_the_future_changes_nothing_for_over_ten_thousand_people(
    record_property: Callable[[str, object], None],
) -> None:
    tried: list[int] = []

    @seed(20)
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(st.integers(0, 2**32 - 1))
    def nothing_changes(number: int) -> None:
        events, days = _crowd(number)
        _check_future_changes_nothing(events, days)
        tried.append(len({one["subject_id"] for one in events}))

    nothing_changes()
    assert sum(tried) >= 10_000
    record_property("people", sum(tried))
    record_property("events", 2500 * len(tried))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(event, min_size=1, max_size=25), index_days)
def test_values_are_what_the_rules_say(events: list[dict[str, Any]], days: list[int]) -> None:
    frame, index = _frame(events), _index(days)
    frame = frame.drop_duplicates(["source_id"])  # one row a fact, so that the plain reading below stays plain
    dense = _build(frame, index).dense()
    known = frame[_knowable(frame, index)]
    for position, row in index.iterrows():
        mine = known[known["subject_id"] == row["subject_id"]]
        ages = (row["index_date"] - mine["time"]).dt.days
        for window, name in ((30, "30d"), (10_000, "all")):
            lung = mine[mine["code"].str.startswith("ICD10//C34") & (ages <= window)]
            _same(dense, position, f"lung|count|{name}", float(len(lung)))
            _same(dense, position, f"lung|present|{name}", float(len(lung) > 0))
            hb = mine[(mine["code"] == "LOINC//718-7") & (ages <= window)].dropna(subset=["numeric_value"])
            last = hb.sort_values(["time", "source_id"])["numeric_value"].iloc[-1] if len(hb) else math.nan
            for aggregate, value in (
                ("last", last),
                ("mean", hb["numeric_value"].mean()),
                ("max", hb["numeric_value"].max()),
            ):
                if len(hb):
                    _same(dense, position, f"hb|{aggregate}|{name}", float(value))


def _same(dense: pd.DataFrame, row: Any, column: str, value: float) -> None:
    assert dense.loc[row, column] == pytest.approx(value, nan_ok=True, rel=1e-6)
