"""Where a pattern may begin.

CPython's `re` tries a pattern that opens with a lookbehind or a word's bound at every character, one that opens with a
class of characters only where one of them stands, which is many times faster. So a pattern of the second kind names
the places, and the whole pattern is tried at those alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def matches_at(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `pattern.finditer(text)` yields, where the pattern matches at no other offsets than these, in order.

    >>> [match.group() for match in matches_at(re.compile(r"(?<!-)\\d\\d"), "12-34 567", [0, 3, 6, 7])]
    ['12', '56']
    """
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(text, place)):
            end = match.end()
            yield match
