"""Dates without a year in a plan lie ahead: `docetaxel to resume on 20 May` in a report of 9 May."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.text.reading import Reading

#: A yearless date this many days ahead of the report is taken for a plan's, where it stands in one.
HORIZON = 135
#: From this share of the text on, a report looks ahead.
CLOSING = 0.72
_EXAM_BEFORE = re.compile(
    r"^ ?(?:again|de controle|de reevaluation)? ?(?:in|en|mi-?|mid|fin|early|late|debut|end of)? ?$"
)
#: Words before a day alone that put it behind the report.
_HAPPENED = re.compile(
    r"\b(?:depuis|since|debutee?s?|commencee?s?|begun|began|started|du|of the|faite?|done)\b[^.;\n]{0,30}$"
)


def look_ahead(reading: Reading, dates: Iterable[DateExpression]) -> list[DateExpression]:
    """The dates, with those of the plan that were put into last year moved to the next occasion.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.dates import find_dates
    >>> reading = read_text("Plan: docetaxel 20 May.", report_date="2024-05-09")
    >>> [date.value for date in look_ahead(reading, find_dates(reading.text, "2024-05-09"))]
    ['2024-05-20']
    """
    return [_ahead(reading, date) for date in dates]


def _is_exam_to_come(reading: Reading, found: DateExpression, token: int) -> bool:
    """`PET-CT in February; …` near the end: a month after an exam of which the sentence tells no result."""
    if len(found.value) != 7 or token < CLOSING * len(reading):
        return False
    sentence = reading.sentence(token)
    exams = [c for c in reading.candidates if c.kind == "exam" and sentence.first <= c.first < c.last <= token]
    told = [
        c
        for c in reading.candidates
        if c.kind in ("diagnosis", "response", "biomarker", "stage") and token < c.first < sentence.last
    ]
    between = reading.folded[reading.ends[exams[-1].last - 1] : found.start] if exams else "-"
    return not told and bool(_EXAM_BEFORE.match(between.replace("\n", " ")))


def _ahead(reading: Reading, found: DateExpression) -> DateExpression:
    token = reading.token_at(found.start)
    if found.has_year or not found.is_calendar or not reading.report_date or token >= len(reading):
        return found
    if reading.sentence(token).section != "plan" and not _is_exam_to_come(reading, found, token):
        return found
    parts = [int(part) for part in found.value.split("-")]
    if not found.exact and len(parts) == 3:
        if _HAPPENED.search(reading.folded, max(0, found.start - 40), found.start):
            return found
        parts = [parts[0] - (parts[1] < 12), parts[1] % 12 + 1, parts[2]]  # A day alone: that of the next month.
    try:
        report = dt.date.fromisoformat(reading.report_date[:10])
        moved = dt.date(parts[0] + 1, parts[1], parts[2] if len(parts) > 2 else 28)
    except ValueError:
        return found
    if 0 < (moved - report).days <= HORIZON:
        return replace(found, value=moved.isoformat()[: len(found.value)])
    return found
