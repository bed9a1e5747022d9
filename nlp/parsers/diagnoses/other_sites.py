"""Words of a site that name none of a tumour where they stand: the depth of a bladder's wall, a malformation."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

#: `infiltrant le muscle`, `muscle-invasive`: how deep a tumour goes.
_REACHES = re.compile(
    r"\b(?:infiltr\w+|envahi\w*|invasi\w+|atteinte|atteint|into|of|dans|present)(?: du| le| of| the)* $"
)
_REACHED = re.compile(
    r"(?:[- ](?:non[- ])?(?:invasi\w+|infiltr\w+|invaded|libre|atteint|present|absent|uninvolved|respecte))"
)
_MUSCLE = ("C49.9",)
#: The undescended testis is where a tumour is only if the tumour is said to be in it.
_HOLDS = re.compile(
    r"(?:\b(?:tumou?rs?|tumeurs?|cancers?)|(?:omas?|omes?)\b)[a-z]*"
    r"(?: of| in| arising| from| the| an?| his| left| right| within| sur| du| d'un| un| dans| le| de)* ?$"
)


def sites_meant(reading: Reading) -> list[Match]:
    """The sites of a reading without those that tell a depth or a malformation.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> reading = read_text("Tumeur infiltrant le muscle. Le muscle est sarcomateux.")
    >>> reading.matches = Trie([Entry("site", "muscle", data={"malignant": "C49.9"})]).find(reading)
    >>> [match.first for match in sites_meant(reading)]
    [6]
    """
    return [m for m in reading.matches.get("site", ()) if not (_is_depth(reading, m) or _is_malformed(reading, m))]


def _is_depth(reading: Reading, match: Match) -> bool:
    if match.entry.data.get("malignant") not in _MUSCLE or not reading.words[match.first].startswith("muscle"):
        return False
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    before = reading.folded[max(0, start - 24) : start]
    return bool(_REACHES.search(before) or _REACHED.match(reading.folded, end))


def _is_malformed(reading: Reading, match: Match) -> bool:
    if match.entry.data.get("malignant") != "C62.0":
        return False
    start = reading.starts[match.first]
    return not _HOLDS.search(reading.folded[max(0, start - 60) : start])
