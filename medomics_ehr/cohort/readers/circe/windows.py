"""Where a correlated event must lie, seen from the index event of a Circe group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from medomics_ehr.cohort.readers.circe.parts import Condition, DateColumn, days_after, only
from medomics_ehr.errors import InputRefused


def window(
    index: sa.FromClause, events: sa.FromClause, data: Mapping[str, Any], by_end: bool, ignore: bool, where: str
) -> list[Condition]:
    """Where the event's date must lie, seen from the index event's date."""
    only(data, where, ("Start", "End", "UseIndexEnd", "UseEventEnd"))
    use_end = data.get("UseEventEnd")
    date = events.c.end_date if (by_end if use_end is None else use_end) else events.c.start_date
    origin = index.c.end_date if data.get("UseIndexEnd") else index.c.start_date
    wheres: list[Condition] = []
    for name in ("Start", "End"):
        bound = data.get(name) or {}
        only(bound, f"{where}.{name}", ("Days", "Coeff", "TimeUnit", "TimeUnitValue"))
        if str(bound.get("TimeUnit") or "day").lower() != "day":
            raise InputRefused(f"{where}.{name}.TimeUnit: only days are supported")
        days, coefficient = bound.get("Days"), int(bound.get("Coeff") or -1)
        if days is None and ignore:
            continue
        limit = _edge(index, coefficient) if days is None else days_after(origin, coefficient * int(days))
        wheres.append(date >= limit if name == "Start" else date <= limit)
    return wheres


def _edge(index: sa.FromClause, coefficient: int) -> DateColumn:
    return index.c.op_start_date if coefficient == -1 else index.c.op_end_date
