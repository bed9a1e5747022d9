"""Dates without a year in a plan lie ahead: `docetaxel to resume on 20 May` in a report of 9 May."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.text.reading import Reading

#: A yearless date this many days ahead of the report is taken for a plan's, where it stands in one.
HORIZON = 120


def look_ahead(reading: Reading, dates: Iterable[DateExpression]) -> list[DateExpression]:
    """The dates, with those of the plan that were put into last year moved to the next occasion.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.dates import find_dates
    >>> reading = read_text("Plan: docetaxel 20 May.", report_date="2024-05-09")
    >>> [date.value for date in look_ahead(reading, find_dates(reading.text, "2024-05-09"))]
    ['2024-05-20']
    """
    return [_ahead(reading, date) for date in dates]


def _ahead(reading: Reading, found: DateExpression) -> DateExpression:
    token = reading.token_at(found.start)
    if found.has_year or not found.is_calendar or not reading.report_date or token >= len(reading):
        return found
    if reading.sentence(token).section != "plan":
        return found
    parts = [int(part) for part in found.value.split("-")]
    try:
        report = dt.date.fromisoformat(reading.report_date[:10])
        moved = dt.date(parts[0] + 1, parts[1], parts[2] if len(parts) > 2 else 28)
    except ValueError:
        return found
    if 0 < (moved - report).days <= HORIZON:
        return replace(found, value=f"{parts[0] + 1:04d}{found.value[4:]}")
    return found
