"""A day of the month alone: `Doppler du 25 :`, `PET of the 12th`.

It is of the month that the text is speaking of, else of the report's.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from nlp.dates.expressions import DateExpression
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_BARE_DAY = re.compile(
    r"\b(?:(?:le|du|au) (?P<day>[1-9]|[12]\d|3[01])|(?:of|on|until|since|from) the (?P<nth>[1-9]|[12]\d|3[01])"
    r"(?:st|nd|rd|th))(?=\n| ?[:;)]|,(?! ?\d)|\.(?!\d)| (?:et|puis|par|sur|retrouv|montr"
    r"|ne\b|n'|de ce mois|courant|of this month|and|then|show|reveal|was|is|with|for|avec|sans|pour|sous)|$)"
)
#: Words that it may begin with.
_BEFORE = word_set("le du au of on until since from")
#: Events that a report sees ahead: their day alone is the next one.
_AHEAD = re.compile(
    r"\b(?:rcp|rdv|rendez-vous|staff|comite|consultation|prevue?s?|programmee?s?|fixee?s?|revue?|revoir|prochaine?)"
    r"(?: [a-z]+)? $"
)
#: How far back, in characters, the month that a text speaks of may be named.
BACK = 400
#: How far back a month without a day, told with its year, is still the one spoken of.
NEAR = 120
#: A day this much smaller than the one before it is of the next month.
SLACK = 3


def bare_days(reading: Reading, known: Sequence[DateExpression], report: dt.date | None) -> Iterator[DateExpression]:
    """Days alone, with the month of the date named last before them, or of the report.

    Args:
        known: the dates found so far, in order.

    >>> [d.value for d in bare_days(Reading.of("Doppler du 25 : normal"), [], dt.date(2024, 1, 30))]
    ['2024-01-25']
    >>> march = [DateExpression(7, 14, "2024-03-11")]
    >>> [d.value for d in bare_days(Reading.of("TDM le 11 mars, IRM le 15 : normale"), march, dt.date(2024, 5, 30))]
    ['2024-03-15']
    """
    folded = reading.folded
    for match in matches_at(_BARE_DAY, folded, reading.offsets_of(_BEFORE)):
        day, anchor = int(match["day"] or match["nth"]), _anchor(known, match.start())
        ahead = report and _AHEAD.search(folded, max(0, match.start() - 40), match.start())
        if ahead and report:
            value = _next(report, day)
        elif anchor:
            value = _of_month(anchor.year, anchor.month + (day < anchor.day - SLACK), day)
            value = value if not report or value <= report.isoformat() else _before(report, day)
        else:
            value = _before(report, day) if report else ""
        if value:
            start, end = match.span("day" if match["day"] else "nth")
            yield DateExpression(start, end, value, exact=False, has_year=False)


def _anchor(known: Sequence[DateExpression], place: int) -> dt.date | None:
    """The last calendar day named within reach before a place, or the first of the month named since then."""
    told = [d for d in known if place - BACK <= d.start and d.end <= place and d.is_calendar]
    days = [d for d in told if len(d.value) == 10 or (len(d.value) == 7 and d.has_year and place - d.end <= NEAR)]
    last = max(days, key=lambda d: d.end, default=None)
    return dt.date.fromisoformat(last.value if len(last.value) == 10 else f"{last.value}-01") if last else None


def _of_month(year: int, month: int, day: int) -> str:
    """The ISO day, "" where the month has none; month 13 is the next January, month 0 the last December."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, day).isoformat() if day <= calendar.monthrange(year, month)[1] else ""


def _before(report: dt.date, day: int) -> str:
    return _of_month(report.year, report.month - (day > report.day), day)


def _next(report: dt.date, day: int) -> str:
    return _of_month(report.year, report.month + (day <= report.day), day)
