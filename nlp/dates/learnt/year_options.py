"""The calendar dates that words without their year, or without their month, may mean: few, each with its reasons."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.dates.expressions import DateExpression

#: Reasons: last before the report, next after it, first after the date told before, first after the last date told
#: with its year, last before the next one told with its year.
PAST, AHEAD, AFTER_TOLD, AFTER_YEAR, BEFORE_NEXT = "PATYB"


@dataclass(frozen=True, slots=True)
class Told:
    """What the text tells around an expression.

    Attributes:
        before: the date told last before it. dated: the last before it that states its year.
        following: the next after it that states its year.
    """

    before: DateExpression | None = None
    dated: DateExpression | None = None
    following: DateExpression | None = None


def options_of(found: DateExpression, told: Told, report: dt.date) -> dict[str, str]:
    """ISO dates that an expression may mean, and the reasons for each, in the order of the reasons.

    Args:
        found: a month, a day and its month, or (not exact) a day alone.

    >>> told = Told(DateExpression(0, 9, "2019-08"), DateExpression(0, 9, "2019-08"))
    >>> options_of(DateExpression(20, 32, "2023-09-24", has_year=False), told, dt.date(2023, 11, 17))
    {'2023-09-24': 'P', '2024-09-24': 'A', '2019-09-24': 'TY'}
    >>> options_of(DateExpression(20, 22, "2022-09-03", exact=False, has_year=False), Told(), dt.date(2024, 2, 16))
    {'2024-02-03': 'P', '2024-03-03': 'A'}
    """
    reasons: dict[str, str] = {}
    for value, reason in _years(found, told, report) if found.exact else _months(found, told, report):
        if value:
            reasons[value] = reasons.get(value, "") + reason
    return reasons


def _years(found: DateExpression, told: Told, report: dt.date) -> Iterator[tuple[str, str]]:
    stated = found.value[4:]
    past = report.year - (stated[1:] > report.isoformat()[5 : len(found.value)])
    yield _in_year(past, stated), PAST
    yield _in_year(past + 1, stated), AHEAD
    for date, reason in ((told.before, AFTER_TOLD), (told.dated, AFTER_YEAR)):
        if date:
            year = int(date.value[:4]) + (stated < date.value[4 : len(found.value)])
            yield _in_year(year, stated) if year <= past else "", reason
    if told.following:
        year = int(told.following.value[:4]) - (stated > told.following.value[4 : len(found.value)] > "")
        yield _in_year(year, stated) if year <= past else "", BEFORE_NEXT


def _in_year(year: int, stated: str) -> str:
    """A year with its `-MM` or `-MM-DD`, "" for a day that it has not."""
    if stated == "-02-29" and not calendar.isleap(year):
        return ""
    return f"{year:04d}{stated}"


def _months(found: DateExpression, told: Told, report: dt.date) -> Iterator[tuple[str, str]]:
    day = int(found.value[8:])
    past = report.month - (day > report.day)
    yield _day_of(report.year, past, day), PAST
    yield _day_of(report.year, past + 1, day), AHEAD
    for date, reason in ((told.before, AFTER_TOLD), (told.dated, AFTER_YEAR)):
        if date and len(date.value) >= 7:
            later = len(date.value) == 10 and day < int(date.value[8:])
            value = _day_of(int(date.value[:4]), int(date.value[5:7]) + later, day)
            yield value if value <= report.isoformat() else "", reason


def _day_of(year: int, month: int, day: int) -> str:
    """The ISO day of a month that may be counted beyond its year, "" where it has none such."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04d}-{month:02d}-{day:02d}" if day <= calendar.monthrange(year, month)[1] else ""
