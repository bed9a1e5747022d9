"""Years alone: `2012`, `2012-2015`, `en 89`, and a year before its month, `2021 May:`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.iso import iso
from nlp.dates.words import MONTH, MONTH_NUMBER
from nlp.text.places import matches_at, places_of

#: Where those of four digits begin.
_BEGINNING = re.compile(r"(?:19|20)(?<![\d/.,-]..)\d\d")
#: `2021 May: recurrence`, `2023, 12 avril   IRM`: the year before its day and month, at the head of a row.
_YEAR_FIRST = re.compile(
    r"(?<![\d/.,-])(?P<year>(?:19|20)\d\d)(?: |, (?=\d{1,2} [a-z]|[a-z]+\.?(?:  |\t)))(?:(?P<day>\d{1,2})(?:er)? )?"
    rf"(?P<month>{MONTH})\b\.?(?= ?[:,–-]|\n|  |\t)"
)
#: `2012-2015`, `2019-09/2023`: the years of a period.
_YEARS = re.compile(
    r"(?<![\d/.,\-])(?P<first>(?:19|20)\d\d)(?: ?[-–—>] ?)(?=(?:\d{1,2}/)?(?P<last>(?:19|20)\d\d)(?![\d/\-]))"
)
#: `en 89`, `in '94`: years of the last century in two digits.
_SHORT_YEAR = re.compile(r"(?P<y>[5-9](?<=[ '].)\d)(?=[.,;:)\n]|$)(?![.,]\d)")
_APOSTROPHE = re.compile(r"'(?<![\w'].)(?P<y>\d\d)(?![\w'/-]|[.,]\d)")
_YEAR_CUE = re.compile(r"\b(?:en|in|depuis|since) '?$")
_YEAR = re.compile(r"(?<![\d/.,\-a-z])(?P<y>(?:19[3-9]|20[0-4])\d)(?![\d/\-]|[.,]\d| ?(?:mg|ml|g/|ui|ku|u/|cc|gy|%))")


def beginnings(folded: str) -> list[int]:
    """Offsets of the years of four digits in a folded text."""
    return places_of(_BEGINNING, folded)


def years_first(folded: str, places: list[int]) -> Iterator[DateExpression]:
    """Years before their month, and its day: `2021 May:`, `2023, 12 avril   IRM`."""
    for match in matches_at(_YEAR_FIRST, folded, places):
        if value := iso(int(match["year"]), MONTH_NUMBER[match["month"]], int(match["day"] or 0)):
            yield DateExpression(match.start(), match.end(), value)


def year_ranges(folded: str, places: list[int]) -> Iterator[DateExpression]:
    """The first year of a period, and the last where no month stands before it."""
    for match in matches_at(_YEARS, folded, places):
        yield DateExpression(match.start("first"), match.end("first"), match["first"])
        if folded.startswith(match["last"], match.end()):
            yield DateExpression(match.start("last"), match.end("last"), match["last"])


def apostrophe_years(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    """Years of two digits with an apostrophe: `hysterectomy '09`, the last such year before the report's end."""
    for match in _APOSTROPHE.finditer(folded):
        year = 2000 + int(match["y"])
        year -= 100 if year > (report.year if report else 2049) else 0
        yield DateExpression(match.start(), match.end(), f"{year:04d}")


def bare_years(folded: str, places: list[int]) -> Iterator[DateExpression]:
    """Years alone, of four digits or of two: `2012`, `en 89`."""
    for match in matches_at(_YEAR, folded, places):
        yield DateExpression(match.start(), match.end(), match["y"])
    for match in _SHORT_YEAR.finditer(folded):
        if _YEAR_CUE.search(folded, max(0, match.start() - 8), match.start()):
            yield DateExpression(match.start(), match.end(), f"19{match['y']}")
