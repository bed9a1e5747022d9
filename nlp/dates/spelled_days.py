"""Days in words before their month, as in a dictated report: `le vingt août`, `the third of March`."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.dates.iso import day_exists

_NAMES = [
    "premier first", "deux second", "trois third", "quatre fourth", "cinq fifth", "six sixth", "sept seventh",
    "huit eighth", "neuf ninth", "dix tenth", "onze eleventh", "douze twelfth", "treize thirteenth",
    "quatorze fourteenth", "quinze fifteenth", "seize sixteenth", "dix-sept seventeenth", "dix-huit eighteenth",
    "dix-neuf nineteenth", "vingt twentieth", "vingt-et-un twenty-first", "vingt-deux twenty-second",
    "vingt-trois twenty-third", "vingt-quatre twenty-fourth", "vingt-cinq twenty-fifth", "vingt-six twenty-sixth",
    "vingt-sept twenty-seventh", "vingt-huit twenty-eighth", "vingt-neuf twenty-ninth", "trente thirtieth",
    "trente-et-un thirty-first",
]  # fmt: skip
_DAYS = {name: day for day, names in enumerate(_NAMES, start=1) for name in names.split()}
_WORDS = re.compile(
    r"\b(?:(?:le|du|au) (?P<fr>[a-z]+(?:[- ](?:et[- ])?[a-z]+)?) "
    r"|(?:the|on|of) (?P<en>(?!the )[a-z]+(?:[- ](?!of )[a-z]+)?) (?:of )?)$"
)


def with_spelled_day(found: DateExpression, folded: str) -> DateExpression:
    """A month with the day that words before it name, else as it is.

    >>> text = "au tep du vingt et un aout"
    >>> with_spelled_day(DateExpression(22, 26, "XXXX-08"), text).value
    'XXXX-08-21'
    """
    match = _WORDS.search(folded, max(0, found.start - 26), found.start) if len(found.value) == 7 else None
    if match is None:
        return found
    name = (match["fr"] or match["en"]).replace(" ", "-")
    day = _DAYS.get(name, 0)
    if not day or not day_exists(found.value, day):
        return found
    return replace(found, start=match.start("fr" if match["fr"] else "en"), value=f"{found.value}-{day:02d}")
