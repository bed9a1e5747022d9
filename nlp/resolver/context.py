"""The site of a metastasis, a relapse or an in situ tumour that its own words leave out."""

from __future__ import annotations

import bisect

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_CHEST = frozenset(["chest", "thorax", "thoracic", "thoracique"])


def site_in_context(reading: Reading, candidate: Candidate, column: str) -> str:
    """The code of the site that the sentence or its label names, "" where none does."""
    number = reading.sentence_of[candidate.first]
    sentence = reading.sentences[number]
    sites = [m for m in sites_between(reading, sentence.first, sentence.last) if m.entry.data.get(column)]
    before = [m for m in sites if m.last <= candidate.first]
    after = [m for m in sites if m.first >= candidate.last]
    if before:
        nearest = max(before, key=lambda m: m.last)
        return "" if column == "secondary" and _is_of_regions(nearest, before) else _code(nearest, column)
    if after and after[0].first - candidate.last <= 8:
        return _code(after[0], column)
    return _label_above(reading, number, column)


def sites_between(reading: Reading, first: int, last: int) -> list[Match]:
    """The sites that begin between two tokens."""
    sites = reading.matches.get("site", [])
    start = bisect.bisect_left(sites, first, key=lambda match: match.first)
    return sites[start : bisect.bisect_left(sites, last, lo=start, key=lambda match: match.first)]


def _code(match: Match, column: str) -> str:
    """The site's code; what a chest's imaging looks for are metastases of the lung."""
    code = match.entry.data[column]
    return "C78.0" if code == "C79.8" and match.entry.term in _CHEST else code


def _is_of_regions(match: Match, before: list[Match]) -> bool:
    """`CT chest, abdomen, pelvis: no metastases`: what several regions are free of is in none of them."""
    regions = [m for m in before if m.entry.data.get("malignant", "").startswith("C76") and match.last - m.last <= 6]
    return match in regions and len({m.entry.data["malignant"] for m in regions}) > 1


def _is_of_exam(reading: Reading, match: Match) -> bool:
    """`Abdominal ultrasound: …`: the region of an exam is not the site of all that follows."""
    region = match.entry.data.get("malignant", "").startswith("C76")
    return region and any(exam.first - 1 <= match.first <= exam.last for exam in reading.matches.get("exam", ()))


def _label_above(reading: Reading, number: int, column: str) -> str:
    """The site named by the label of an earlier sentence of the same paragraph: `Foie : …. Une métastase …`."""
    for earlier in range(number - 1, max(-1, number - 4), -1):
        sentence = reading.sentences[earlier]
        last = sentence.first + max(sentence.label, 3)
        for match in sites_between(reading, sentence.first, last):
            if match.entry.data.get(column) and not match.entry.ctx and not _is_of_exam(reading, match):
                return _code(match, column)
        if sentence.label:
            return ""
    return ""
