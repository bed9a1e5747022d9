"""Tables of results with a date at the head of each column."""

from __future__ import annotations

from itertools import pairwise

from nlp.candidates import Candidate
from nlp.dates.expressions import DateExpression
from nlp.text.reading import Reading

#: How many lines above a row its heading may stand.
LINES_ABOVE = 7


def date_columns(reading: Reading) -> None:
    """Give values of a table row the dates of the heading above them, where both have as many columns.

    >>> from nlp.dates import find_dates
    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("      12/03/2024    today\\nAFP   188 kU/L    41 kU/L", report_date="2024-04-22")
    >>> reading.candidates = [Candidate(n, n + 4, "biomarker", "AFP", value="1 kU/L") for n in (6, 10)]
    >>> reading.dates = find_dates(reading.text, "2024-04-22"); date_columns(reading)
    >>> [c.date for c in reading.candidates]
    ['2024-03-12', '2024-04-22']
    """
    rows: dict[int, list[Candidate]] = {}
    for candidate in reading.candidates:
        if candidate.kind == "biomarker" and " " in (candidate.value or ""):
            rows.setdefault(reading.line_of[candidate.first], []).append(candidate)
    headings = _headings(reading)
    for line, cells in rows.items():
        if len(cells) > 1 and len({cell.code for cell in cells}) == 1:
            heading = next(
                (headings[above] for above in range(line - 1, line - LINES_ABOVE, -1) if above in headings), []
            )
            if len(heading) == len(cells):
                for cell, date in zip(sorted(cells, key=lambda c: c.first), heading, strict=True):
                    cell.date = date.value


def _headings(reading: Reading) -> dict[int, list[DateExpression]]:
    """Lines that hold two dates or more and little else."""
    lines: dict[int, list[DateExpression]] = {}
    for date in reading.dates:
        if date.is_calendar:
            lines.setdefault(reading.line_of[reading.token_at(date.start)], []).append(date)
    return {line: dates for line, dates in lines.items() if len(dates) > 1 and _is_table(reading, dates)}


def _is_table(reading: Reading, dates: list[DateExpression]) -> bool:
    """Three blanks or more between the dates: a heading, not a sentence."""
    gaps = [reading.text[a.end : b.start] for a, b in pairwise(dates)]
    return all("   " in gap or "\t" in gap or "|" in gap for gap in gaps)
