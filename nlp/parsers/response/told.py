"""A response whose category stands alone behind the word: `Best response: complete`, `réponse nodale : partielle`."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CATEGORIES = {"complet": "CR", "partial": "PR", "partiel": "PR", "stab": "SD", "progress": "PD"}
_TOLD = re.compile(
    r"(?<![a-z])(?:response|reponse)s?\b(?P<to>[^.;:=\n]{0,30}?)"
    r"(?: ?[:=] ?| [-–] | (?:was|is|has been|est|etait|reste|restait|remains) )"
    r"(?:(?:a|une|only|seulement|good|very good) )?"
    r"(?P<category>complete|partial|partielle|(?<=[:=] )stable|progressi(?:on|ve))(?![a-z-])"
    r"(?= ?(?:[.,;:)(\n]|$| (?:response|reponse|in|en|at|a|au|on|with|avec|et|and|after|apres)\b))"
)

#: Responses that are no tumour's, by a word of the same phrase.
_ANOTHER = re.compile(
    r"vaccin|antalg|analges|immune\b|ventric|cortico|steroid|dexameth|prednis|antibio|metoclop|antiemet|glycem|tension"
    r"|serolog|plaquett|platelet|transfus|volem|fluid|diuret|emotion"
)


def told_responses(folded: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and category of each response that one word behind `response` tells.

    >>> text = "best response in first line: partial. reponse : complete"
    >>> [(text[start:end], value) for start, end, value in told_responses(text)]
    [('partial', 'PR'), ('complete', 'CR')]
    """
    for match in _TOLD.finditer(folded):
        if _ANOTHER.search(folded, max(0, match.start() - 15), match.start("category")):
            continue
        value = next(value for begins, value in _CATEGORIES.items() if match["category"].startswith(begins))
        yield *match.span("category"), value
