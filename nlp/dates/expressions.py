"""A date expression: words of a text and the calendar value that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DateKind = Literal["date", "duration", "set", "time"]


@dataclass(frozen=True, slots=True)
class DateExpression:
    """Words that state a time.

    Attributes:
        start, end: character offsets, end exclusive.
        value: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or a TIMEX3 value (`P3M`, `PRESENT_REF`, `2019-WI`) where it is none.
        kind: as in TIMEX3 (ISO 24617-1): date, duration, set or time.
        exact: the words name the date themselves; false for a value counted from the report's date.
        has_year: the words hold the year.

    >>> DateExpression(0, 4, "2019").is_calendar
    True
    """

    start: int
    end: int
    value: str
    kind: DateKind = "date"
    exact: bool = True
    has_year: bool = True

    @property
    def is_calendar(self) -> bool:
        """True where the value is a (partial) calendar date."""
        return self.kind == "date" and self.value[:4].isdigit() and self.value.replace("-", "").isdigit()
