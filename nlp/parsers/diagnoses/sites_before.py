"""The sites that stand before their head, as English writes them: `right breast carcinoma`, `lung and liver mets`."""

from __future__ import annotations

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.patterns import BETWEEN_LEFT, JOINERS, LATERALITY
from nlp.parsers.diagnoses.sites import Attached, SiteIndex, site_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: What may stand between a tumour and the site that is its own.
_BEFORE_OWN = LATERALITY | word_set("r l of the du de la le d ' in on")


def attach_left(reading: Reading, index: SiteIndex, head: Match, column: str, many: bool) -> Attached | None:
    """Sites before a head, as English writes them: `right breast carcinoma`, `lung, liver or brain metastases`."""
    token = head.first
    lowest = max(0, token - 5)
    while token > lowest and token not in index.until and reading.words[token - 1] in BETWEEN_LEFT:
        token -= 1
    site = index.until.get(token)
    if (
        site is None
        or not site_code(site, column)
        or reading.sentence_of[site.first] != reading.sentence_of[head.first]
    ):
        return None
    first = site.first
    while first > 0 and reading.words[first - 1] in LATERALITY and len(reading.words[first - 1]) > 2:
        first -= 1
    sites = [site]
    if many:
        sites = [*_listed_left(reading, index, first, column, site_code(site, column)), site]
    return Attached(tuple(sites), first, head.last)


def _listed_left(reading: Reading, index: SiteIndex, token: int, column: str, nearest: str) -> list[Match]:
    found: list[Match] = []
    while token > 0:
        start = token
        while token > 0 and (reading.words[token - 1] in JOINERS or reading.words[token - 1] in LATERALITY):
            token -= 1
        site = index.until.get(token)
        if token == start or site is None or not site_code(site, column):
            return found
        if site_code(site, column) == nearest and set(reading.words[token:start]) <= {",", *LATERALITY}:
            return found  # `a focus in the acetabulum, bone metastasis`
        if "," in reading.words[token:start] and _is_of_tumour(reading, site):
            return found  # `uveal melanoma R eye, liver mets`
        found.insert(0, site)
        token = site.first
    return found


def _is_of_tumour(reading: Reading, site: Match) -> bool:
    """Whether a histology or a cancer stands before a site, which is then its own."""
    token = site.first
    while token > 0 and reading.words[token - 1] in _BEFORE_OWN:
        token -= 1
    named = any(m.last == token and m.entry.code[-1:] == "3" for m in reading.matches.get("morphology", ()))
    return named or reading.words[token - 1 : token] == ["cancer"]
