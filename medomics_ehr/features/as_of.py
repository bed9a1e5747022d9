"""The guard against leakage: which events may be looked at from an index date.

A fact counts only if its time and its `available_at` are both at or before the index, and its assertion is asked for.
An event without `available_at` never counts: nobody can say when it was known.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd
import sqlalchemy as sa

from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

#: Columns of `index_rows`: row (0, 1, ...), subject_id, index_date.
INDEX_TABLE = "index_rows"
#: Columns of `eligible`: row, code, time, days (before the index), value, unit, source_table, source_id.
ELIGIBLE_TABLE = "eligible"

_ELIGIBLE_SQL = """
CREATE OR REPLACE TEMP TABLE eligible AS
SELECT i.row, e.code, e.time, date_diff('day', e.time, i.index_date) AS days, e.numeric_value AS value, e.unit,
       e.source_table, e.source_id
FROM index_rows i JOIN {events} e ON e.subject_id = i.subject_id
WHERE e.time <= i.index_date AND e.available_at <= i.index_date
  AND list_contains($assertions, e.assertion)
UNION ALL
SELECT i.row, e.code, NULL, NULL, e.numeric_value, e.unit, e.source_table, e.source_id
FROM index_rows i JOIN {events} e ON e.subject_id = i.subject_id
WHERE e.time IS NULL AND e."end" <= i.index_date AND e.available_at <= i.index_date
  AND list_contains($assertions, e.assertion)
"""


def make_eligible(
    connection: duckdb.DuckDBPyConnection, index: pd.DataFrame, assertions: Sequence[str], events: str
) -> int:
    """Make the temporary tables `index_rows` and `eligible`; returns how many events may be looked at.

    Args:
        index: subject_id and index_date, a row of the feature table each.
        events: a relation with the columns of the event stream.
    """
    rows = pd.DataFrame(
        {
            "row": range(len(index)),
            "subject_id": index["subject_id"].astype("int64"),
            "index_date": pd.to_datetime(index["index_date"]).astype("datetime64[us]"),
        }
    )
    connection.register("given_index", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {INDEX_TABLE} AS SELECT * FROM given_index")
    connection.unregister("given_index")
    connection.execute(_ELIGIBLE_SQL.replace("{events}", events), {"assertions": list(assertions)})
    found = connection.execute(f"SELECT count(*) FROM {ELIGIBLE_TABLE}").fetchone()
    return int(found[0]) if found else 0


def events_of_postgresql(record: Record, index: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> str:
    """Copy the events of the index's subjects from PostgreSQL into the DuckDB connection; returns their relation."""
    e = tables.event
    subjects = [int(subject) for subject in index["subject_id"].unique()]
    frames = []
    for start in range(0, len(subjects), 10_000):
        frames.append(record.frame(sa.select(e).where(e.c.subject_id.in_(subjects[start : start + 10_000]))))
    events = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[c.name for c in e.columns])
    for column in ("time", "end", "available_at"):
        events[column] = pd.to_datetime(events[column]).astype("datetime64[us]")
    connection.register("postgresql_events", events)
    connection.execute("CREATE OR REPLACE TEMP TABLE copied_events AS SELECT * FROM postgresql_events")
    connection.unregister("postgresql_events")
    return "copied_events"
