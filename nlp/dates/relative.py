"""Dates counted from the report's date: `il y a trois mois`, `last Monday`, `hier`, `in April of this year`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.weekdays import numbered_weekdays, weekdays_alone
from nlp.dates.words import NUMBER, NUMBER_WORDS, UNIT_LETTER
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

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
_PERIOD = re.compile(
    r"\b(?:(?:l'an|l'annee|le mois|la semaine) (?:dernier|derniere|passe|passee|precedente?|prochaine?)"
    r"|(?:last|next|this) (?:year|month|week)|cette (?:annee|semaine)|ce mois(?:-ci)?)\b"
)
_AHEAD = ("prochain", "next")
#: Words of which each of these expressions holds at least one of either set.
_UNITS = word_set("an annee mois semaine year month week")
_WHICH = word_set("dernier derniere passe passee precedent precedente prochain prochaine last next this cette ce")
_AGO_UNITS = word_set(
    "an ans annee annees year years yr yrs mois month months semaine semaines week weeks jour jours day days"
)
_AGO_WORDS = word_set("y ago earlier tot auparavant prior")
_PERIOD_BEGINS = word_set("l le la last next this cette ce")
#: Words that name a day, and those that such an expression begins with.
_DAY_NAMES = word_set("hier yesterday demain tomorrow tonight today aujourd jour matin soir midi morning afternoon")
_DAY_BEGINS = word_set("avant hier yesterday demain tomorrow apres tonight today aujourd ce cet this")


def relative_dates(reading: Reading, report_date: dt.date | None) -> Iterator[DateExpression]:
    """Relative expressions with their value; without a report's date the value is that of TIMEX3 (`PAST_REF`).

    >>> reading = Reading.of("Vu hier, opéré il y a deux ans, revu lundi prochain")
    >>> [d.value for d in relative_dates(reading, dt.date(2024, 5, 15))]
    ['2024-05-14', '2022', '2024-05-20']
    """
    if reading.holds(_DAY_NAMES):
        yield from _days(reading, report_date)
    if reading.holds(_AGO_WORDS) and reading.holds(_AGO_UNITS):
        yield from _agos(reading.folded, report_date)
    yield from numbered_weekdays(reading, report_date)
    yield from weekdays_alone(reading, report_date)
    if reading.holds(_UNITS) and reading.holds(_WHICH):
        yield from _periods(reading, report_date)


def _days(reading: Reading, report: dt.date | None) -> Iterator[DateExpression]:
    for match in matches_at(_DAY, reading.folded, reading.offsets_of(_DAY_BEGINS)):
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


def _periods(reading: Reading, report: dt.date | None) -> Iterator[DateExpression]:
    for match in matches_at(_PERIOD, reading.folded, reading.offsets_of(_PERIOD_BEGINS)):
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
