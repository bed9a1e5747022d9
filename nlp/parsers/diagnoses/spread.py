"""Sites told bare after what spread or came back: `Rechute en juillet 2015 : poumon, ganglions sus-claviculaires`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.blood import above_all_of_blood
from nlp.parsers.diagnoses.patterns import LATERALITY, MONTHS
from nlp.parsers.diagnoses.sites import SiteIndex, site_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: A date, or the words that lead to one.
_WHEN = rf"(?:(?:en|le|du|de|au|des|depuis|fin|debut|mi|in|on|since) ?-?|\d[\d./-]*|(?:{MONTHS})\b\.?|l'|[ ,(>=-]|→)*"
#: What came back or spread needs a colon, a comma, a bracket or an arrow before bare sites, and may have a date.
_CAME_BACK = re.compile(
    r"\b(?:(?:(?:premiere|seconde|deuxieme|troisieme|\de?) )?(?:rechutes?|recidives?)|relapses?|recurrences?)"
    rf"(?: metastatiques?| a distance)?(?P<when>{_WHEN}):?{_WHEN}$"
)
_SPREAD = re.compile(
    r"\b(?:(?:extension(?: actuelle)?|dissemine\w*|sites? (?:metastatiques?|secondaires?|atteints?|involved)"
    r"|mets?|metas?|m\+|metastases?|metastatique|secondarismes?)(?: d'emblee| de novo)? *(?:[:(=]|->|→)"
    r"|(?:(?:(?:stade|stage) iv ?[abc]?|iv[abc]|m1[abcd]?)(?: d'emblee)?|d'emblee metastatique) *(?:[:,(=]|->|→|–|—))"
    rf"{_WHEN}$"
    r"|\bmetastatic [a-z0-9+ -]{2,40}?(?: to (?:the )?| *\()$"
)
#: `d'emblée hépatique`, before an adjective.
_AT_ONCE = re.compile(r"\bd'emblee (?:metastatique )?$")
#: What follows a site that is told of for itself: its state, not that it is reached.
_TOLD = word_set(
    "normal normale normaux normales sain saine sans indemne indemnes ras stable stables respecte respectee libre"
    " libres"
    " respectes homogene propre propres negatif negatifs est sont : = ne n non clear normal without not is are"
)
_LISTS = frozenset([",", "et", "+", "/", "&", "puis", "ainsi", "que", "and", ";"])
_BESIDE = LATERALITY | word_set(
    "( ) un une deux trois quatre 1 2 3 4 5 6 lesion lesions nodules ' l le la les du de au d"
)
#: How far before a site its head may stand, in characters.
_BEFORE = 60
_REGION = ("C76", "C44", "C49")


@dataclass(frozen=True, slots=True)
class Spread:
    """Sites listed after one head, and the characters at which that head begins."""

    sites: tuple[Match, ...]
    head: int


def add_spread(reading: Reading, sites: SiteIndex) -> None:
    """Add the metastases that a list of bare sites tells, and drop the relapse that they spell out.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> lexicon = [Entry("site", "foie", data={"secondary": "C78.7"}), Entry("site", "os", data={"secondary": "C79.5"})]
    >>> reading = read_text("Rechute en juin 2016 : foie, os.")
    >>> reading.matches = Trie(lexicon).find(reading); add_spread(reading, SiteIndex.of(reading.matches["site"]))
    >>> [c.code for c in reading.candidates]
    ['C78.7', 'C79.5']
    """
    if above_all_of_blood(reading):
        return  # A lymphoma relapses in an organ: no metastasis.
    for spread in _spreads(reading, sites):
        reading.candidates = [c for c in reading.candidates if not _is_spelt_out(reading, c, spread)]
        taken = {t for c in reading.candidates if c.kind == "diagnosis" for t in range(c.first, c.last)}
        for site in spread.sites:
            if taken.isdisjoint(range(site.first, site.last)):
                code = site_code(site, "secondary")
                reading.candidates.append(
                    Candidate(site.first, site.last, "diagnosis", code, rule="parser:spread", prior=0.8,
                              role="metastasis")
                )  # fmt: skip


def _is_spelt_out(reading: Reading, candidate: Candidate, spread: Spread) -> bool:
    anywhere = candidate.code == "C79.9" and candidate.rule == "lexicon:diagnosis"
    bare = candidate.role == "recurrence" or anywhere or (candidate.role == "metastasis" and not candidate.code)
    return bare and spread.head <= reading.starts[candidate.first] < reading.starts[spread.sites[0].first]


def _spreads(reading: Reading, sites: SiteIndex) -> list[Spread]:
    found: list[Spread] = []
    past = -1
    for first in sorted(sites.at):
        if first < past or not _may_be_reached(sites.at[first]):
            continue
        head = _head_before(reading, first)
        listed = _list_from(reading, sites, first) if head >= 0 else []
        if listed:
            found.append(Spread(tuple(listed), head))
            past = listed[-1].last
    return found


def _may_be_reached(site: Match) -> bool:
    data = site.entry.data
    return bool(site_code(site, "secondary")) and not data.get("malignant", "").startswith(_REGION)


def _head_before(reading: Reading, first: int) -> int:
    """The character at which the head before a site begins, -1 where there is none."""
    start = reading.starts[first]
    opens = reading.starts[reading.sentence(first).first]
    if reading.line_of[reading.sentence(first).first] != reading.line_of[first]:
        opens = max(opens, reading.text.rfind("\n", 0, start) + 1)
    low = max(opens, start - _BEFORE)
    before = reading.folded[low:start]
    told = _CAME_BACK.search(before)
    if told and re.search(r"[:,(>→=]", before[told.start() :]):
        return low + told.start()
    told = _SPREAD.search(before) or (_AT_ONCE.search(before) if "adj" in _data(reading, first) else None)
    return low + told.start() if told else -1


def _data(reading: Reading, first: int) -> dict[str, str]:
    return next((dict(m.entry.data) for m in reading.matches.get("site", ()) if m.first == first), {})


def _list_from(reading: Reading, sites: SiteIndex, first: int) -> list[Match]:
    """The sites of a list that begins with a token; none where one of them is told of for itself."""
    listed: list[Match] = []
    token = first
    while (site := sites.at.get(token)) is not None and _may_be_reached(site):
        after = _past(reading, sites, site.last, _BESIDE)
        closed = ")" in reading.words[site.last : after]  # `(bone, liver): discussed`
        told = after < len(reading) and reading.words[after] in _TOLD and reading.same_line(site.first, after)
        if told and not closed:
            return listed if len(listed) > 1 else []
        listed.append(site)
        token = _past(reading, sites, after, _LISTS | _BESIDE)
        if token == after or token >= len(reading) or not reading.same_line(site.first, token):
            break
    return listed


def _past(reading: Reading, sites: SiteIndex, token: int, words: frozenset[str]) -> int:
    while token < len(reading) and token not in sites.at and reading.words[token] in words:
        token += 1
    return token
