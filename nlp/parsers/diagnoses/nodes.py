"""Nodes that a tumour has reached: their region by an adjective, by the organ they lie at, or by their station."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.codes import nodes_of
from nlp.parsers.diagnoses.sites import SiteIndex, site_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_NODE = "C77"
_NODE_WORDS = ("ganglion", "adenopath", "node", "lymphadenopath", "adp")
#: A station of the chest's map of nodes (IASLC): 2R, 4L, 7, 11.
_STATION = re.compile(r"\d{1,2}[rldg]?$")


class Node(NamedTuple):
    """The ICD-10 code of metastases in a node, and its first token."""

    first: int
    code: str


def node_before(reading: Reading, sites: SiteIndex, site: Match) -> Node | None:
    """The node that a site names or that stands before it; None where it is an organ's own.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> organ = Match(1, 2, Entry("site", "parotidien", data={"malignant": "C07", "secondary": "C79.8"}))
    >>> node_before(read_text("Ganglion parotidien envahi"), SiteIndex.of([organ]), organ)
    Node(first=0, code='C77.0')
    """
    if site_code(site, "secondary").startswith(_NODE):
        return Node(site.first, site_code(site, "secondary"))
    first = site.first
    while first and first > site.first - 3 and reading.words[first - 1] in ("-", "retro", "peri", "du", "de", "la"):
        first -= 1
    if first and reading.words[first - 1].startswith(_NODE_WORDS):
        return Node(first - 1, nodes_of(site_code(site, "malignant")))
    return None


def numbered_node(reading: Reading, sites: SiteIndex, head: Match) -> Node | None:
    """`ganglion 7 envahi`: a node by its station; its region is that of the primary's nodes."""
    token = head.first
    while token > max(0, head.first - 4) and (
        _STATION.match(reading.words[token - 1]) or reading.words[token - 1] in ("et", ",", "/", "l", "r")
    ):
        token -= 1
    if token < head.first and token and reading.words[token - 1].startswith(_NODE_WORDS):
        return Node(token - 1, f"{_NODE}.9")
    return None


#: Words between a site and what is said of it: `un ganglion inguinal droit d'allure métastatique`.
_ASPECT = word_set("d ' allure aspect suspect suspects non un droit gauche type droite droits peut etre - d'allure")


def back_to_site(reading: Reading, sites: SiteIndex, head: Match) -> int:
    """The token at which a site before a head ends, past what is said of its look."""
    token = head.first
    while token > max(0, head.first - 5) and token not in sites.until and reading.words[token - 1] in _ASPECT:
        token -= 1
    return token
