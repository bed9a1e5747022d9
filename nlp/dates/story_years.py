"""The year of a date that states none, where the story around it tells: `found in August 2015 … that October`.

A date without a year is the last one before the report (see `find`), unless the text tells it in an order of time:
after a date with its year in the same sentence, or between two of them in one paragraph.
"""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.dates.expressions import DateExpression

#: How far, in characters, the dated neighbours may stand.
REACH = 250
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
#: Words before a date that speak of now, or of the last one, whatever the story told before.
_RECENT = re.compile(
    r"\b(?:derniere?s?|last|latest|recente?s?|recent|actuel\w*|current\w*|now|ce jour|aujourd'hui|today|depuis|since"
    r"|prochaine?s?|next|prevue?s?|planned|scheduled|maintenant|a present|la c'est|reparti\w*)\b[^.;\n]{0,25}$"
)
_THAT = re.compile(r"\b(?:that|ce meme|cette annee-la)(?: same)? $")
_LAST_YEAR = re.compile(r"(?:l'an(?:nee)? (?:derniere?|passee?)|last year)$")
_THIS_YEAR = re.compile(r"(?:this year|cette annee)$")


def with_story_years(found: list[DateExpression], folded: str, report_date: str) -> list[DateExpression]:
    """The dates in order, with the year of the story for those that state none.

    Args:
        found: dates of a folded text, sorted; those without a year have the last one before the report.

    >>> told = [DateExpression(0, 8, "2015-08"), DateExpression(20, 27, "2020-10", has_year=False)]
    >>> [d.value for d in with_story_years(told, "aug 2015 mass, that october resection", "2021-01-28")]
    ['2015-08', '2015-10']
    """
    told: list[DateExpression] = []
    for number, date in enumerate(found):
        if not _states_no_year(date):
            told.append(date)
        elif year := _stated_year(date, folded, report_date):
            told.append(replace(date, value=f"{year:04d}{date.value[4:]}", has_year=True))
        else:
            year = _story_year(date, told, found[number + 1 :], folded, report_date)
            told.append(replace(date, value=f"{year:04d}{date.value[4:]}") if year else date)
    return told


def _states_no_year(date: DateExpression) -> bool:
    return date.is_calendar and date.exact and not date.has_year and len(date.value) >= 7


def _stated_year(date: DateExpression, folded: str, report_date: str) -> int:
    """The year that its own words count from the report, 0 where they do not: `in February of last year`."""
    if not report_date[:4].isdigit():
        return 0
    if _LAST_YEAR.search(folded, date.start, date.end):
        return int(report_date[:4]) - 1
    return int(report_date[:4]) if _THIS_YEAR.search(folded, date.start, date.end) else 0


def _story_year(
    date: DateExpression, told: list[DateExpression], later: list[DateExpression], folded: str, report_date: str
) -> int:
    """The year that the story gives a date, 0 where it gives none."""
    before = next((d for d in reversed(told) if d.is_calendar and d.has_year and d.exact), None)
    if before is None or not _near(folded, before.end, date.start):
        return 0
    year = _first_after(before.value, date.value)
    if year >= int(date.value[:4]) or _RECENT.search(folded, before.end, date.start):
        return 0
    if _THAT.search(folded, max(0, date.start - 12), date.start):
        return year
    if len(before.value) >= 7 and not _SENTENCE_END.search(folded, before.end, date.start):
        return year
    after = next((d for d in later if d.is_calendar and d.has_year and d.exact and len(d.value) >= 7), None)
    between = after is not None and _near(folded, date.end, after.start) and after.value <= report_date
    return year if between and after is not None and _orders(year, date.value, after.value) else 0


def _near(folded: str, start: int, end: int) -> bool:
    return end - start <= REACH and "\n\n" not in folded[start:end]


def _first_after(before: str, value: str) -> int:
    """The first year in which a month or day is not before another date."""
    return int(before[:4]) + (value[5:] < before[5 : len(value)])


def _orders(year: int, value: str, after: str) -> bool:
    """Whether the date in that year is not after the later one, and in no other year is it so."""
    stated = f"{year:04d}{value[4:]}"
    return stated[:7] <= after[:7] < f"{year + 1:04d}{value[4:]}"[:7]
