"""Dates on a line of their own, and what the lines below tell of them: `Avril 2017`, `SECOND LINE, since May 2023`.

The date of a heading that says no more than when, or which line of treatment, is that of the lines that it heads, as
the date at the head of a table row is that of the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import count, takewhile

from nlp.candidates import Candidate
from nlp.dates.items import Item, give
from nlp.dates.story_lines import may_have_the_date_above
from nlp.dates.unattached import dates_nothing
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: What such a heading may say beside its date.
_ORDER = word_set(
    "ligne line lines l depuis since from en in debut fin mi early late mid premiere deuxieme troisieme quatrieme"
    " cinquieme first second third fourth fifth re ere er e eme st nd rd th the le la of puis then"
)
_LINE_NUMBER = re.compile(r"l?\d{1,2}(?:re|ere|e|eme|st|nd|rd|th)?")


def date_blocks(reading: Reading, told: Sequence[Item]) -> None:
    """Give the undated findings below a date on a line of its own that date, up to an empty line or the next such.

    Args:
        told: the dates of the report that may date a finding.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.candidates import Candidate
    >>> from nlp.dates import find_dates
    >>> reading = read_text("> Avril 2017\\nColectomie.\\n\\nColectomie.")
    >>> reading.candidates = [Candidate(n, n + 1, "treatment", value="surgery") for n in (3, 5)]
    >>> reading.dates = find_dates(reading.text)
    >>> date_blocks(reading, [Item(1, 3, date=reading.dates[0])]); [c.date for c in reading.candidates]
    ['2017-04', None]
    """
    alone = {reading.line_of[head.first]: head for head in told if _stands_alone(reading, head)}
    if not alone:
        return
    dates = [
        reading.token_at(date.start) for date in reading.dates if date.is_calendar and not dates_nothing(reading, date)
    ]
    for line, head in alone.items():
        lines = _lines_below(reading, line, alone.keys())
        below = [c for c in reading.candidates if reading.line_of[c.first] in lines and c.date is None]
        given = [c for c in below if may_have_the_date_above(reading, c) and not _has_own(reading, c, dates)]
        give(reading, head, given, lead=True)


def _has_own(reading: Reading, candidate: Candidate, dates: Sequence[int]) -> bool:
    """Whether a date stands on a finding's line, and no semicolon or full stop between the two."""
    for token in dates:
        if reading.line_of[token] == reading.line_of[candidate.first]:
            between = reading.words[min(token, candidate.last) : max(token, candidate.first)]
            if ";" not in between and reading.sentence_of[token] == reading.sentence_of[candidate.first]:
                return True
    return False


def _stands_alone(reading: Reading, head: Item) -> bool:
    line = reading.line_of[head.first]
    tokens = [t for t in _tokens_of_line(reading, line) if not head.first <= t < head.last]
    if any(reading.line_of[candidate.first] == line for candidate in reading.candidates):
        return False
    told = [reading.words[token] for token in tokens if reading.words[token].isalnum()]
    return all(word in _ORDER or _LINE_NUMBER.fullmatch(word) for word in told)


def _tokens_of_line(reading: Reading, line: int) -> list[int]:
    return [token for token, own in enumerate(reading.line_of) if own == line]


def _lines_below(reading: Reading, line: int, heads: Collection[int]) -> set[int]:
    """The lines that follow a line, up to one that is empty or a head itself."""
    held = set(reading.line_of)
    below = takewhile(lambda following: following in held and following not in heads, count(line + 1))
    return set(below)
