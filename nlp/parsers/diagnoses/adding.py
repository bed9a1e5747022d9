"""Adds a diagnosis candidate, and finds the sites that belong to a head."""

from __future__ import annotations

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.sites import Attached, SiteIndex, attach_right, site_code
from nlp.parsers.diagnoses.sites_before import attach_left
from nlp.text.reading import Reading


def add(
    reading: Reading, first: int, last: int, code: str, rule: str, prior: float, role: str = "", **data: str
) -> Candidate:
    """Add a diagnosis candidate of tokens `first` to `last` (exclusive); the resolver fills in a code left empty."""
    candidate = Candidate(first, last, "diagnosis", code, rule=rule, prior=prior, role=role, data=data)
    reading.candidates.append(candidate)
    return candidate


def attach(reading: Reading, sites: SiteIndex, head: Match, column: str, many: bool) -> Attached | None:
    """The sites that a head names, after it, or before it as in English."""
    right = attach_right(reading, sites, head, column, many)
    if right is not None:
        return _sharper_left(reading, sites, head, column, right)
    english = reading.sentence(head.first).lang == "en" or head.entry.lang == "en"
    left = attach_left(reading, sites, head, column, many)
    return left if left is not None and (english or left.sites[0].entry.lang == "en") else None


def _sharper_left(reading: Reading, sites: SiteIndex, head: Match, column: str, right: Attached) -> Attached:
    """`retroareolar carcinoma of the breast`: the site before the head may be the more exact one."""
    left = attach_left(reading, sites, head, column, many=False)
    if left is not None and column == "malignant" and _told_after_comma(reading, head, left, right):
        return left
    if left is None or not site_code(right.sites[0], column).endswith(".9"):
        return right
    if site_code(left.sites[0], column)[:3] != site_code(right.sites[0], column)[:3]:
        return right
    return Attached((left.sites[0], *right.sites[1:]), left.first, right.last)


def _told_after_comma(reading: Reading, head: Match, left: Attached, right: Attached) -> bool:
    """`Breast cancer, bone, liver metastases`: right beside its site a cancer has no other behind a comma."""
    other = site_code(left.sites[0], "malignant")[:3] != site_code(right.sites[0], "malignant")[:3]
    between = reading.words[head.last : right.sites[0].first]
    return other and left.sites[0].last == head.first and not {",", "("}.isdisjoint(between)
