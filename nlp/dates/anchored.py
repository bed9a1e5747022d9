"""Dates counted from the date told before them: `four days later`, `le lendemain`, `the following month`, `same year`.

For dates counted from the report's own date see `relative`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.relative import back, number_of
from nlp.dates.steps import STEPS, WHOLE
from nlp.dates.words import NUMBER, UNIT_LETTER
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import holds_any

#: How far back, in characters, the date may stand from which another is counted.
BACK = 300
_UNIT = "ans?|annees?|years?|yrs?|mois|months?|semaines?|weeks?|jours?|days?"
#: The rare word is looked for first, then the count before it: numbers are everywhere.
_LATER = re.compile(
    rf"(?:later|plus tard|apres|after|on(?= (?:yielded|show\w+|reveal\w+|confirm\w+|was|were|found)\b)){WHOLE}"
)
_EARLIER = re.compile(rf"(?:earlier|plus tot|auparavant|prior(?! to)){WHOLE}")
#: The least length of an ISO date that can be moved on by a unit.
_PRECISION = {"D": 10, "W": 10, "M": 7, "Y": 4}
_LATER_PARTS = (" later", " plus tard", " apres", " after", "s on ")
_EARLIER_PARTS = (" earlier", "plus tot", "auparavant", " prior")
_COUNT = re.compile(rf"\b(?P<n>{NUMBER}) (?P<u>{_UNIT}) $")


def anchored_dates(reading: Reading, known: list[DateExpression]) -> list[DateExpression]:
    """The dates that are counted from one before them.

    Args:
        known: the dates found so far, in order; those found here are counted from too.

    >>> march = DateExpression(3, 10, "2024-03-11")
    >>> reading = Reading.of("Le 11 mars ; opéré 4 jours plus tard ; sorti le lendemain")
    >>> [d.value for d in anchored_dates(reading, [march])]
    ['2024-03-15', '2024-03-16']
    """
    found: list[DateExpression] = []
    for start, end, number, unit in sorted(_shifts(reading)):
        anchor = _anchor(reading.folded, [*known, *found], start, _PRECISION[unit])
        if anchor:
            found.append(DateExpression(start, end, shifted(anchor.value, number, unit), exact=False))
    return found


def _shifts(reading: Reading) -> Iterator[tuple[int, int, int, str]]:
    """Where each expression stands, and by how many units it moves on from the date before it."""
    folded = reading.folded
    for pattern, parts, sign in ((_LATER, _LATER_PARTS, 1), (_EARLIER, _EARLIER_PARTS, -1)):
        for word in pattern.finditer(folded) if holds_any(folded, parts) else ():
            count = _COUNT.search(folded, max(0, word.start() - 30), word.start())
            if count and (number := number_of(count["n"])):
                yield count.start(), word.end(), sign * number, UNIT_LETTER[count["u"]]
    for step in STEPS:
        if reading.holds(step.units) and reading.holds(step.turns):
            for match in matches_at(step.pattern, folded, reading.offsets_of(step.begins)):
                yield match.start(), match.end(), step.number, step.unit


def _anchor(folded: str, known: list[DateExpression], before: int, precision: int) -> DateExpression | None:
    """The last date of a precision that is told before a place, within reach and in its paragraph."""
    near = [d for d in known if before - BACK <= d.start and d.end <= before]
    told = [d for d in near if d.is_calendar and len(d.value) >= precision]
    last = max(told, key=lambda d: d.end, default=None)
    return last if last and "\n\n" not in folded[last.end : before] else None


def shifted(value: str, number: int, unit: str) -> str:
    """A calendar date moved on by some units, at the unit's precision.

    >>> shifted("2020-10", 1, "M"), shifted("2024-03-31", 1, "D"), shifted("2021-05", 0, "Y")
    ('2020-11', '2024-04-01', '2021')
    >>> shifted("2020-10", 18, "M"), shifted("2019-04-02", 3, "Y"), shifted("2019", 3, "Y")
    ('2022-04', '2022', '2022')
    """
    parts = [int(part) for part in value.split("-")]
    if unit in "DW":
        return back(dt.date(*parts), -number, unit)
    if unit == "Y":
        return f"{parts[0] + number:04d}"
    months = parts[0] * 12 + parts[1] - 1 + number
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
