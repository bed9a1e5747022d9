"""Dates on a line of their own, and what the lines below tell of them: `Avril 2017`, `SECOND LINE, since May 2023`.

The date of a heading that says no more than when, or which line of treatment, is that of the lines that it heads, as
the date at the head of a table row is that of the row.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
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
_TO_COME = re.compile(
    r"[^.;\n]{0,20}\b(?:prevue?s?|a prevoir|planned|scheduled|proposee?s?|proposed|envisagee?s?|to be|a discuter)\b"
)
#: Most tokens of such a line.
_LONGEST = 16
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
    lines = _tokens_by_line(reading)
    named = {reading.line_of[candidate.first] for candidate in reading.candidates}
    alone = {reading.line_of[head.first]: head for head in told if _stands_alone(reading, head, lines, named)}
    if len(alone) == 1:  # A day alone is that of the report or of a visit.
        alone = {line: head for line, head in alone.items() if _orders(reading, head, lines[line])}
    if not alone:
        return
    dates = [
        reading.token_at(date.start) for date in reading.dates if date.is_calendar and not dates_nothing(reading, date)
    ]
    dated = {reading.line_of[token] for token in dates}
    for line, head in alone.items():
        below = _lines_below(line, lines.keys(), alone.keys(), dated)
        found = [c for c in reading.candidates if reading.line_of[c.first] in below and c.date is None]
        given = [c for c in found if may_have_the_date_above(reading, c) and not _is_to_come(reading, c)]
        give(reading, head, [c for c in given if not _has_own(reading, c, dates)], lead=True)


def _tokens_by_line(reading: Reading) -> dict[int, range]:
    """The tokens of each line that holds any."""
    lines: dict[int, range] = {}
    for token, line in enumerate(reading.line_of):
        lines[line] = range(lines[line].start if line in lines else token, token + 1)
    return lines


def _has_own(reading: Reading, candidate: Candidate, dates: Sequence[int]) -> bool:
    """Whether a date stands on a finding's line, and no semicolon or full stop between the two."""
    for token in dates:
        if reading.line_of[token] == reading.line_of[candidate.first]:
            between = reading.words[min(token, candidate.last) : max(token, candidate.first)]
            if ";" not in between and reading.sentence_of[token] == reading.sentence_of[candidate.first]:
                return True
    return False


def _is_to_come(reading: Reading, candidate: Candidate) -> bool:
    return bool(_TO_COME.match(reading.folded, reading.ends[candidate.last - 1]))


def _orders(reading: Reading, head: Item, line: range) -> bool:
    """Whether a heading says which month or year, or which line of treatment, not a day alone."""
    beside = (reading.words[token] for token in line if not head.first <= token < head.last)
    return (head.date is not None and len(head.date.value) < 10) or any(word.isalpha() for word in beside)


def _stands_alone(reading: Reading, head: Item, lines: Mapping[int, range], named: Collection[int]) -> bool:
    line = reading.line_of[head.first]
    if line in named or len(lines[line]) > _LONGEST:
        return False
    beside = (reading.words[token] for token in lines[line] if not head.first <= token < head.last)
    return all(word in _ORDER or _LINE_NUMBER.fullmatch(word) for word in beside if word.isalnum())


def _lines_below(line: int, held: Collection[int], heads: Collection[int], dated: Collection[int]) -> set[int]:
    """The lines that follow a line, up to one that is empty or a head; one with a date of its own is the last."""
    below = set[int]()
    for following in takewhile(lambda number: number in held and number not in heads, count(line + 1)):
        below.add(following)
        if following in dated:
            break
    return below
