"""The other values of a marker whose name stands once: `CA 125 88 U/mL in May, 214 in July`, `PSA 64 (31 in March)`.

Only words of time and of comparison may stand between two values: a number behind anything else is another analyte's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.dates.words import MONTH
from nlp.text.fold import fold

DATE = (
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? )?(?:{MONTH})\.?"
    r"(?:,? ?(?:19|20)\d\d| \d{1,2}(?:st|nd|rd|th)?(?! ?\d|[.,]\d| ?(?:[nu]g|[km]?u?i?u)/))?"
    r"|(?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?|\d{1,2}[.-]\d{1,2}[.-]\d{2,4}|\d{1,2}/(?:19|20)\d\d"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2} (?:days?|weeks?|months?|years?|jours|semaines|mois|ans)"
)
WORDS = (
    "in|on|at|the|this|last|morning|week|month|year|today|yesterday|now|then|previous|previously|earlier|ago|before"
    "|after|against|versus|vs|was|were|it|had|been|up|down|from|to|nadir|peak|and|treatment|only|of|pre|stent|three|two"
    "|six|had been|en|le|la|les|du|de|des|ce|cette|jour|matin|semaine|mois|an|dernier|derniere|hier|aujourd'hui|il|elle"
    "|having|has|have|come|fallen|risen|dropped|gone|climbed|rose|fell|when|first|diagnosis|baseline|his|her|since"
    "|qu'il|qu'elle|avait|en avait|y|a|etait|est|alors|que|qu'|puis|contre|avant|apres|traitement|et|prise|sang"
    "|deux|trois|quatre|cinq|soit|desormais|maintenant|passe|passee|au|autrefois|initialement"
)
_BETWEEN = rf"(?:[ ,;:.()\n]|->|→|(?:{DATE})\b|\b(?:{WORDS})(?![a-z])|\b(?:d'aujourd'hui|d'un|l'an|d'))*?"
_NUMBER = r"(?P<number>\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d{1,6}(?:[.,]\d+)?)"
#: What tells that a number without a unit is a value, before and behind it.
_COMPARED = re.compile(
    r"[(;,]|->|→|\b(?:against|contre|versus|vs|was|were|been|etait|avait|est|from|to|then|puis|nadir|peak|now|before|baseline|diagnosis)\b"
)
_TIMED = (
    rf"(?![.,]\d)(?=, (?:{MONTH})\b| (?:en|in|le|on|ce|cette|this|last|il y a|now|yesterday|hier|au|pre)\b"
    r"| ?[).;]|\n|$)"
)
#: Characters between two values, at most, and values of a series.
_REACH, _MOST = 60, 5


def further_values(folded: str, end: int, limit: int, unit: str) -> Iterator[tuple[str, int, int]]:
    """Number, start and end of each value of the series that follows a first one.

    Args:
        end: where the first value ends. limit: where the next marker begins.
        unit: of the first value, as it is written.

    >>> text = "psa 64 ug/l, it was 31 ug/l in march (nadir 0,2 in 2019), hb 12"
    >>> list(further_values(text, 11, len(text), "ug/L"))
    [('31', 20, 27), ('0.2', 44, 47)]
    """
    united = re.compile(rf"{_BETWEEN}(?<![\d.,]){_NUMBER} ?{re.escape(fold(unit))}(?![a-z\d/])")
    bare = re.compile(rf"(?P<between>{_BETWEEN})(?<![\d.,/]){_NUMBER}{_TIMED}")
    for _ in range(_MOST):
        stop = min(limit, end + _REACH)
        found = united.match(folded, end, stop)
        if found is None and (found := bare.match(folded, end, stop)) and not _COMPARED.search(found["between"]):
            found = None
        if found is None:
            return
        end = found.end()
        yield plain_number(found["number"]), found.start("number"), end


def plain_number(number: str) -> str:
    """A number with a point for its decimals and nothing between its thousands.

    >>> plain_number("1 240"), plain_number("0,2")
    ('1240', '0.2')
    """
    thousands = re.fullmatch(r"\d{1,3}(?:[ ,]\d{3})+", number)
    return re.sub(r"[ ,]", "", number) if thousands else number.replace(",", ".")
