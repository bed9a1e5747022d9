"""Further sites of a spread, told with their dates: `Métastases osseuses en janvier 2022, hépatiques depuis 2023`."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.patterns import JOINERS, LATERALITY, MONTHS
from nlp.parsers.diagnoses.sites import SiteIndex, site_code
from nlp.text.reading import Reading

_LEADS = r"(?:en|depuis|des|le|du|de|fin|debut|mi|courant|in|since|on|from|of|late|early|mid)"
_DAY = rf"(?:\d{{1,2}}(?:er)? )?(?:(?:{MONTHS})\b\.?)(?: \d{{4}})?|\d{{1,4}}(?:[./-]\d{{1,4}}){{0,2}}"
#: A date with the words that lead to it, in brackets or not.
_DATED = re.compile(rf" ?\(?(?:{_LEADS}[ -]){{0,3}}(?:{_DAY})\)?")
#: What may follow a site that is told in its turn: its date, the next one, an end.
_NEXT = re.compile(rf" ?(?:[,;.)]|$|\n|\(|\+|(?:et|and|puis|then)\b|{_LEADS}\b|\d)")


def dated_after(reading: Reading, index: SiteIndex, token: int) -> list[Match]:
    """The sites that follow a token and its date, each with its own date or at the end of the list.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Métastases osseuses en janvier 2022, hépatiques depuis juin 2023")
    >>> liver = Match(6, 7, Entry("site", "hépatique", data={"secondary": "C78.7", "adj": "adj"}))
    >>> [m.first for m in dated_after(reading, SiteIndex.of([liver]), 2)]
    [6]
    """
    found: list[Match] = []
    while (told := _DATED.match(reading.folded, reading.ends[token - 1])) is not None:
        _, following = reading.tokens_of(reading.starts[token - 1], told.end())
        start = following
        while following < len(reading) and reading.words[following] in JOINERS:
            following += 1
        site = index.at.get(following)
        if site is None or following == start or not _is_told(reading, site):
            return found
        found.append(site)
        token = _with_side(reading, site.last)
    return found


def _is_told(reading: Reading, site: Match) -> bool:
    same = reading.sentence_of[site.first] == reading.sentence_of[site.first - 1]
    after = _with_side(reading, site.last)
    return same and bool(site_code(site, "secondary")) and bool(_NEXT.match(reading.folded, reading.ends[after - 1]))


def _with_side(reading: Reading, token: int) -> int:
    while token < len(reading) and reading.words[token] in LATERALITY:
        token += 1
    return token
