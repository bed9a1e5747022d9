"""Two things told before two days: `Scanner puis IRM les 14 et 15 avril` dates each with its own.

The days stand right behind the things, joined as these are; nothing else is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nlp.candidates import Candidate
from nlp.dates.items import Item
from nlp.text.reading import Reading

#: Between the two things, between the last and the first day, and between the days.
_THINGS = re.compile(r" ?,? ?(?:puis|et|and|then|,|/|\+|&|suivie? (?:de|d')|followed by) ?(?:la|le|l'|an?|the|une?)? ?")
_OF = re.compile(
    r",? (?:(?!entre|depuis|jusqu|avant|apres|between|from|since|until|before|after)[a-z]{3,} )?\(?"
    r"(?:respectivement |respectively )?(?:les?|des?|du|on|of|dated|en|in)(?: the)? ?(?:les )?| ?[(:,] ?"
)
_DAYS = re.compile(r" ?(?:et|and|&|puis|then|,|/) ?(?:(?:l[ea]s?|du|des?|on|of|the|en|in) ){0,2}")


def in_turn(reading: Reading, candidates: Sequence[Candidate], dates: Sequence[Item]) -> list[tuple[Candidate, Item]]:
    """Things of one sentence with the days that are theirs in turn; nothing where they do not stand so.

    Args:
        candidates: those of the sentence, in order. dates: its dates, in order.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.dates import find_dates
    >>> reading = read_text("Scanner puis IRM les 14 et 15 avril", report_date="2021-07-08")
    >>> told = [Candidate(0, 1, "exam", value="ct"), Candidate(2, 3, "exam", value="mri")]
    >>> days = [Item(*reading.tokens_of(d.start, d.end), date=d) for d in find_dates(reading.text, "2021-07-08")]
    >>> [(thing.value, day.date.value) for thing, day in in_turn(reading, told, days)]
    [('ct', '2021-04-14'), ('mri', '2021-04-15')]
    """
    for number, (first, second) in enumerate(pairwise(dates)):
        third = dates[number + 2 : number + 3]
        if not _stands(reading, _DAYS, first.last, second.first):
            continue
        if third and _stands(reading, _DAYS, second.last, third[0].first):
            return []  # Of three days nobody says here which is whose.
        beside = _ending_by(candidates, first.first)
        if len(beside) < 2 or not _stands(reading, _OF, beside[1].last, first.first):
            continue
        before, last = beside
        earlier = _ending_by(candidates, before.first)
        if earlier and _stands(reading, _THINGS, earlier[-1].last, before.first):
            return []
        if before.kind == last.kind and _stands(reading, _THINGS, before.last, last.first):
            return [(before, _of_the_year(first, second)), (last, second)]
    return []


def _ending_by(candidates: Sequence[Candidate], token: int) -> list[Candidate]:
    """The last two that end by a token and do not overlap, in order."""
    told = sorted((c for c in candidates if c.last <= token), key=lambda c: (c.last, c.first))
    apart = [c for c in told if c.last <= told[-1].first] if told else []
    return [*apart[-1:], *told[-1:]]


def _of_the_year(first: Item, second: Item) -> Item:
    """`en mars et mai 2019`: the first day is of the year told with the second."""
    if first.date is None or second.date is None or first.date.has_year or not second.date.has_year:
        return first
    dated = second.date.value[:4] + first.date.value[4:]
    return replace(first, date=replace(first.date, value=dated, has_year=True)) if dated <= second.date.value else first


def _stands(reading: Reading, between: re.Pattern[str], first: int, last: int) -> bool:
    """Whether what stands between two tokens is such a joint."""
    if first >= last:
        return False
    return between.fullmatch(reading.folded, reading.ends[first - 1], reading.starts[last]) is not None
