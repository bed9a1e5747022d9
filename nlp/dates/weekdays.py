"""Weekdays: with the number of their day (`mardi 17`, `Mon 12/9`), and alone (`lundi prochain`, `last Thursday`)."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.dates.words import MONTH, WEEKDAY, WEEKDAY_NUMBER
from nlp.text.places import matches_at
from nlp.text.reading import Reading

#: Short names, but for those that are words of their own, such as `mar` for a month and `mer`.
_SHORT = {
    "lun": 0, "mon": 0, "tue": 1, "tues": 1, "wed": 2, "weds": 2, "jeu": 3, "thu": 3, "thur": 3, "thurs": 3,
    "ven": 4, "fri": 4, "sam": 5, "sat": 5, "dim": 6, "sun": 6,
}  # fmt: skip
_NUMBER_OF = WEEKDAY_NUMBER | _SHORT
_NAMES = frozenset(_NUMBER_OF)
_WEEKDAYS = frozenset(WEEKDAY_NUMBER)
_NUMBERED = re.compile(
    rf"(?P<name>{'|'.join(sorted(_NAMES, key=len, reverse=True))})(?: dernier)?\.?,? \(?(?:le |the )?"
    rf"(?P<first>\d{{1,2}})(?:er|st|nd|rd|th)?(?:/(?P<second>\d{{1,2}}))?(?![\w/%+-]|[.,:]\d| (?:of )?(?:{MONTH})\b"
    r"| ?(?:h|heures?|am|pm|mg|ml|mm|cm|x)\b| ?%)"
)
_ALONE = re.compile(
    rf"\b(?:(?P<before>last|next|this|ce|on) )?(?P<day>{WEEKDAY})(?: (?P<after>dernier|prochain|next|last|passe))?\b"
    r"(?!,? ?\(?(?:le |the )?\d)"
)
#: Words of a clause before a weekday that put it behind the report.
_HAPPENED = re.compile(
    r"\b(?:a ete|ont ete|avait|vient d[e']|viennent d[e']|a (?:eu|recu)|depuis|since|was|were|had|received|underwent)\b"
    r"[^.;:\n]{0,60}$"
)
#: How far, in characters, the day of a weekday may be told behind it.
RESTATED = 30
_CLAUSE_END = re.compile(r"[.;\n]")
_TO_COME = re.compile(r"\b(?:prevu\w*|programm\w*|will|to be|planned|booked|scheduled|due|convoqu\w+|demain)\b")


def numbered_weekdays(reading: Reading, report: dt.date | None) -> Iterator[DateExpression]:
    """Weekdays with their number: the nearest day to the report, before or after it, that is such a weekday.

    >>> [d.value for d in numbered_weekdays(Reading.of("Biopsie mardi 17"), dt.date(2024, 9, 11))]
    ['2024-09-17']
    >>> [d.value for d in numbered_weekdays(Reading.of("started Mon 12/9"), dt.date(2024, 12, 5))]
    ['2024-12-09']
    """
    if report is None:
        return
    for match in matches_at(_NUMBERED, reading.folded, reading.offsets_of(_NAMES)):
        first, second = int(match["first"]), int(match["second"] or 0)
        days = [day for day in _days(report, first, second) if day.weekday() == _NUMBER_OF[match["name"]]]
        if days:
            nearest = min(days, key=lambda day: abs((day - report).days))
            yield DateExpression(match.start(), match.end(), nearest.isoformat())


def _days(report: dt.date, first: int, second: int) -> Iterator[dt.date]:
    """The days around a report that a number names, or two, of which either may be the month."""
    pairs = [(first, second), (second, first)] if second else [(first, 0)]
    for day, month in pairs:
        for step in range(-6, 7) if month else range(-1, 2):
            year, index = divmod(report.year * 12 + report.month - 1 + step, 12)
            if month in (0, index + 1) and 1 <= day <= calendar.monthrange(year, index + 1)[1]:
                yield dt.date(year, index + 1, day)


def weekdays_alone(reading: Reading, report: dt.date | None) -> Iterator[DateExpression]:
    """A bare weekday is the next one: reports name days to come; `dernier`, `last` and a verb of the past turn it.

    >>> reading = Reading.of("Revu lundi prochain. Il vient d'achever vendredi son antibiotique")
    >>> [d.value for d in weekdays_alone(reading, dt.date(2024, 5, 15))]
    ['2024-05-20', '2024-05-10']
    """
    if not reading.holds(_WEEKDAYS):
        return
    for match in _ALONE.finditer(reading.folded):
        if report is None:
            yield DateExpression(match.start(), match.end(), "XXXX-WXX", exact=False)
            continue
        step = (_NUMBER_OF[match["day"]] - report.weekday()) % 7
        days = (step - 7 if step else -7) if _is_past(reading.folded, match) else (step or 7)
        yield DateExpression(match.start(), match.end(), (report + dt.timedelta(days)).isoformat(), exact=False)


def restated(found: list[DateExpression], folded: str) -> list[DateExpression]:
    """The dates in order, a weekday with the day that its clause tells too: `jeudi, au doppler (6/10)`.

    >>> told = [DateExpression(0, 5, "2022-10-13", exact=False), DateExpression(19, 23, "2022-10-06")]
    >>> [date.value for date in restated(told, "jeudi, au doppler (6/10)")]
    ['2022-10-06', '2022-10-06']
    """
    return [_as_restated(date, found[number + 1 :], folded) for number, date in enumerate(found)]


def _as_restated(date: DateExpression, following: list[DateExpression], folded: str) -> DateExpression:
    words = folded[date.start : date.end].split()
    weekday = next((_NUMBER_OF[word] for word in words if word in _WEEKDAYS), None)
    told = next((d for d in following if len(d.value) == 10 and d.is_calendar and d.exact), None)
    if date.exact or weekday is None or told is None or told.start - date.end > RESTATED:
        return date
    clause = not _CLAUSE_END.search(folded, date.end, told.start)
    same = clause and dt.date.fromisoformat(told.value).weekday() == weekday
    return replace(date, value=told.value) if same else date


def _is_past(folded: str, match: re.Match[str]) -> bool:
    if match["after"] or match["before"] in ("last", "next"):
        return match["after"] in ("dernier", "last", "passe") or match["before"] == "last"
    told = _HAPPENED.search(folded, max(0, match.start() - 90), match.start())
    return told is not None and not _TO_COME.search(folded, told.start(), match.start())
