"""Years in words, as in a dictated report: `in November twenty seventeen`, `depuis deux mille dix-neuf`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.dates.expressions import DateExpression
from nlp.dates.words import NUMBER_WORDS
from nlp.text.places import matches_at
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_BEGINS = word_set("twenty nineteen two deux")
_UNIT = "un|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|six|seven|eight|nine"
_TEEN = (
    "dix-sept|dix-huit|dix-neuf|dix sept|dix huit|dix neuf|dix|onze|douze|treize|quatorze|quinze|seize"
    "|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_TENS = {"vingt": 20, "trente": 30, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
         "eighty": 80, "ninety": 90}  # fmt: skip
#: All of a number or none of it: `deux mille vingt deux pour cent` is no 2020. What is counted by it is no year.
_YEAR = re.compile(
    r"(?>(?P<thousands>deux mille|two thousand(?: and)?)|(?P<century>twenty|nineteen))[ -]"
    rf"(?>(?P<tens>{'|'.join(_TENS)})(?:[ -](?:et[ -])?(?P<more>{_UNIT})\b)?+|(?P<teen>{_TEEN})"
    rf"|(?(century)oh[ -])(?P<unit>{_UNIT}))(?![\w-])"
    r"(?! ?(?:(?:m?g|gy|gray|ml|[cm]m|cycle|dose|day|week|month|year|jour|mois|an|semaine|percent|fraction|unite?|cent"
    r"|hundred|thousand)s?\b|pour ?cents?\b))"
)
#: Years after the report's that a text may still speak of.
_AHEAD = 2
_OF = re.compile(r",? (?:of |de )?")


def spelled_years(reading: Reading) -> Iterator[DateExpression]:
    """Years in words, of this century and, in English, the last; none far after the report's.

    >>> [date.value for date in spelled_years(Reading.of("TIA twenty twenty one, bypass in nineteen ninety-eight"))]
    ['2021', '1998']
    >>> [date.value for date in spelled_years(Reading.of("deux mille dix neuf pour cela ; deux mille cinq cents"))]
    ['2019']
    """
    latest = int(reading.report_date[:4]) + _AHEAD if reading.report_date[:4].isdigit() else 2049
    for match in matches_at(_YEAR, reading.folded, reading.offsets_of(_BEGINS)):
        if _year(match) <= latest:
            yield DateExpression(match.start(), match.end(), f"{_year(match):04d}")


def with_spelled_year(found: DateExpression, folded: str) -> DateExpression:
    """A month, or a day of it, with the year that words after it name, else as it is.

    >>> november = DateExpression(3, 11, "XXXX-11", has_year=False)
    >>> with_spelled_year(november, "in november twenty seventeen").value
    '2017-11'
    """
    of = _OF.match(folded, found.end)
    match = _YEAR.match(folded, of.end()) if of and not found.has_year else None
    if match is None:
        return found
    return replace(found, end=match.end(), value=f"{_year(match):04d}{found.value[4:]}", has_year=True)


def _year(match: re.Match[str]) -> int:
    words = (match["tens"], match["more"], match["teen"], match["unit"])
    century = 1900 if match["century"] == "nineteen" else 2000
    return century + sum(_TENS.get(word) or NUMBER_WORDS[word.replace(" ", "-")] for word in words if word)
