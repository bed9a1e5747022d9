"""Dates counted from the date told before them: `four days later`, `le lendemain`, `the following month`, `same year`.

For dates counted from the report's own date see `relative`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.dates.expressions import DateExpression
from nlp.dates.relative import back, number_of
from nlp.dates.words import NUMBER, UNIT_LETTER
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import holds_any, word_set

#: How far back, in characters, the date may stand from which another is counted.
BACK = 300
#: What `the day after` is no whole expression before: `the day after surgery`, `le lendemain de la chirurgie`.
_WHOLE = (
    r"(?! (?:the|his|her|my|their|that|this|each|every|de|du|des|d'|la|le|l'|sa|son|chaque|surgery|admission|discharge"
    r"|completion|end|chemo\w*|radio\w*|starting|stopping|cycle|operation|diagnosis|treatment|birth)\b)"
)


@dataclass(frozen=True, slots=True)
class _Step:
    """Words that move on from a date by one unit.

    Attributes:
        pattern: the whole expression.
        begins: the words that it may begin with.
        units, turns: words of which it holds at least one of either set, a cheap test before the pattern.
    """

    pattern: re.Pattern[str]
    begins: frozenset[str]
    units: frozenset[str]
    turns: frozenset[str]


def _step(pattern: str, begins: str, units: str, turns: str) -> _Step:
    return _Step(re.compile(rf"\b(?:{pattern})(?![\w-])"), word_set(begins), word_set(units), word_set(turns))


_STEPS = {
    "D": _step(
        r"day after(?= ?[:;,.(])|(?:des )?le lendemain|le jour (?:suivant|d'apres)"
        r"|the (?:next|following) (?:day|morning|evening)|next (?:day|morning)"
        rf"|the (?:day|morning) after{_WHOLE}",
        "day des le the next", "lendemain jour day morning evening", "lendemain suivant apres next following after",
    ),
    "-D": _step(
        rf"day before(?= ?[:;,.(])|la veille|the (?:day|evening) before{_WHOLE}|the previous day",
        "day la the", "veille day evening", "veille before previous",
    ),
    "W": _step(
        rf"la semaine (?:suivante|d'apres)|the following week|the week after{_WHOLE}",
        "la the", "semaine week", "suivante apres following after",
    ),
    "M": _step(
        rf"le mois (?:suivant|d'apres)|the following month|the next month|the month (?:after|following){_WHOLE}",
        "le the", "mois month", "suivant apres following next after",
    ),
    "Y": _step(
        rf"l'annee (?:suivante|d'apres)|the following year|the next year|the year after{_WHOLE}",
        "l the", "annee year", "suivante apres following next after",
    ),
    "0D": _step(
        r"(?:le )?meme jour|meme date|le jour meme|(?:the )?same (?:day|date)|that (?:same )?day",
        "le meme the same that", "jour day date", "meme same that",
    ),
    "0M": _step(
        r"(?:le |du )?meme mois|(?:the )?same month|that (?:same )?month",
        "le du meme the same that", "mois month", "meme same that",
    ),
    "0Y": _step(
        r"(?<!de la )(?<!de cette )(?:cette |la )?(?<!de la )meme annee|(?<!of )(?:the )?(?<!of the )same year"
        r"|(?<!of )that (?:same )?year",
        "cette la meme the same that", "annee year", "meme same that",
    ),
}  # fmt: skip
_UNIT = "ans?|annees?|years?|yrs?|mois|months?|semaines?|weeks?|jours?|days?"
#: The rare word is looked for first, then the count before it: numbers are everywhere.
_LATER = re.compile(
    rf"(?:later|plus tard|apres|after|on(?= (?:yielded|show\w+|reveal\w+|confirm\w+|was|were|found)\b)){_WHOLE}"
)
_EARLIER = re.compile(rf"(?:earlier|plus tot|auparavant|prior(?! to)){_WHOLE}")
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
    for name, step in _STEPS.items():
        if reading.holds(step.units) and reading.holds(step.turns):
            number = -1 if name[0] == "-" else 0 if name[0] == "0" else 1
            for match in matches_at(step.pattern, folded, reading.offsets_of(step.begins)):
                yield match.start(), match.end(), number, name[-1]


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
