"""Chooses the year of dates that state none, and the month of days alone, by what marked reports taught.

The dates are read in the order of the text: each that is settled tells of those after it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.dates.ahead import look_ahead
from nlp.dates.expressions import DateExpression
from nlp.dates.find import dates_of
from nlp.dates.learnt.year_features import cases_of
from nlp.dates.learnt.year_options import Told, options_of
from nlp.learnt.regression import Regression
from nlp.text.reading import Reading

#: Added to the log odds of the option that the rules chose.
RULED = 1.0
_DAY_ALONE = re.compile(r"\d{1,2}(?:er)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A date that states no year, what is told around it, and its options with their reasons."""

    date: DateExpression
    told: Told
    options: dict[str, str]


class YearArbiter:
    """Finds the dates of a reading, those that state no year settled by what was learnt."""

    def __init__(self, years: Regression) -> None:
        self.years = years

    def __call__(self, reading: Reading) -> None:
        """Write the dates of a reading."""
        reading.dates = dates_of(reading, self.settle)

    def settle(self, reading: Reading, found: Sequence[DateExpression]) -> list[DateExpression]:
        """The dates in order, each with the likeliest of its options."""
        settled = look_ahead(reading, found)
        for number in range(len(settled)):
            if asked := ask(reading, settled, number):
                settled[number] = replace(asked.date, value=self._likeliest(reading, asked))
        return settled

    def _likeliest(self, reading: Reading, asked: Asked) -> str:
        likely = self.years.log_probabilities(cases_of(reading, asked.date, asked.told, asked.options))
        odds = dict(zip(asked.options, likely[:, 1] - likely[:, 0], strict=True))
        return max(odds, key=lambda value: odds[value] + RULED * (value == asked.date.value))


def ask(reading: Reading, dates: Sequence[DateExpression], number: int) -> Asked | None:
    """The options of a date, None where it states its year or there is no choice."""
    date = dates[number]
    if date.has_year or not date.is_calendar or len(date.value) < 7 or not reading.report_date:
        return None
    if not date.exact and not _DAY_ALONE.fullmatch(reading.folded, date.start, date.end):
        return None  # `le 12 de ce mois`
    before = [d for d in dates[:number] if d.is_calendar and d.end <= date.start]
    dated = [d for d in before if d.has_year and d.exact]
    following = (d for d in dates[number + 1 :] if d.is_calendar and d.has_year and d.exact)
    told = Told(before[-1] if before else None, dated[-1] if dated else None, next(following, None))
    options = options_of(date, told, dt.date.fromisoformat(reading.report_date))
    return Asked(date, told, options) if len(options) > 1 else None
