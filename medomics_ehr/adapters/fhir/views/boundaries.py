"""`lowBoundary()` and `highBoundary()`: the interval that a value of limited precision stands for.

Source: FHIRPath 3.0 draft, section "lowBoundary"; SQL-on-FHIR v2 tests `fn_boundary`.
A date-time without a zone may lie anywhere from +14:00 to -12:00.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from medomics_ehr.adapters.fhir.views.value import Value, mapped
from medomics_ehr.errors import InputRefused

Which = Literal["low", "high"]
_ZONE = r"(Z|[+-]\d\d:\d\d)$"
_FILL = {"low": "0000-01-01T00:00:00.000", "high": "0000-12-31T23:59:59.999"}
_FARTHEST_ZONE = {"low": "+14:00", "high": "-12:00"}


def boundary(value: Value, which: Which) -> Value:
    """The least or greatest value that a value of its precision may be.

    Raises:
        InputRefused: the type has no precision.
    """
    if value.type == "empty":
        return value
    if value.is_number:
        sql = mapped(value, lambda item: _decimal(item.sql, which))
        return Value(sql, "decimal", value.many)
    if not value.is_temporal:
        raise InputRefused(f"{which}Boundary(): needs a number, date or time, not {value.type}")
    templates = {"date": _date, "time": _time}
    template = templates.get(value.type, _date_time)
    return replace(value, sql=mapped(value, lambda item: template(item.sql, which)))


def _decimal(text: str, which: Which) -> str:
    digits = f"len(split_part(CAST({text} AS VARCHAR), '.', 2))"
    operator = "-" if which == "low" else "+"
    half = f"CAST(0.5 AS DECIMAL(38, 12)) / CAST(pow(10, {digits}) AS DOUBLE)"
    exact = f"TRY_CAST({text} AS DECIMAL(38, 12)) {operator} CAST({half} AS DECIMAL(38, 12))"
    return f"CAST({exact} AS DOUBLE)"


def _day(text: str, which: Which) -> str:
    """The text up to its day, a missing month or day filled in."""
    if which == "low":
        return f"{text} || substr('0000-01-01', len({text}) + 1)"
    last = f"strftime(last_day(TRY_CAST({text} || '-01' AS DATE)), '%Y-%m-%d')"
    return f"CASE len({text}) WHEN 4 THEN {text} || '-12-31' WHEN 7 THEN {last} ELSE {text} END"


def _date(text: str, which: Which) -> str:
    return f"({_day(text, which)})"


def _time(text: str, which: Which) -> str:
    return f"({text} || substr('{_FILL[which][11:]}', len({text}) + 1))"


def _date_time(text: str, which: Which) -> str:
    body = f"regexp_replace({text}, '{_ZONE}', '')"
    zone = f"coalesce(nullif(regexp_extract({text}, '{_ZONE}'), ''), '{_FARTHEST_ZONE[which]}')"
    filled = f"({_day(body, which)})"
    return f"({filled} || substr('{_FILL[which]}', len({filled}) + 1) || {zone})"
