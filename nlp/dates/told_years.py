"""The year of a month, where words count it from the one told before: `mars de l'an d'après`, `the August after`."""

from __future__ import annotations

import re
from dataclasses import replace

from nlp.dates.expressions import DateExpression

_AFTERWARDS = re.compile(
    r" (?:(?P<same>de la meme annee|de cette (?:meme )?annee-la|of (?:that|the same) year|that (?:same )?year"
    r"|the same year)"
    r"|(?P<next>de l'annee (?:suivante|d'apres)|(?:of )?the (?:following|next) year|(?:of )?the year after)"
    r"|(?P<last>de l'annee (?:precedente|d'avant)|(?:of )?the (?:previous|preceding) year|(?:of )?the year before))"
    r"(?![\w-])"
)
#: `the August after`, `the following March`, `en mars suivant`: the first such month after the date before.
_FOLLOWS = re.compile(r" (?:after|following)(?= ?[.,;:)\n]|$| (?:and|with|for|then|but|showed)\b)| suivant\b")
_THE = re.compile(r"\bthe $")
_THE_FOLLOWING = re.compile(r"\bthe following $")


def with_told_years(found: list[DateExpression], folded: str) -> list[DateExpression]:
    """The dates, in order, with the year that words around them count from the date before.

    >>> text = "2011 : exerese, rayons en fevrier de l'annee suivante"
    >>> told = [DateExpression(0, 4, "2011"), DateExpression(26, 33, "2020-02", has_year=False)]
    >>> [date.value for date in with_told_years(told, text)]
    ['2011', '2012-02']
    """
    told: list[DateExpression] = []
    for date in found:
        stated = _stated(date, told, folded) if not date.has_year and date.is_calendar else None
        told.append(stated or date)
    return told


def _stated(date: DateExpression, told: list[DateExpression], folded: str) -> DateExpression | None:
    """The date with its year and the words that tell it, None where there are none."""
    base = next((d for d in reversed(told) if d.is_calendar and d.has_year), None)
    if base and (words := _AFTERWARDS.match(folded, date.end)):
        year = int(base.value[:4]) + (1 if words["next"] else -1 if words["last"] else 0)
        return _in_year(date, year, words.end())
    follows = _FOLLOWS.match(folded, date.end)
    article = follows and (follows.group() == " suivant" or _THE.search(folded, max(0, date.start - 4), date.start))
    before = next((d for d in reversed(told) if d.is_calendar), None)
    if before and (article or _THE_FOLLOWING.search(folded, max(0, date.start - 14), date.start)):
        later = len(before.value) == 4 or date.value[5:7] <= before.value[5:7]
        return _in_year(date, int(before.value[:4]) + later, follows.end() if follows and article else date.end)
    return None


def _in_year(date: DateExpression, year: int, end: int) -> DateExpression:
    return replace(date, value=f"{year:04d}{date.value[4:]}", end=end, has_year=True)
