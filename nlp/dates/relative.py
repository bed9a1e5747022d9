"""Dates counted from the report's date: `il y a trois mois`, `last Monday`, `hier`, `in April of this year`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.words import NUMBER, NUMBER_WORDS, UNIT_LETTER, WEEKDAY, WEEKDAY_NUMBER
from nlp.text.word_set import holds_any

_UNIT = "ans?|annees?|years?|yrs?|mois|months?|semaines?|weeks?|jours?|days?"
_AGO = re.compile(
    rf"\bil y a (?:environ |pres de |plus de )?(?P<n1>{NUMBER}) (?P<u1>{_UNIT})\b"
    rf"|\b(?P<n2>{NUMBER}) (?P<u2>{_UNIT}) (?:ago|earlier|plus tot|auparavant|prior(?! to))\b"
)
_DAY_WORDS = {
    "avant-hier": -2, "hier": -1, "yesterday": -1, "demain": 1, "tomorrow": 1, "apres-demain": 2, "tonight": 0,
    "today": 0, "aujourd'hui": 0, "ce jour": 0, "ce matin": 0, "ce soir": 0, "cet apres-midi": 0, "this morning": 0,
    "this afternoon": 0,
}  # fmt: skip
_DAY = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, _DAY_WORDS), key=len, reverse=True)) + r")\b")
_WEEKDAY = re.compile(
    rf"\b(?:(?P<before>last|next|this|ce|on) )?(?P<day>{WEEKDAY})(?: (?P<after>dernier|prochain|next|last|passe))?\b"
    r"(?!,? ?(?:le |the )?\d)"
)
_PERIOD = re.compile(
    r"\b(?:(?:l'an|l'annee|le mois|la semaine) (?:dernier|derniere|passe|passee|precedente?|prochaine?)"
    r"|(?:last|next|this) (?:year|month|week)|cette (?:annee|semaine)|ce mois(?:-ci)?)\b"
)
_AHEAD = ("prochain", "next")
_AGO_PARTS = ("il y a", " ago", " earlier", " plus tot", " auparavant", " prior")
_PERIOD_PARTS = (
    "l'an", "le mois ", "la semaine ", "cette annee", "cette semaine", "ce mois", "last year", "last month",
    "last week", "next year", "next month", "next week", "this year", "this month", "this week",
)  # fmt: skip


def relative_dates(folded: str, report_date: dt.date | None) -> Iterator[DateExpression]:
    """Relative expressions with their value; without a report's date the value is that of TIMEX3 (`PAST_REF`).

    >>> [d.value for d in relative_dates("vu hier, opere il y a deux ans, revu lundi prochain", dt.date(2024, 5, 15))]
    ['2024-05-14', '2022', '2024-05-20']
    """
    for parts, finder in (
        (_DAY_WORDS, _days), (_AGO_PARTS, _agos), (WEEKDAY_NUMBER, _weekdays), (_PERIOD_PARTS, _periods)
    ):  # fmt: skip
        if holds_any(folded, parts):
            yield from finder(folded, report_date)


def _days(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    for match in _DAY.finditer(folded):
        days = _DAY_WORDS[match.group()]
        value = (report + dt.timedelta(days)).isoformat() if report else "PRESENT_REF"
        yield DateExpression(match.start(), match.end(), value, exact=False)


def _agos(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    for match in _AGO.finditer(folded):
        number, unit = number_of(match["n1"] or match["n2"]), UNIT_LETTER[match["u1"] or match["u2"]]
        value = back(report, number, unit) if report and number else "PAST_REF"
        yield DateExpression(match.start(), match.end(), value, exact=False)


def number_of(text: str) -> int:
    """The number that a figure or a word states, 0 for a vague one.

    >>> number_of("12"), number_of("trois"), number_of("plusieurs")
    (12, 3, 0)
    """
    return int(text) if text.isdigit() else NUMBER_WORDS[text]


def back(day: dt.date, number: int, unit: str) -> str:
    """The partial date that lies `number` units before a day; the larger the unit, the less is stated.

    >>> back(dt.date(2023, 3, 9), 1, "Y"), back(dt.date(2023, 3, 9), 3, "Y"), back(dt.date(2023, 3, 9), 4, "M")
    ('2022-03', '2020', '2022-11')
    """
    if unit in "DW":
        return (day - dt.timedelta(number * (7 if unit == "W" else 1))).isoformat()
    if unit == "Y" and number > 1:
        return f"{max(day.year - number, 1):04d}"
    months = day.year * 12 + day.month - 1 - number * (12 if unit == "Y" else 1)
    return f"{max(months // 12, 1):04d}-{months % 12 + 1:02d}"


def _weekdays(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    """A bare weekday is the next one: reports name days to come; `dernier` and `last` turn it."""
    for match in _WEEKDAY.finditer(folded):
        if report is None:
            yield DateExpression(match.start(), match.end(), "XXXX-WXX", exact=False)
            continue
        past = match["after"] in ("dernier", "last", "passe") or match["before"] == "last"
        step = (WEEKDAY_NUMBER[match["day"]] - report.weekday()) % 7
        days = (step - 7 if step else -7) if past else (step or 7)
        yield DateExpression(match.start(), match.end(), (report + dt.timedelta(days)).isoformat(), exact=False)


def _periods(folded: str, report: dt.date | None) -> Iterator[DateExpression]:
    for match in _PERIOD.finditer(folded):
        words = match.group()
        sign = 1 if any(word in words for word in _AHEAD) else 0 if words.startswith(("this", "ce")) else -1
        value = _period_value(words, sign, report)
        yield DateExpression(match.start(), match.end(), value, exact=False)


def _period_value(words: str, sign: int, report: dt.date | None) -> str:
    if report is None:
        return "FUTURE_REF" if sign > 0 else "PAST_REF" if sign < 0 else "PRESENT_REF"
    if "an" in words.replace("semaine", "").split("'")[-1] or "year" in words:
        return f"{report.year + sign:04d}"
    if "mois" in words or "month" in words:
        return back(report, -sign, "M")
    year, week, _ = (report + dt.timedelta(7 * sign)).isocalendar()
    return f"{year:04d}-W{week:02d}"
