"""Dates: expressions found in a text, resolved against the report's date, and tied to findings."""

from nlp.dates.expressions import DateExpression
from nlp.dates.find import find_dates
from nlp.dates.times import find_times

__all__ = ["DateExpression", "find_dates", "find_times"]
