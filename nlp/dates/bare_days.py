"""A day of the month alone: `Doppler du 25 :`, `PET of the 12th`.

It is of the month that the text is speaking of, else of the report's.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Sequence

from nlp.dates.expressions import DateExpression
from nlp.dates.words import MONTH
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: French has no count after `le` and `du`: what follows is anything but a month, a unit or the name of an isotope.
_FRENCH_AFTER = (
    rf"(?=\n| ?[:;)]|,(?! ?\d)|\.(?!\d)|$| (?!(?:{MONTH})\b)(?!(?:mg|g|kg|cm|mm|ml|l|mois|ans?|jours?|h|heures?"
    r"|semaines?|e|eme|er|fu|f|fdg|ga|gy|cures?|cycles?|fois|ou|x|juil)\b)(?!au (?!\d))(?!a (?![a-z]{3}))[a-z('])"
)
_ENGLISH_AFTER = (
    r"(?=\n| ?[:;)]|,(?! ?\d)|\.(?!\d)|$| (?:and|then|but|by|at|in|no|not|was|is|were|with|without|for|when|after"
    r"|before|which|that|show\w*|reveal\w*|found|from|or|negative|positive|clear|clean|normal|stable|his|her|he|she|we|done"
    r"|given|ruled|excluded|typical|ef|because|due|under|via|after|read|reported|a|an|the|to|on|confirm\w+|demonstrat\w+"
    r"|recover\w+|return\w+|yield\w+|obtained|sampled|disclosed|establish\w+|detected|document\w+|suggest\w+|proved"
    r"|brought|made|went|described|measured|identif\w+|grew|gave|came|had|has|it|they|i|this)\b| \()"
)
_BARE_DAY = re.compile(
    r"\b(?:(?:le|du) (?P<day>1er\b|[1-9]|[12]\d|3[01])|au (?P<until>[1-9]|[12]\d|3[01])(?=\n| ?[:;)]|,(?! ?\d)|\.(?!\d)"
    r"| (?:et|puis|sous)\b|$)|(?:of|on|until|since|from) the (?P<nth>[1-9]|[12]\d|3[01])(?:st|nd|rd|th))"
    rf"(?P<month> (?:d[ue] (?:ce )?meme mois|of (?:the same|that(?: same)?) month)| (?P<now>de ce mois(?:-ci)?|courant"
    r"|of this month)| (?P<last>du mois (?:dernier|passe|precedent)|of last month))?"
    rf"(?(month)|(?(nth){_ENGLISH_AFTER}|(?(day){_FRENCH_AFTER})))"
)
#: Words that it may begin with.
_BEFORE = word_set("le du au of on until since from")
#: Events that a report sees ahead: their day alone is the next one.
_AHEAD = re.compile(
    r"\b(?:(?:rcp|rdv|rendez-vous|staff|comite|consultation|prevue?s?|programmee?s?|fixee?s?|revue?|revoir|prochaine?)"
    r"(?: [a-z]+)? |(?:sera|seront|aura|[a-z]{3,}r(?:ont|ons)|will|ce sera)\b[^.;:\n]{0,40})$"
)
#: `le 14 et le 15 avril`: the month stands with the next day.
_AND_THEN = re.compile(r" ?(?:et|and|&|puis|then) (?:le|du|on|of|the) (?:the )?$")
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
    for match in matches_at(_BARE_DAY, reading.folded, reading.offsets_of(_BEFORE)):
        group = next(name for name in ("day", "until", "nth") if match[name])
        day = int(match[group].removesuffix("er"))
        if match["now"]:
            value = _of_month(report.year, report.month, day) if report else ""
        elif match["last"]:
            value = _of_month(report.year, report.month - 1, day) if report else ""
        elif match["month"]:
            value = _same_month(known, match.start(), day)
        else:
            value = _value(reading.folded, known, match.start(), day, report)
        if value:
            end = match.end("month") if match["month"] else match.end(group)
            yield DateExpression(match.start(group), end, value, exact=False, has_year=False)


def _value(folded: str, known: Sequence[DateExpression], place: int, day: int, report: dt.date | None) -> str:
    """The ISO day of a day that is told without a word of its month, "" where nothing tells it."""
    anchor = _anchor(known, place)
    if told := _told_next(folded, known, place, day):
        return told
    if report and _AHEAD.search(folded, max(0, place - 60), place + 3):
        return _next(report, day)
    if not anchor:
        return _before(report, day) if report else ""
    value = _of_month(anchor.year, anchor.month + (day < anchor.day - SLACK), day)
    return value if not report or value <= report.isoformat() else _before(report, day)


def _told_next(folded: str, known: Sequence[DateExpression], place: int, day: int) -> str:
    """`le 14 et le 15 avril`: the day in the month of a later one that is joined to it, "" where none is."""
    following = next((d for d in known if d.start > place), None)
    if following is None or following.start - place > 24 or len(following.value) != 10 or following.value[0] == "X":
        return ""
    bare = re.match(r"(?:(?:le|du|au|on|of|until|since|from) (?:the )?)?\d\d?(?:er|st|nd|rd|th)?\b", folded[place:])
    joint = folded[place + (bare.end() if bare else 0) : following.start]
    later = dt.date.fromisoformat(following.value)
    return _of_month(later.year, later.month, day) if day < later.day and _AND_THEN.fullmatch(joint) else ""


def _same_month(known: Sequence[DateExpression], place: int, day: int) -> str:
    """`le 28 du même mois`: the day in the month told last before it, "" where none is."""
    told = [d for d in known if place - BACK <= d.start and d.end <= place and d.is_calendar and len(d.value) >= 7]
    last = max(told, key=lambda d: d.end, default=None)
    return _of_month(int(last.value[:4]), int(last.value[5:7]), day) if last else ""


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
