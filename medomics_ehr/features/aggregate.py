"""Computes features in SQL over the eligible events: one long table of (row, column, value)."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from medomics_ehr.features.groups import Group, make_members
from medomics_ehr.features.spec import AGGREGATES, NUMERIC, Aggregate, window_name

#: What each aggregate is, over the facts `f` of one row and group that lie in a window.
_SQL: dict[Aggregate, str] = {
    "present": "if(count(*) FILTER ({inside}) > 0, 1.0, NULL)",
    "count": "nullif(count(*) FILTER ({inside}), 0)::DOUBLE",
    "days_since": "(min(days) FILTER ({inside}))::DOUBLE",
    "last": "arg_max(value, (time, source_id)) FILTER ({inside})",
    "min": "min(value) FILTER ({inside})",
    "max": "max(value) FILTER ({inside})",
    "mean": "avg(value) FILTER ({inside})",
    "slope": "regr_slope(value, -days) FILTER ({inside})",
}
#: A fact with several codings of one group counts once, by its newest time.
_FACTS = """
SELECT row, "group", source, source_id, min(days) AS days FROM eligible JOIN member USING (kind)
WHERE "group" BETWEEN $first AND $last GROUP BY ALL
"""
_NUMBERS = """
SELECT DISTINCT row, "group", source, source_id, time, days, value * factor AS value
FROM eligible JOIN member USING (kind)
WHERE "group" BETWEEN $first AND $last AND value IS NOT NULL AND factor IS NOT NULL
"""
#: Groups computed at once: bounds the memory of a wide table, as each needs a line for each fact.
_GROUPS_AT_ONCE = 128


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


def aggregate(
    connection: duckdb.DuckDBPyConnection, groups: Sequence[Group], windows: Iterable[int | None]
) -> tuple[list[Column], pd.DataFrame]:
    """The columns and their values: a frame of row, column (its position in the list) and value, no nulls.

    Numbers are aggregated over facts, so a fact with several codings of one group counts once.
    """
    make_members(connection, groups)
    columns: list[Column] = []
    number: dict[_Asked, int] = {}
    for window, name, (position, group) in itertools.product(windows, AGGREGATES, enumerate(groups)):
        if name in group.aggregates:
            number[position, name, window] = len(columns)
            columns.append(_column(group, name, window))
    parts = list(_values(connection, groups, number))
    joined = {
        name: np.concatenate([part[at] for part in parts]) if parts else np.zeros(0, kind)
        for at, (name, kind) in enumerate((("row", "int32"), ("column", "int32"), ("value", "float64")))
    }
    return columns, pd.DataFrame(joined, copy=False)


#: A group's position, an aggregate and a window.
_Asked = tuple[int, Aggregate, int | None]
#: Rows, columns and values.
_Part = tuple[np.ndarray, np.ndarray, np.ndarray]


def _values(
    connection: duckdb.DuckDBPyConnection,
    groups: Sequence[Group],
    number: Mapping[_Asked, int],
) -> Iterator[_Part]:
    """Rows, columns and values, for some of the groups and one of the columns' sorts at a time."""
    for first in range(0, len(groups), _GROUPS_AT_ONCE):
        last = min(first + _GROUPS_AT_ONCE, len(groups)) - 1
        for facts, numeric in ((_FACTS, False), (_NUMBERS, True)):
            asked = {
                (name, window)
                for position, name, window in number
                if first <= position <= last and (name in NUMERIC) == numeric
            }
            sorts = sorted(asked, key=lambda one: (str(one[1]), one[0]))
            if sorts:
                yield from _of_sorts(connection, facts, first, last, sorts, number)


def _of_sorts(
    connection: duckdb.DuckDBPyConnection,
    facts: str,
    first: int,
    last: int,
    sorts: Sequence[tuple[Aggregate, int | None]],
    number: Mapping[_Asked, int],
) -> Iterator[_Part]:
    """Every aggregate and window of some groups in one pass."""
    selected = ", ".join(
        f"{_SQL[name].format(inside='WHERE ' + _inside(window))} AS v{at}" for at, (name, window) in enumerate(sorts)
    )
    statement = f'SELECT row, "group", {selected} FROM ({facts}) GROUP BY row, "group" ORDER BY row, "group"'
    found: dict[str, Any] = connection.execute(statement, {"first": first, "last": last}).fetchnumpy()
    for at, (name, window) in enumerate(sorts):
        columns = np.array([number.get((group, name, window), -1) for group in range(first, last + 1)], dtype=np.int32)
        column = columns[found["group"] - first]
        value = np.ma.filled(found[f"v{at}"].astype(np.float64), np.nan)
        here = ~np.isnan(value) & (column >= 0)
        yield found["row"][here], column[here], value[here]


def _inside(window: int | None) -> str:
    return "true" if window is None else f"days <= {int(window)}"


def _column(group: Group, name: Aggregate, window: int | None) -> Column:
    unit = (group.unit or "1") if name in NUMERIC else ("d" if name == "days_since" else "1")
    if name == "slope":
        unit = f"{unit}/d"
    return Column(f"{group.name}|{name}|{window_name(window)}", group.name, name, window, group.codes, unit)
