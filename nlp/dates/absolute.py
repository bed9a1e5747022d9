"""Calendar dates written out: in figures, with a month's name, years alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from nlp.dates import months, numeric, years
from nlp.dates.expressions import DateExpression
from nlp.dates.spelled_years import spelled_years
from nlp.text.reading import Reading


def absolute_dates(reading: Reading, report: dt.date | None = None) -> Iterator[DateExpression]:
    """Dates that name a year; those without a year have the value `XXXX-MM` or `XXXX-MM-DD`.

    >>> text = "Scanner du 06/09/2021, biopsie le 3 mars, TEP en juin 2019, cancer en 2011"
    >>> [d.value for d in absolute_dates(Reading.of(text))]
    ['2021-09-06', 'XXXX-03-03', '2019-06', '2011']
    >>> [d.value for d in absolute_dates(Reading.of("MRI 3/31/24, CT 3/12/24"))]
    ['2024-03-31', '2024-03-12']
    """
    taken: list[tuple[int, int]] = []
    for found in _all(reading, report):
        if not any(found.start < end and start < found.end for start, end in taken):
            taken.append((found.start, found.end))
            yield found


def _all(reading: Reading, report: dt.date | None) -> Iterator[DateExpression]:
    """Dates of all kinds; where two overlap, the first is the right one."""
    folded = reading.folded
    figures, thousands = numeric.beginnings(folded), years.beginnings(folded)
    full, month_first = numeric.full_dates(folded, figures, report)
    yield from full
    yield from years.years_first(folded, thousands)
    if not month_first:
        yield from numeric.months_and_years(folded, figures, report)
    yield from months.named_dates(reading)
    yield from numeric.short_dates(folded, figures, month_first, report)
    yield from numeric.dotted_days(folded, figures)
    yield from spelled_years(reading)
    yield from years.year_ranges(folded, thousands)
    yield from years.bare_years(folded, thousands)
    yield from years.apostrophe_years(folded, report)
