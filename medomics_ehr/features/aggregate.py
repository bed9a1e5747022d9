"""Computes features in SQL over the eligible events: one long table of (row, column, value)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from medomics_ehr.features.spec import NUMERIC, Aggregate, Chosen, Found, window_name
from medomics_ehr.features.units import factor

#: A category of ICD-10 (three characters) and the groups of ATC (levels 2 to 4) that lie above a code.
_ANCESTORS_SQL = """
SELECT DISTINCT code, ancestor FROM (
  SELECT code, 'ICD10//' || substr(code, 8, 3) AS ancestor FROM codes WHERE starts_with(code, 'ICD10//')
  UNION ALL SELECT code, 'ATC//' || substr(code, 6, n) FROM codes, (VALUES (3), (4), (5)) AS levels (n)
  WHERE starts_with(code, 'ATC//') AND length(code) - 5 >= n)
"""
_SQL = {
    "present": "1.0",
    "count": "count(DISTINCT (source_table, source_id))::DOUBLE",
    "days_since": "min(days)::DOUBLE",
    "last": "arg_max(value, (time, source_id))",
    "min": "min(value)",
    "max": "max(value)",
    "mean": "avg(value)",
    "slope": "regr_slope(value, -days)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table and what it is made of.

    Attributes:
        name: `group|aggregate|window`.
        group: the code, the ancestor, or the name of chosen codes.
        codes: the event codes it counts.
        unit: UCUM unit of its values.
    """

    name: str
    group: str
    aggregate: Aggregate
    window: int | None
    codes: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Unconverted:
    """Numbers that were set apart because their unit does not convert."""

    group: str
    unit: str
    wanted: str
    events: int


def group_chosen(connection: duckdb.DuckDBPyConnection, chosen: Iterable[Chosen]) -> dict[str, tuple[str, ...]]:
    """Each chosen group's codes that occur among the eligible events; fills the table `member` (group, code)."""
    _prepare(connection)
    groups: dict[str, tuple[str, ...]] = {}
    for one in chosen:
        exact = [code for code in one.codes if not code.endswith("*")]
        below = [code.removesuffix("*") for code in one.codes if code.endswith("*")]
        rows = connection.execute(
            "SELECT code FROM codes WHERE list_contains($exact, code) "
            "OR len(list_filter($below::VARCHAR[], lambda p: starts_with(code, p))) > 0 ORDER BY code",
            {"exact": exact, "below": below},
        ).fetchall()
        groups[one.name] = tuple(row[0] for row in rows)
        _add_members(connection, one.name, groups[one.name])
    return groups


def group_found(connection: duckdb.DuckDBPyConnection, found: Found, rows: int) -> dict[str, tuple[str, ...]]:
    """Groups that enough rows have, the most frequent first; fills the table `member`.

    The choice looks at how many rows have a code, never at an outcome.
    """
    _prepare(connection)
    pairs = _ANCESTORS_SQL if found.by == "ancestor" else "SELECT code, code AS ancestor FROM codes"
    systems = "AND list_contains($systems, split_part(ancestor, '//', 1))" if found.systems else ""
    parameters: dict[str, object] = {"least": found.at_least * rows, "most": found.at_most}
    if found.systems:
        parameters["systems"] = list(found.systems)
    groups = connection.execute(
        f"WITH pairs AS ({pairs}), counted AS ("
        "  SELECT ancestor, count(DISTINCT row) AS n, list(DISTINCT code ORDER BY code) AS members"
        f"  FROM eligible JOIN pairs USING (code) WHERE true {systems} GROUP BY ancestor)"
        " SELECT ancestor, members FROM counted WHERE n >= $least ORDER BY n DESC, ancestor LIMIT $most",
        parameters,
    ).fetchall()
    chosen = {group: tuple(members) for group, members in groups}
    for group, members in chosen.items():
        _add_members(connection, group, members)
    return chosen


