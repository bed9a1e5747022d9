"""Stage groups without the word `stage`: behind TNM (`cT4a N2c M0, IVA`) or a cancer's name (`mélanome IIIC`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A group in capitals; what follows may make it a regimen (`IVA x4`), a class or a part of a word.
_GROUP = re.compile(
    r"I(?<![A-Za-z\d]I)(?:V|I{0,2})(?P<letter>[A-C][1-3]?)?"
    r"(?![A-Za-z\d/+]|-[A-Za-z\d]|[.,]\d| ?(?:[x×] ?)?\d| (?:cures?|cycles?)\b)"
)
#: How far before a group what tells of it may begin, in characters.
_REACH = 60
_TNM = re.compile(
    r"(?<![e-wyz])[nm](?:[0-3x][a-d]?|\+)(?:\((?:sn|mi|i[+-])\))?(?P<apart> ?[,;:=/–-] ?| ?\(| soit | donc | )$"
)
#: A tumour's name with no more than its site behind it; `lymph node IIA` is a level of the neck.
_TUMOUR = re.compile(
    r"(?<![a-z])(?:melanom\w*|cancers?|carcinom\w*|adenocarcinom\w*|cbnpc|nsclc|cbpc|sclc|adk|seminom\w*|hodgkin)"
    r"(?: (?!ganglion|level|node|adenop|segment|niveau|groupe|secteur|curage|fontaine)[a-z'-]+){0,3}(?:,? | ?\()$"
)
_NEGATIVE_NODES = re.compile(r"(?<![a-z])(?:ganglions? negatifs?|nodes? negative|node-negative) ?\($")
_ENDS = re.compile(r" ?(?:[.,;()\n]|$)")
_AT_FIRST = re.compile(r" (?:d'emblee|de novo|at diagnosis|at presentation|au diagnostic)\b")


def bare_groups(text: str, folded: str) -> Iterator[tuple[int, int]]:
    """Where a stage group in capitals stands without the word for it.

    >>> text = "cT4a N2c M0, IVA. IVA, 9 cures."
    >>> [text[slice(*span)] for span in bare_groups(text, text.lower())]
    ['IVA']
    """
    for match in _GROUP.finditer(text):
        if _is_told(folded, match):
            yield match.span()


def _is_told(folded: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = folded[max(0, start - _REACH) : start]
    ends = bool(_ENDS.match(folded, end))
    if re.fullmatch(r"i[abc]", folded[start:end]):  # An aromatase inhibitor or a failing heart in French.
        tnm = _TNM.search(before)
        return ends and tnm is not None and tnm["apart"] not in (" ", ", ", "; ")
    if tnm := _TNM.search(before):
        if match["letter"]:
            return ends or tnm["apart"] != " "
        return ends and end - start > 1 and tnm["apart"] != " "  # `M0 - I discussed`, `N0 IV fluids`
    if match["letter"] and (_TUMOUR.search(before) or _NEGATIVE_NODES.search(before)):
        return True
    return before.endswith(", ") and end - start > 1 and bool(_AT_FIRST.match(folded, end))
