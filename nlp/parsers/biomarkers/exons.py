"""A gene named with the exon where its mutations lie, and no more: `MET exon 14`, `GIST, KIT exon 11`."""

from __future__ import annotations

import re

from nlp.parsers.biomarkers.patterns import NOT_KNOWN, PENDING
from nlp.parsers.biomarkers.values import Value

#: Exons whose mention after the gene is that of their mutation.
_EXONS = {"MET": "14", "KIT": "9|11|13|17"}
#: `MET exon 14` and `METex14` are markers of their own in the lexicon.
_OWN_EXON = re.compile(r"(?<=[a-z])[ -]?ex(?:on)? ?\d+$")
_LOOKED_FOR = re.compile(
    r"(?:recherche|demand|test|panel|search|for|sequenc|statut|status|attente|pending)[^.;\n]{0,25}$"
)


def named_exon(folded: str, start: int, end: int, code: str) -> Value | None:
    """The mutation of an exon named behind a gene whose characters these are, at the end of its clause.

    >>> named_exon("gist, kit exon 11", 6, 9, "KIT").text
    'mutated'
    >>> named_exon("recherche de met exon 14", 13, 16, "MET") is None
    True
    """
    if code not in _EXONS or _LOOKED_FOR.search(folded[max(0, start - 40) : start]):
        return None
    if own := _OWN_EXON.search(folded[start:end]):
        end -= len(own[0])
    found = re.compile(rf"[ -]?ex(?:on)? ?(?:{_EXONS[code]})(?= ?(?:[,;.)\n]|$))").match(folded, end)
    if found is None or PENDING.match(folded, found.end()) or NOT_KNOWN.match(folded, found.end()):
        return None
    return Value("mutated", found.end())