def one_unit(
    connection: duckdb.DuckDBPyConnection, wanted: Mapping[str, str]
) -> tuple[dict[str, str], list[Unconverted]]:
    """Bring each group's numbers to one unit: the one asked for, or the one most events have.

    Fills the table `unit_factor` (group, unit, factor); returns each group's unit and what was set apart.
    """
    counts = connection.execute(
        "SELECT \"group\", coalesce(unit, '1') AS unit, count(*) AS n FROM eligible JOIN member USING (code) "
        'WHERE value IS NOT NULL GROUP BY ALL ORDER BY "group", n DESC, unit'
    ).fetchall()
    units: dict[str, str] = {}
    factors, apart = [], []
    for group, unit, number in counts:
        chosen = units.setdefault(group, wanted.get(group) or unit)
        times = factor(unit, chosen)
        if times is None:
            apart.append(Unconverted(group, unit, chosen, int(number)))
        else:
            factors.append((group, unit, times))
    frame = pd.DataFrame(factors, columns=["group", "unit", "factor"]).astype({"factor": "float64"})
    connection.register("given_factors", frame)
    connection.execute("CREATE OR REPLACE TEMP TABLE unit_factor AS SELECT * FROM given_factors")
    connection.unregister("given_factors")
    return units, apart


def aggregate(
    connection: duckdb.DuckDBPyConnection,
    groups: Mapping[str, tuple[str, ...]],
    wanted: Mapping[str, tuple[Aggregate, ...]],
    windows: Iterable[int | None],
    units: Mapping[str, str],
) -> tuple[list[Column], pd.DataFrame]:
    """The columns and their values: a frame of row, column (its position in the list) and value, no nulls.

    Numbers are aggregated over facts, so a fact with several codings of one group counts once.
    """
    columns: list[Column] = []
    frames: list[pd.DataFrame] = []
    by_aggregate: dict[Aggregate, list[str]] = {}
    for group, aggregates in wanted.items():
        for name in aggregates:
            by_aggregate.setdefault(name, []).append(group)
    for window in windows:
        for name, asked in by_aggregate.items():
            numbers = {group: len(columns) + n for n, group in enumerate(asked)}
            columns += [_column(group, name, window, groups[group], units) for group in asked]
            frames.append(_values(connection, name, window, numbers))
    values = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["row", "column", "value"])
    return columns, values


def _values(
    connection: duckdb.DuckDBPyConnection, name: Aggregate, window: int | None, numbers: Mapping[str, int]
) -> pd.DataFrame:
    connection.register("asked", pd.DataFrame({"group": list(numbers), "column": list(numbers.values())}))
    where = "true" if window is None else "days <= $window"
    number = "value IS NOT NULL" if name in NUMERIC else "true"
    joined = 'LEFT JOIN unit_factor f ON f."group" = m."group" AND f.unit = coalesce(e.unit, \'1\')'
    value = "e.value * f.factor" if name in NUMERIC else "NULL::DOUBLE"
    facts = (
        f'SELECT DISTINCT e.row, a."column", e.time, e.days, {value} AS value, e.source_table, e.source_id '
        f'FROM eligible e JOIN member m USING (code) JOIN asked a ON a."group" = m."group" {joined} WHERE {where}'
    )
    statement = (
        f'SELECT row, "column", {_SQL[name]} AS value FROM ({facts}) WHERE {number} '
        'GROUP BY row, "column" HAVING value IS NOT NULL ORDER BY row, "column"'
    )
    frame = connection.execute(statement, {"window": window} if window is not None else {}).df()
    connection.unregister("asked")
    return frame


def _column(
    group: str, name: Aggregate, window: int | None, codes: tuple[str, ...], units: Mapping[str, str]
) -> Column:
    unit = units.get(group, "1") if name in NUMERIC else ("d" if name == "days_since" else "1")
    if name == "slope":
        unit = f"{unit}/d"
    return Column(f"{group}|{name}|{window_name(window)}", group, name, window, codes, unit)


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute('CREATE TEMP TABLE IF NOT EXISTS member ("group" VARCHAR, code VARCHAR)')
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS codes AS SELECT DISTINCT code FROM eligible")


def _add_members(connection: duckdb.DuckDBPyConnection, group: str, codes: tuple[str, ...]) -> None:
    connection.execute(
        'INSERT INTO member SELECT $group, unnest($codes::VARCHAR[]) EXCEPT SELECT "group", code FROM member',
        {"group": group, "codes": list(codes)},
    )
