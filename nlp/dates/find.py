"""The finder: every date of a text with its value, years filled in from the report's date."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from nlp.dates.absolute import absolute_dates
from nlp.dates.anchored import anchored_dates
from nlp.dates.bare_days import bare_days
from nlp.dates.expressions import DateExpression
from nlp.dates.relative import relative_dates
from nlp.dates.story_years import with_story_years
from nlp.dates.told_years import with_told_years
from nlp.dates.weekdays import restated
from nlp.dates.words import WEEKDAY, WEEKDAY_NUMBER
from nlp.text.reading import Reading

_AHEAD = re.compile(
    r"\b(?:prochaine?|prevue?s?|a prevoir|programmee?s?|next|planned|scheduled|starting|starts|start"
    r"|debute[rz]?|begins?"
    r"|a partir|rendez-vous|rdv|revu|revoir|will|vers le|week of|by|avant le|cible|booked|upcoming|futur|consult)\b"
)
#: `ciprofloxacine jusqu'au 26/10`: the day on which something now given will end.
_UNTIL_DAY = re.compile(r"\b(?:jusqu'au|until|till|through|thru)(?: the)? $")
#: Words of a date's own sentence that look ahead: verbs of the future, and what a month or day is set for.
_IN_SENTENCE = re.compile(
    r"\b(?:(?:ser(?:a|ont|ait)|aura|ira|[a-z]{3,}(?:era|vra|dra|tra)|[a-z]{3,}r(?:ont|ons)|reportee?s?|repoussee?s?|visee?s?|calee?s?"
    r"|maintenue?s?|to (?:be|have|start|go|come)|promised|pencilled|awaiting|pending|pressenti\w*)\b[^.;:\n]{0,45}"
    r"|(?:for|pour|d'ici|dates?) |theatre in )$"
)
_WEEKDAY = re.compile(rf"\b(?P<day>{WEEKDAY}),? (?:le |the )?$")
_EARLIER_THIS_YEAR = re.compile(r"^ (?:of this year|dernier|last|de cette annee)")
Settle = Callable[[Reading, list[DateExpression]], list[DateExpression]]
#: How many days ahead a date without a year may lie where the words around it look ahead.
HORIZON = 200


def find_dates(text: str, report_date: str | None = None, lang: str = "") -> list[DateExpression]:
    """Date expressions of a text in order, non-overlapping.

    Args:
        text: any text, French or English.
        report_date: ISO day against which relative and yearless dates are resolved; without it they keep `XXXX`.
        lang: `fr`, `en` or "" (both are read alike).

    >>> text = "TDM du 8 juillet dernier, biopsie le 12/03, opéré il y a un an."
    >>> [(text[d.start:d.end], d.value) for d in find_dates(text, "2019-10-14")]
    [('8 juillet dernier', '2019-07-08'), ('12/03', '2019-03-12'), ('il y a un an', '2018-10')]
    """
    return dates_of(Reading.of(text, report_date or ""))


def dates_of(reading: Reading, settle: Settle | None = None) -> list[DateExpression]:
    """The dates of a reading, from its report's date.

    Args:
        settle: chooses anew between the years or months that dates without theirs may mean, before others are counted
            from them.
    """
    report, folded = _day(reading.report_date), reading.folded
    found = sorted((_with_year(d, folded, report) for d in absolute_dates(reading, report)), key=lambda d: d.start)
    found = with_story_years(with_told_years(found, folded), folded, reading.report_date)
    found = [expression for expression in found if _is_of_calendar(expression)]
    found += relative_dates(reading, report)
    found += bare_days(reading, sorted(found, key=lambda d: d.start), report)
    found = _without_overlaps(found)
    found = restated(settle(reading, found) if settle else found, folded)
    return _without_overlaps(anchored_dates(reading, found) + found)


def _day(report_date: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(report_date[:10]) if report_date else None
    except ValueError:
        return None


def _is_of_calendar(found: DateExpression) -> bool:
    """False for a day that its year does not have: 29 February, the year taken from elsewhere."""
    return len(found.value) != 10 or not found.is_calendar or _day(found.value) is not None


def _with_year(found: DateExpression, folded: str, report: dt.date | None) -> DateExpression:
    if not found.value.startswith("XXXX") or report is None:
        return found
    parts = [int(part) for part in found.value.split("-")[1:]]
    ahead = bool(_AHEAD.search(folded, max(0, found.start - 60), found.start))
    ahead = ahead or (len(parts) > 1 and bool(_UNTIL_DAY.search(folded, max(0, found.start - 14), found.start)))
    ahead = ahead or bool(_IN_SENTENCE.search(folded, max(0, found.start - 70), found.start))
    ahead = ahead and not _EARLIER_THIS_YEAR.match(folded[found.end : found.end + 20])
    weekday = _WEEKDAY.search(folded, max(0, found.start - 16), found.start) if len(parts) > 1 else None
    year = _year_of_weekday(report, parts[0], parts[1], WEEKDAY_NUMBER[weekday["day"]]) if weekday else 0
    year = year or _nearest_year(report, parts[0], parts[1] if len(parts) > 1 else 0, ahead)
    return replace(found, value=found.value.replace("XXXX", f"{year:04d}", 1))


def _year_of_weekday(report: dt.date, month: int, day: int, weekday: int) -> int:
    """`Monday 20 May`: this year, the last or the next, where the day is such a weekday; 0 where it is in none."""
    years = (report.year, report.year - 1, report.year + 1)
    days = [dt.date(year, month, day) for year in years if day <= calendar.monthrange(year, month)[1]]
    return next((found.year for found in days if found.weekday() == weekday), 0)


def _nearest_year(report: dt.date, month: int, day: int, ahead: bool) -> int:
    """The year that puts the day next before the report, or next after it where the words look ahead."""
    for year in (report.year, report.year + 1) if ahead else ():
        if day > calendar.monthrange(year, month)[1]:
            continue
        target = dt.date(year, month, day or calendar.monthrange(year, month)[1])
        if 0 <= (target - report).days <= HORIZON:
            return year
    later = (month, day or 1) > (report.month, report.day if day else 31)
    soon = (month, day) > (report.month, report.day) and day and month == report.month and day - report.day <= 2
    return report.year - 1 if later and not soon else report.year


def _without_overlaps(found: list[DateExpression]) -> list[DateExpression]:
    found.sort(key=lambda d: (d.start, d.start - d.end))
    kept: list[DateExpression] = []
    for expression in found:
        if kept and expression.start < kept[-1].end:
            if expression.end - expression.start > kept[-1].end - kept[-1].start:
                kept[-1] = expression
            continue
        kept.append(expression)
    return kept
