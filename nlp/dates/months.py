"""Dates with the name of a month: `le 3 mars 2021`, `June 2019`, `15 May`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.iso import full_year, iso
from nlp.dates.words import MONTH, MONTH_NUMBER
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: A month, and what of the day before it may be written into one word with it, as in `1ermars`.
_MONTHS = frozenset(ending + month for ending in ("", "er", "st", "nd", "rd", "th") for month in MONTH_NUMBER)
_DAY = re.compile(r"(?<![a-z\d])\d{1,2}(?:er|st|nd|rd|th)?[ \-]{0,2}(?:of )?$")
_NAMED = re.compile(
    rf"(?<![a-z\d])(?:(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?[ \-]{{0,2}}(?:of )?)?(?P<month>{MONTH})(?![a-z])\.?"
    rf"(?:[ \-]{{1,2}}(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/%a-z]|[ ]?[/]|[.:,]\d)(?!-\d))?"
    rf"(?:,?[ \-\n]{{0,2}}(?:of |de )?(?:l'annee )?'?(?P<year>(?:19|20)\d\d|(?<=[-'])\d\d)(?!\d)"
    rf"| (?P<which>(?:of )?this year|(?:of )?last year|de (?:l'an(?:nee)? derniere?|cette annee)|dernier|last))?"
)
#: `mai 24`: after a French month a number of two digits is a year, for a French day stands before its month.
_FRENCH_MONTHS = word_set(
    "janvier janv fevrier fevr fev mars avril mai juin juillet juil aout septembre octobre novembre decembre"
)
_DAYS_BEFORE = re.compile(r"(\d{1,2})(?:er)? ?(?:et|and|,|puis|-|au) $")
#: `Mar-Jul 2021`: the first month of a range.
_TO_A_MONTH = re.compile(rf" ?[-–/à] ?(?:{MONTH})\b")


def named_dates(reading: Reading) -> Iterator[DateExpression]:
    """Days, months and years with the name of a month; without a year the value is `XXXX-MM` or `XXXX-MM-DD`.

    >>> [date.value for date in named_dates(Reading.of("Biopsie le 3 mars, TEP en juin 2019"))]
    ['XXXX-03-03', '2019-06']
    """
    folded = reading.folded
    for match in matches_at(_NAMED, folded, _beginnings(reading)):
        name = match["month"]
        if name in ("mar", "may", "mars", "sept", "mai", "jun") and not _month_is_meant(folded, match):
            continue
        year = full_year(match["year"]) if match["year"] else None
        day = int(match["day"] or match["after"] or 0)
        if not match["day"] and not year and name in _FRENCH_MONTHS and len(match["after"] or "") == 2:
            year, day = full_year(match["after"]), 0
        value = iso(year, MONTH_NUMBER[name], day)
        if not value:
            continue
        yield DateExpression(match.start(), match.end(), value, has_year=bool(year))
        earlier = _DAYS_BEFORE.search(folded, max(0, match.start() - 10), match.start())
        if earlier and match["day"] and (first := iso(year, MONTH_NUMBER[name], int(earlier[1]))):
            yield DateExpression(earlier.start(), earlier.end(1), first, has_year=bool(year))


def _beginnings(reading: Reading) -> Iterator[int]:
    """Where the dates may begin: at the day before a month, and at the month."""
    for month in reading.offsets_of(_MONTHS):
        if day := _DAY.search(reading.folded, max(0, month - 9), month):
            yield day.start()
        yield month


def _month_is_meant(folded: str, match: re.Match[str]) -> bool:
    """`may`, `sept`, `mar` are words too: they need a day, a year or a preposition beside them."""
    if match["day"] or match["after"] or match["year"] or _TO_A_MONTH.match(folded, match.end()):
        return True
    before = folded[max(0, match.start() - 12) : match.start()].split()
    return bool(before) and before[-1].split("'")[-1] in (
        "in", "en", "last", "since", "depuis", "debut", "fin", "mi", "early", "late", "until", "of", "de", "du", "mid",
        "mi-", "by", "jusqu'en", "next", "des",
    )  # fmt: skip
