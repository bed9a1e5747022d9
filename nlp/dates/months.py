"""Dates with the name of a month: `le 3 mars 2021`, `June 2019`, `15 May`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.dates.expressions import DateExpression
from nlp.dates.iso import full_year, iso
from nlp.dates.spelled_days import with_spelled_day
from nlp.dates.spelled_years import with_spelled_year
from nlp.dates.words import MONTH, MONTH_NUMBER
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: A month, and what of the day before it may be written into one word with it, as in `1ermars`.
_MONTHS = frozenset(ending + month for ending in ("", "er", "st", "nd", "rd", "th") for month in MONTH_NUMBER)
_DAY = re.compile(r"(?<![a-z\d])\d{1,2}(?:er|st|nd|rd|th)?[ \-]{0,2}(?:of )?$")
_NAMED = re.compile(
    r"(?<![a-z\d])(?:(?<![a-z]-)(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[ \-]{0,2}(?:of )?)?"
    rf"(?P<month>{MONTH})(?![a-z])\.?"
    rf"(?:[ \-]{{1,2}}(?P<after>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/%a-z]|[ ]?[/]|[.:,]\d)(?!-\d))?"
    rf"(?:,?[ \-\n]{{0,2}}(?:of |de )?(?:l'annee )?'?(?P<year>(?:19|20)\d\d|(?<=[-'])\d\d)(?!\d)"
    rf"| (?P<which>(?:of )?this year|(?:of )?last year|de (?:l'an(?:nee)? (?:derniere?|passee?)|cette annee(?!-la))"
    rf"|dernier|last))?"
)
#: `mai 24`: after a French month a number of two digits is a year, for a French day stands before its month.
_FRENCH_MONTHS = word_set(
    "janvier janv fevrier fevr fev mars avril mai juin juillet juil aout septembre octobre novembre decembre"
)
#: Full dates by which a text shows that it writes days before their month, or months before their day.
_DAY_FIRST = re.compile(
    r"(?<![\w/.-])(?:(?:1[3-9]|2\d|3[01])/\d{1,2}/(?:20)?\d\d(?!\d)"
    rf"|(?<!\d)\d{{1,2}} (?:{MONTH}) '?\d\d(?!\d))"
)
_MONTH_FIRST = re.compile(
    r"(?<![\w/.-])(?:\d{1,2}/(?:1[3-9]|2\d|3[01])/(?:20)?\d\d(?!\d)"
    rf"|(?:{MONTH})\.? \d{{1,2}}, (?:19|20)\d\d)"
)
#: `ultrasound May.`: the month has a capital within a sentence; one in capitals only ends its clause.
_CAPITAL = re.compile(r"(?:May|Mar)(?![a-z])|MAY(?=[.,;:)\n]|$)")
_OPENING = re.compile(r"(?:^|[.:!?\n]) ?$")
_DAYS_BEFORE = re.compile(r"(\d{1,2})(?:er)? ?(?:et|and|,|puis|-|au) $")
#: `cycle 3 August 3`: a count before the month, the day after it.
_NUMBERED = re.compile(
    r"\b(?:cycles?|cures?|doses?|course|week|day|fraction|phase|line|injection|infusion|visit|no\.?|#) ?$"
)
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
        if name in ("mar", "may", "mars", "sept", "mai", "jun") and not _month_is_meant(reading, match):
            continue
        year = full_year(match["year"]) if match["year"] else None
        numbered = (
            match["day"] and match["after"] and _NUMBERED.search(folded, max(0, match.start() - 10), match.start())
        )
        day = int((match["after"] if numbered else match["day"] or match["after"]) or 0)
        if not match["day"] and not year and _is_year(reading, name, match["after"] or ""):
            year, day = full_year(match["after"]), 0
        value = iso(year, MONTH_NUMBER[name], day)
        if not value:
            continue
        found = with_spelled_day(DateExpression(match.start(), match.end(), value, has_year=bool(year)), folded)
        yield with_spelled_year(found, folded)
        earlier = _DAYS_BEFORE.search(folded, max(0, match.start() - 10), match.start())
        if earlier and match["day"] and (first := iso(year, MONTH_NUMBER[name], int(earlier[1]))):
            yield DateExpression(earlier.start(), earlier.end(1), first, has_year=bool(year))


def _beginnings(reading: Reading) -> Iterator[int]:
    """Where the dates may begin: at the day before a month, and at the month."""
    for month in reading.offsets_of(_MONTHS):
        if day := _DAY.search(reading.folded, max(0, month - 9), month):
            yield day.start()
        yield month


def _is_year(reading: Reading, month: str, number: str) -> bool:
    """`mai 24`, `since Jan 23`: two digits after a month where the text writes days before their month."""
    if len(number) != 2 or month in _FRENCH_MONTHS:
        return len(number) == 2
    past = 0 <= int(reading.report_date[2:4] or 0) - int(number) <= 3
    return (
        past and int(number) > 9 and bool(_DAY_FIRST.search(reading.folded)) and not _MONTH_FIRST.search(reading.folded)
    )


def _month_is_meant(reading: Reading, match: re.Match[str]) -> bool:
    """`may`, `sept`, `mar` are words too: they need a day, a year or a preposition beside them."""
    folded, start = reading.folded, match.start("month")
    if match["day"] or match["after"] or match["year"] or _TO_A_MONTH.match(folded, match.end()):
        return True
    if _CAPITAL.match(reading.text, start) and not _OPENING.search(folded, max(0, start - 3), start):
        return True
    before = folded[max(0, match.start() - 12) : match.start()].split()
    return bool(before) and before[-1].split("'")[-1] in (
        "in", "en", "last", "since", "depuis", "debut", "fin", "mi", "early", "late", "until", "of", "de", "du", "mid",
        "mi-", "by", "jusqu'en", "next", "des",
    )  # fmt: skip
