"""The stories that a report tells: how old the one of a sentence is, and the lines of treatment that it counts."""

from __future__ import annotations

import re

from nlp.assertion.days import days_before
from nlp.text.reading import Reading

#: `deuxième ligne`, `L2`: the word or the letter is looked for first, then what stands before it.
_LINE = re.compile(r"li(?:gne|ne)\b|l(?<=\bl)\d\b")
_BEFORE_LINE = re.compile(
    r"\b(?:(\d)(?:re|ere|e|eme|st|nd|rd|th)?|(premiere|deuxieme|seconde?|troisieme|quatrieme|first"
    r"|second|third|fourth))[ -]$"
)
_ORDINALS = {
    "premiere": 1, "first": 1, "deuxieme": 2, "seconde": 2, "second": 2, "troisieme": 3, "third": 3, "quatrieme": 4,
    "fourth": 4,
}  # fmt: skip


def line_number(before: str) -> int:
    """The number of the line that the words before a treatment name last, 0 where they name none.

    >>> line_number("deuxieme ligne par ")
    2
    """
    return next(reversed(_line_numbers(before)), 0)


def last_line(reading: Reading) -> int:
    """The number of the last line of treatment that the report names outside its plan, 0 where it names none.

    >>> last_line(Reading.of("1re ligne : FOLFOX. 2e ligne : FOLFIRI depuis mai."))
    2
    """
    return max(_line_numbers(reading.folded), default=0)


def _line_numbers(folded: str) -> list[int]:
    """The numbers of the lines of treatment that a text names, in its order."""
    numbers = []
    for match in _LINE.finditer(folded):
        if match.end() - match.start() == 2:
            numbers.append(int(folded[match.end() - 1]))
        elif before := _BEFORE_LINE.search(folded, max(0, match.start() - 11), match.start()):
            numbers.append(int(before[1] or 0) or _ORDINALS.get(before[2] or "", 0))
    return numbers


def eras(reading: Reading) -> dict[int, int]:
    """Age in days of the story told up to each sentence of a paragraph, by sentence number.

    A story begins with a dated disease or treatment and ends with the paragraph.
    """
    ages: dict[int, int] = {}
    for candidate in reading.candidates:
        if candidate.kind in ("treatment", "drug") or candidate.role in ("tumour", "metastasis"):
            age = days_before(reading.report_date, candidate.date)
            if age is not None and age >= 0 and not candidate.data.get("since"):
                number = reading.sentence_of[candidate.first]
                ages[number] = max(age, ages.get(number, 0))
    told: dict[int, int] = {}
    current, line = -1, -1
    for number, sentence in enumerate(reading.sentences):
        if reading.line_of[sentence.first] > line and not _follows_up(reading, sentence.first):
            current = -1
        line = reading.line_of[sentence.last - 1]
        current = ages.get(number, current)
        if current >= 0:
            told[number] = current
    return told


_FOLLOWS_UP = re.compile(
    r"[\s*\-•]*(?:post-?op\w*|suites?|complications?|puis|then|postoperative(?:ly)?|adjuvant\w*)\b"
)


def _follows_up(reading: Reading, first: int) -> bool:
    """`Post-op : …` on a line of its own goes on with the story of the line before."""
    return bool(_FOLLOWS_UP.match(reading.folded, reading.starts[first]))
