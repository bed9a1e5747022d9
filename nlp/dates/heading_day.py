"""The day of a report by its own heading: `RCP du 06/02/2024`, `Admitted 03/05/24   Discharged 21/05/24`.

For reports that come without a date: relative days and days without a year need one.
"""

from __future__ import annotations

from nlp.dates.find import dates_of
from nlp.dates.unattached import dates_nothing_at_all
from nlp.text.reading import Reading

#: How many characters of a report are its heading, and how many show how it writes its days.
HEADING, SHOWN = 300, 3_000


def heading_day(text: str) -> str:
    """The latest whole day in a report's heading, a day of birth left out; "" where there is none.

    Of several the latest, since a report is signed after what it tells of. A date further down may be of anything.

    >>> heading_day("RCP thorax du 06/02/2024\\nM. Roy, né le 03/02/1951"), heading_day("Scanner de mars 2024.")
    ('2024-02-06', '')
    """
    reading = Reading.of(text[:SHOWN])
    days = [
        date.value
        for date in dates_of(reading)
        if date.start < HEADING and date.is_calendar and date.exact and date.has_year and len(date.value) == 10
        and not dates_nothing_at_all(reading, date)
    ]  # fmt: skip
    return max(days, default="")
