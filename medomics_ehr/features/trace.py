"""From a feature's value back to the events that made it."""

from __future__ import annotations

import datetime as dt

import duckdb
import pandas as pd

from medomics_ehr.errors import InputRefused
from medomics_ehr.features.as_of import events_of_postgresql, make_eligible
from medomics_ehr.features.spec import FeatureSpec, window_name
from medomics_ehr.record.store import Record


def trace(
    record: Record, spec: FeatureSpec, dictionary: pd.DataFrame, column: str, subject_id: int, index_date: dt.datetime
) -> pd.DataFrame:
    """The events behind one value: code, time, days before the index, value, unit, source_table, source_id.

    Args:
        dictionary: the table's dictionary, which names the codes and the window of each column.

    Raises:
        InputRefused: the table has no such column.
    """
    rows = dictionary[dictionary["column"] == column]
    if rows.empty:
        raise InputRefused(f"no column {column!r} in the table; its dictionary lists them")
    codes = str(rows["source_codes"].iloc[0]).split(";")
    window = next((days for days in spec.windows if window_name(days) == rows["window"].iloc[0]), None)
    index = pd.DataFrame({"subject_id": [subject_id], "index_date": [index_date]})
    if record.dialect == "duckdb":
        with record.duckdb(read_only=True) as connection:
            return _events(connection, index, spec, codes, window, "medomics.event")
    with duckdb.connect() as connection:
        return _events(connection, index, spec, codes, window, events_of_postgresql(record, index, connection))


def _events(
    connection: duckdb.DuckDBPyConnection,
    index: pd.DataFrame,
    spec: FeatureSpec,
    codes: list[str],
    window: int | None,
    events: str,
) -> pd.DataFrame:
    make_eligible(connection, index, spec.assertions, events)
    return connection.execute(
        "SELECT code, time, days, value, unit, source_table, source_id FROM eligible JOIN kind USING (kind) "
        "WHERE list_contains($codes, code) AND ($window IS NULL OR days <= $window) ORDER BY time, code, source_id",
        {"codes": codes, "window": window},
    ).df()
