"""Which codes make a column: groups that were named, groups found in the data, and each group's one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import duckdb
import pandas as pd

from medomics_ehr.features.spec import NUMERIC, Aggregate, Chosen, Found
from medomics_ehr.terminology.units import factor

#: A category of ICD-10 (three characters) and the groups of ATC (levels 2 to 4) that lie above a code.
_ANCESTORS_SQL = """
SELECT DISTINCT kind, code, ancestor FROM (
  SELECT kind, code, 'ICD10//' || substr(code, 8, 3) AS ancestor FROM kind WHERE starts_with(code, 'ICD10//')
  UNION ALL SELECT kind, code, 'ATC//' || substr(code, 6, n) FROM kind, (VALUES (3), (4), (5)) AS levels (n)
  WHERE starts_with(code, 'ATC//') AND length(code) - 5 >= n)
"""
_CODES_SQL = "SELECT kind, code, code AS ancestor FROM kind"


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of these codes, from which each aggregate makes a column a window.

    Attributes:
        name: start of the columns' names.
        codes: event codes that occur among the eligible events.
        aggregates: what to compute.
        unit: UCUM unit of its numbers; empty where they have none.
    """

    name: str
    codes: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Unconverted:
    """Numbers that were set apart because their unit does not convert."""

    group: str
    unit: str
    wanted: str
    events: int


def find_groups(
    connection: duckdb.DuckDBPyConnection, chosen: Iterable[Chosen], found: Iterable[Found], rows: int
) -> list[Group]:
    """The groups of a table, those named first; one that is named and found has the aggregates of both.

    Args:
        rows: rows of the table, of which `Found.at_least` is a share.
    """
    groups = {one.name: Group(one.name, _named(connection, one), one.aggregates, one.unit) for one in chosen}
    for one in found:
        for name, codes in _found(connection, one, rows):
            known = groups.setdefault(name, Group(name, codes, ()))
            groups[name] = replace(known, aggregates=tuple(dict.fromkeys((*known.aggregates, *one.aggregates))))
    return list(groups.values())


def _named(connection: duckdb.DuckDBPyConnection, one: Chosen) -> tuple[str, ...]:
    exact = [code for code in one.codes if not code.endswith("*")]
    below = [code.removesuffix("*") for code in one.codes if code.endswith("*")]
    rows = connection.execute(
        "SELECT DISTINCT code FROM kind WHERE kind IN (SELECT kind FROM eligible) AND (list_contains($exact, code) "
        "OR len(list_filter($below::VARCHAR[], lambda p: starts_with(code, p))) > 0) ORDER BY code",
        {"exact": exact, "below": below},
    ).fetchall()
    return tuple(row[0] for row in rows)


def _found(connection: duckdb.DuckDBPyConnection, found: Found, rows: int) -> list[tuple[str, tuple[str, ...]]]:
    """Groups that enough rows have, the most frequent first.

    The choice looks at how many rows have a code, never at an outcome.
    """
    pairs = _ANCESTORS_SQL if found.by == "ancestor" else _CODES_SQL
    of_systems = "WHERE list_contains($systems, split_part(ancestor, '//', 1))" if found.systems else ""
    parameters: dict[str, object] = {"least": found.at_least * rows, "most": found.at_most}
    if found.systems:
        parameters["systems"] = list(found.systems)
    groups = connection.execute(
        f"""WITH pairs AS (SELECT * FROM ({pairs}) {of_systems}),
            numbered AS (SELECT *, dense_rank() OVER (ORDER BY ancestor)::INTEGER AS number FROM pairs),
            held AS (SELECT DISTINCT row, number FROM eligible JOIN numbered USING (kind)),
            counted AS (SELECT number, count(*) AS n FROM held GROUP BY number),
            met AS (SELECT DISTINCT number, ancestor, code FROM numbered WHERE kind IN (SELECT kind FROM eligible))
            SELECT ancestor, list(code ORDER BY code) FROM met JOIN counted USING (number) WHERE n >= $least
            GROUP BY ancestor, n ORDER BY n DESC, ancestor LIMIT $most""",
        parameters,
    ).fetchall()
    return [(str(name), tuple(codes)) for name, codes in groups]


def make_members(connection: duckdb.DuckDBPyConnection, groups: Sequence[Group]) -> None:
    """Make the table `member`: kind, group (its position), source, and the factor of its unit, null where none is.

    Which unit a group has was settled by `one_unit`.
    """
    pairs = pd.DataFrame(
        [(position, code, group.unit) for position, group in enumerate(groups) for code in group.codes],
        columns=["group", "code", "wanted"],
    ).astype({"group": "int32", "code": "str", "wanted": "str"})
    connection.register("given_pairs", pairs)
    asked = connection.execute(
        "SELECT DISTINCT k.unit, p.wanted FROM given_pairs p JOIN kind k USING (code) ORDER BY ALL"
    ).fetchall()
    factors = pd.DataFrame(
        [(unit, wanted, factor(unit, wanted)) for unit, wanted in asked], columns=["unit", "wanted", "factor"]
    ).astype({"unit": "str", "wanted": "str", "factor": "float64"})
    connection.register("given_factors", factors)
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE member AS
           SELECT k.kind, p."group", k.source, if(isnan(f.factor), NULL, f.factor) AS factor
           FROM given_pairs p JOIN kind k USING (code)
           LEFT JOIN given_factors f ON f.unit IS NOT DISTINCT FROM k.unit AND f.wanted = p.wanted"""
    )
    connection.unregister("given_pairs")
    connection.unregister("given_factors")


def one_unit(connection: duckdb.DuckDBPyConnection, groups: Sequence[Group]) -> tuple[list[Group], list[Unconverted]]:
    """The groups with one unit each: the one asked for, or the one most numbers have; and what was set apart."""
    if not any(name in NUMERIC for group in groups for name in group.aggregates):
        return list(groups), []
    counts = connection.execute(
        "SELECT code, coalesce(unit, '') AS unit, count(*) AS n FROM eligible JOIN kind USING (kind) "
        "WHERE value IS NOT NULL GROUP BY ALL ORDER BY code, unit"
    ).fetchall()
    by_code: dict[str, dict[str, int]] = {}
    for code, unit, number in counts:
        by_code.setdefault(code, {})[unit] = int(number)
    settled, apart = [], []
    for group in groups:
        units: dict[str, int] = {}
        for code in group.codes:
            for unit, number in by_code.get(code, {}).items():
                units[unit] = units.get(unit, 0) + number
        most = min(units, key=lambda unit: (-units[unit], unit), default="")
        wanted = group.unit or most
        settled.append(replace(group, unit=wanted))
        apart += [
            Unconverted(group.name, unit, wanted, units[unit])
            for unit in sorted(units, key=lambda unit: (-units[unit], unit))
            if factor(unit, wanted) is None
        ]
    return settled, apart
