"""What of a table holds no value, and why: a code mistyped, a unit that nothing has, a system that the record lacks.

A column of nothing looks like any other in the files, so the build says its name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from medomics_ehr.errors import InputRefused
from medomics_ehr.features.aggregate import Column
from medomics_ehr.features.groups import Unconverted
from medomics_ehr.features.spec import NUMERIC, Chosen, FeatureSpec
from medomics_ehr.terminology import units
from medomics_ehr.terminology.systems import SYSTEMS

#: Of findings in coded reports, which no source names by a URL: a record whose reports are not yet coded lacks them.
_OF_REPORTS = frozenset({"TREATMENT", "EXAM", "RECIST"})


def refuse_unknown(connection: duckdb.DuckDBPyConnection, spec: FeatureSpec) -> None:
    """Refuse code systems and units that neither we nor the record know.

    Raises:
        InputRefused: a system or a unit is unknown; the message names the key.
    """
    rows = connection.execute("SELECT DISTINCT split_part(code, '//', 1) FROM kind").fetchall()
    here = {str(row[0]) for row in rows}
    known = here | {system.short for system in SYSTEMS} | _OF_REPORTS
    for number, found in enumerate(spec.found):
        for system in found.systems:
            if system not in known and here:
                listed = ", ".join(sorted(here))
                raise InputRefused(f"found[{number}]: no event has a code of {system!r}; the record has {listed}")
    given = {str(row[0]) for row in connection.execute("SELECT DISTINCT unit FROM kind").fetchall()}
    for number, chosen in enumerate(spec.chosen):
        if chosen.unit and not units.is_known(chosen.unit) and chosen.unit not in given:
            raise InputRefused(
                f"columns[{number}]: unit {chosen.unit!r} is no UCUM unit, and no event has it; write one such as g/dL"
            )


def silent_groups(
    connection: duckdb.DuckDBPyConnection,
    spec: FeatureSpec,
    columns: Sequence[Column],
    valued: set[int],
    apart: Sequence[Unconverted],
) -> dict[str, str]:
    """The groups of which no column has a value, with the reason.

    Args:
        valued: positions of the columns that have a value.
    """
    filled = {columns[position].group for position in valued}
    empty = {column.group: column for column in columns if column.group not in filled}
    chosen = {one.name: one for one in spec.chosen}
    silent = {}
    for name, column in empty.items():
        known = column.codes or name not in chosen
        silent[name] = _reason(column, apart) if known else _unmet(connection, chosen[name])
    for number, one in enumerate(spec.found):
        if one.systems and not any(column.group.partition("//")[0] in one.systems for column in columns):
            share = f"{100 * one.at_least:g} % of the rows"
            silent[f"found[{number}]"] = f"no code of {', '.join(one.systems)} is known of {share} by the index dates"
    return silent


def _unmet(connection: duckdb.DuckDBPyConnection, one: Chosen) -> str:
    """Whether the record lacks the codes, or has them later than it may be known."""
    exact = {code for code in one.codes if not code.endswith("*")}
    below = tuple(code.removesuffix("*") for code in one.codes if code.endswith("*"))
    codes = [str(row[0]) for row in connection.execute("SELECT DISTINCT code FROM kind").fetchall()]
    if any(code in exact or code.startswith(below) for code in codes):
        return "its codes are in the record, but no event of them was known by an index date"
    return "no event has one of its codes"


def _reason(column: Column, apart: Sequence[Unconverted]) -> str:
    others: Mapping[str, int] = {one.unit or "no unit": one.events for one in apart if one.group == column.group}
    if others:
        listed = ", ".join(f"{events} in {unit}" for unit, events in others.items())
        return f"no number of it converts to {column.unit.removesuffix('/d')}: {listed}"
    return "its events have no number" if column.aggregate in NUMERIC else "no event lies in a window"
