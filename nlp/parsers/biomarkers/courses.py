"""The values of a marker's course where the first has no unit, or words stand before it.

`CA 125 : 340 → 120 → 35 UI/mL`, `PSA rose from 4.2 to 9.8`, `l'ACE remonte : 4,1 en mai, 9,8 en août et 23 ng/ml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.dates.words import MONTH
from nlp.parsers.biomarkers.patterns import UNIT
from nlp.parsers.biomarkers.series import DATE, WORDS, plain_number

_TRENDS = (
    "rose|risen|rising|fell|fallen|falling|went|gone|dropped|climbed|increased|increasing|decreased|declined|doubled|value"
    "|passee?|passant|monte|montee|remonte|remontee|baisse|chute|augmente|double|tous|stable|eleve|en hausse|en baisse"
    "|pre-?op(?:eratoire)?|post-?op(?:eratoire)?|initiale?|initial|dosage|taux|dernier|derniere|nadir|valeur|controle"
    "|qu'il|qu'elle|avait|ete|en avait|pretherapeutique|pre-therapeutique|cinetique|evolution|trend|series|dx"
    "|diag|diagnostic"
)
_ARROW = r"->|=>|–>|>"
#: Words of time and of trend, dates taken whole, so that the day of `March 8` is no value.
_BETWEEN = (
    rf"(?P<between>(?:[ ,;:()]|=(?!>)|{_ARROW}|(?>{DATE})(?![a-z\d])"
    rf"|(?>(?:{_TRENDS}|{WORDS})(?![a-z]))|(?:d'un|l'an|d'))*?)"
)
_NUMBER = (
    rf"(?<![\d.,/\w-])(?P<sign>[<≤≥] ?)?(?!(?:19|20)\d\d(?![.,]?\d)(?! ?{UNIT}))"
    rf"(?P<number>\d{{1,3}}(?:[ ,]\d{{3}})+(?!\d)|\d{{1,6}}(?:[.,]\d{{1,3}})?)(?![\d/%]|[.,-]\d| ?%)"
)
#: What may follow a value that has no unit.
_FREE = (
    r"(?= ?(?:[,;:)(\n]|\.(?!\d)|$|->|→|=>|>)| (?:en|in|le|on|ce|cette|this|last|il y a|now|yesterday|hier|au|a|to|puis"
    r"|then|and|et|before|after|apres|avant|today|lors|at|initialement|pre|post)\b(?! ?%))"
)
_ITEM = re.compile(rf"{_BETWEEN}{_NUMBER}(?:\s?(?P<unit>{UNIT})(?![a-z])|{_FREE})")
_JOINED = re.compile(rf"{_ARROW}|\b(?:a|to|puis|then)\b|[,;(]|\b(?:et|and)\b")
#: What tells that one number behind words is the marker's value: its sign, or the colon behind its date.
_TOLD = re.compile(r"\d[ )]*[:=] ?$|> ?$|\b(?:pre|post)-?op\w* ?[:=] ?$")
_AT_DIAGNOSIS = re.compile(r" (?:au|at) (?:dx|diagnos\w*)\b")
_MOST = 7
_TIME = r"(?:days?|weeks?|wks?|months?|mo|years?|yrs?|jours?|semaines?|sem|mois|ans?|cycles?|cures?)"
#: What makes plain numbers a schedule: the unit that ends them (`3, 6 and 12 months`), the word before them.
SCHEDULED = re.compile(
    rf"(?: ?, ?\d{{1,3}})*(?: ?,? ?(?:et|and|or|ou|&) \d{{1,3}} ?-?(?:{_TIME}|{MONTH})| ?-?{_TIME})(?![a-z])"
    r"(?! (?:later|ago|plus tard|apres|after|earlier|avant|before)\b)"
)
_SCHEDULES = re.compile(rf"(?<!this )(?<!last )(?<!cette )(?<![a-z])(?:{_TIME}|les|every|tou(?:te)?s les) ?$")
#: What tells that several numbers without a unit are values.
_COURSE = re.compile(rf"{_ARROW}|\b(?:from|puis|then|was|were|etait|passee?|rose|baseline|nadir)\b|[:=]|\d[.,]\d")
_DATED = re.compile(rf"(?>{DATE})(?![a-z\d])")


@dataclass(frozen=True, slots=True)
class Course:
    """The values of a course, each with its unit, and their characters; units are as any of them states it."""

    values: tuple[tuple[str, int, int], ...]


def course_after(text: str, folded: str, end: int, limit: int) -> Course | None:
    """The course of values behind a marker that ends at `end`; None where no value is told with certainty.

    >>> text = "PSA 44 > 71 > 112 (10 avril)"
    >>> [value for value, _, _ in course_after(text, text.lower(), 3, len(text)).values]
    ['44', '71', '112']
    >>> course_after("PSA dans 3 mois", "psa dans 3 mois", 3, 15) is None
    True
    """
    items: list[re.Match[str]] = []
    position = end
    while len(items) < _MOST and (item := _ITEM.match(folded, position, limit)):
        if items and not _JOINED.search(item["between"]):
            break
        items.append(item)
        position = item.end()
    units = [item.span("unit") for item in items if item["unit"]]
    if not items or _is_schedule(folded, items[0]):
        return None
    if not (units or (_is_course(folded, end, items) if len(items) > 1 else _is_told(folded, items[0]))):
        return None
    unit = f" {text[slice(*units[0])]}" if units else ""
    return Course(tuple((plain_number(i["number"]) + unit, i.start("number"), _end(i)) for i in items))


def _end(item: re.Match[str]) -> int:
    return item.end("unit" if item["unit"] else "number")


def _is_schedule(folded: str, item: re.Match[str]) -> bool:
    """`PSA at 3, 6 and 12 months`, `PSA les 5, 12 et 19 mars`, `PSA at week 4, 8 and 12`: when, not how much."""
    if item["unit"] or item["sign"] or not item["number"].isdigit():
        return False
    return bool(_SCHEDULES.search(item["between"]) or SCHEDULED.match(folded, item.end("number")))


def _is_course(folded: str, end: int, items: list[re.Match[str]]) -> bool:
    """Whether several numbers are the marker's: right behind it, by an arrow, a word of change or a date each."""
    told = folded[end : items[-1].end("number")]
    dates = len(_DATED.findall(folded, end, items[-1].end("number") + 20))
    return not items[0]["between"].strip() or bool(_COURSE.search(told)) or dates >= len(items)


def _is_told(folded: str, item: re.Match[str]) -> bool:
    return bool(item["sign"] or _TOLD.search(item["between"]) or _AT_DIAGNOSIS.match(folded, item.end()))
