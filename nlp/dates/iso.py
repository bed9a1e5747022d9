"""Days of the calendar as ISO dates, partial ones too."""

from __future__ import annotations

import calendar


def full_year(text: str) -> int:
    """The year that four digits state, or two, of this century up to 49.

    >>> full_year("2021"), full_year("21"), full_year("89")
    (2021, 2021, 1989)
    """
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 50 else 1900 + int(text)


def day_exists(month: str, day: int) -> bool:
    """Whether a month, `YYYY-MM` or `XXXX-MM`, has such a day.

    >>> day_exists("2023-02", 29), day_exists("XXXX-02", 29)
    (False, True)
    """
    year = int(month[:4]) if month[:4].isdigit() else 2024
    return 1 <= day <= calendar.monthrange(year, int(month[5:7]))[1]


def iso(year: int | None, month: int, day: int = 0) -> str:
    """`YYYY-MM[-DD]`, `XXXX` for no year, "" for no day of the calendar; month and day are swapped where that mends it.

    >>> iso(2021, 2, 30), iso(2021, 25, 12), iso(None, 3)
    ('', '2021-12-25', 'XXXX-03')
    """
    if month > 12 and 1 <= day <= 12:
        month, day = day, month
    if not 1 <= month <= 12 or day > calendar.monthrange(year or 2024, month)[1]:
        return ""
    stated = f"{year:04d}" if year else "XXXX"
    return f"{stated}-{month:02d}-{day:02d}" if day else f"{stated}-{month:02d}"
