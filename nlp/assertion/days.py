"""Days between a partial date and the report."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache


@lru_cache(maxsize=10_000)
def days_before(report_date: str, date: str | None) -> int | None:
    """Days from the latest instant of a partial date to the report, negative for a date to come; None where unknown.

    >>> days_before("2024-05-15", "2024-05-10"), days_before("2024-05-15", "2024"), days_before("2024-05-15", "2019")
    (5, 0, 1597)
    """
    if not date or not report_date:
        return None
    try:
        report = dt.date.fromisoformat(report_date[:10])
        year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
        last = dt.date(year, month or 12, day or (28 if month else 31))
    except ValueError:
        return None
    if (not month and year == report.year) or (month and not day and (year, month) == (report.year, report.month)):
        return 0
    return (report - last).days
