"""The guard against leakage: what may be looked at from an index date. The one place that holds this rule.

A fact counts only if its time and its `available_at` are both at or before the index, and its assertion is asked for.
An undated fact has its `end` as the upper bound of its time. A fact without `available_at` never counts: nobody can
say when it was known.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.store import Record

#: The rule, on a fact `e` and an index date `i`.
KNOWN = 'coalesce(e.time, e."end") <= i.index_date AND e.available_at <= i.index_date'

# Codes, tables and units are few and long, events many: each triple is a number, so that events take little memory.
_KIND_SQL = """
CREATE OR REPLACE TEMP TABLE kind AS
SELECT row_number() OVER (ORDER BY code, source_table, unit)::INTEGER AS kind, code, source_table, unit,
       dense_rank() OVER (ORDER BY source_table)::SMALLINT AS source
FROM (SELECT DISTINCT code, source_table, unit FROM {events})
"""
_ELIGIBLE_SQL = f"""
CREATE OR REPLACE TEMP TABLE eligible AS
SELECT i.row, k.kind, e.time, date_diff('day', e.time, i.index_date)::INTEGER AS days, e.numeric_value AS value,
       e.source_id
FROM {{events}} e JOIN index_rows i ON e.subject_id = i.subject_id
JOIN kind k ON k.code = e.code AND k.source_table = e.source_table AND k.unit IS NOT DISTINCT FROM e.unit
WHERE {KNOWN} AND list_contains($assertions, e.assertion)
"""


def make_eligible(
    connection: duckdb.DuckDBPyConnection, index: pd.DataFrame, assertions: Sequence[str], events: str
) -> int:
    """Make the temporary tables `index_rows`, `kind` and `eligible`; returns how many events may be looked at.

    `index_rows`: row (0, 1, ...), subject_id, index_date. `kind`: kind, code, source_table, unit, source (the table's
    number). `eligible`: row, kind, time, days (before the index, null where undated), value, source_id.

    Args:
        index: subject_id and index_date, a row of the feature table each.
        events: a relation with the columns of the event stream.
    """
    _make_index_rows(connection, index)
    connection.execute(_KIND_SQL.format(events=events))
    connection.execute(_ELIGIBLE_SQL.format(events=events), {"assertions": list(assertions)})
    found = connection.execute("SELECT count(*) FROM eligible").fetchone()
    return int(found[0]) if found else 0


def _make_index_rows(connection: duckdb.DuckDBPyConnection, index: pd.DataFrame) -> None:
    rows = pd.DataFrame(
        {
            "row": range(len(index)),
            "subject_id": index["subject_id"].astype("int64"),
            "index_date": pd.to_datetime(index["index_date"]).astype("datetime64[us]"),
        }
    ).astype({"row": "int32"})
    connection.register("given_index", rows)
    connection.execute("CREATE OR REPLACE TEMP TABLE index_rows AS SELECT * FROM given_index")
    connection.unregister("given_index")


def known_by(facts: pd.DataFrame, index: pd.DataFrame) -> pd.DataFrame:
    """The facts that happened and were known by their subject's index date, with `row`, its position, and `index_date`.

    Args:
        facts: subject_id, time, available_at, `end` where undated facts count too, and more; their order stays.
        index: subject_id, index_date (the instant: what is known by it counts).

    >>> index = pd.DataFrame({"subject_id": [1], "index_date": pd.to_datetime(["2024-01-10"])})
    >>> facts = pd.DataFrame({"subject_id": [1, 1, 1], "time": pd.to_datetime(["2024-01-01"] * 3),
    ...                       "available_at": pd.to_datetime(["2024-01-02", "2024-01-12", None])})
    >>> len(known_by(facts, index))
    1
    """
    moments = {name: pd.to_datetime(facts[name]).astype("datetime64[us]") for name in ("time", "available_at")}
    ends = moments["time"] if "end" not in facts else pd.to_datetime(facts["end"]).astype("datetime64[us]")
    plain = pd.DataFrame({"subject_id": facts["subject_id"].astype("int64"), **moments, "end": ends})
    with duckdb.connect() as connection:
        _make_index_rows(connection, index)
        connection.register("given_facts", plain.reset_index(drop=True).assign(position=range(len(plain))))
        pairs = connection.execute(
            f"SELECT position, row, index_date FROM given_facts e JOIN index_rows i USING (subject_id) WHERE {KNOWN} "
            "ORDER BY position, row"
        ).df()
    known = facts.iloc[pairs["position"].to_numpy()].reset_index(drop=True)
    return known.assign(index_date=pairs["index_date"], row=pairs["row"])


def events_of_postgresql(record: Record, index: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> str:
    """Copy the events of the index's subjects from PostgreSQL into the DuckDB connection; returns their relation."""
    create_memory_tables(connection, ["medomics.event"])
    connection.register("given_index", index)
    columns = ", ".join(f'"{name}"' for name, *_ in connection.execute("DESCRIBE medomics.event").fetchall())
    with visit_of(record, connection).reading() as visit:
        visit.pull(
            "medomics.event",
            f"SELECT {columns} FROM medomics.event WHERE subject_id IN (SELECT key FROM wanted)",
            "SELECT DISTINCT subject_id FROM given_index",
        )
    connection.unregister("given_index")
    return "medomics.event"
