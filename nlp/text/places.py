"""Where a pattern may begin in a text.

CPython's `re` tries a pattern that opens with a lookbehind, a word's bound or a group of words at every character, but
one that opens with a class of characters only where one of them stands, which is many times faster. So a pattern of
the second kind names the places, and the whole pattern is tried at those alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def beginnings(words: str, not_after: str = r"\w") -> re.Pattern[str]:
    """A pattern for the places at which one of some words begins, which may be the first letters of longer ones.

    Args:
        words: the words, with blanks between them.
        not_after: characters, written as in a class, that none of them stands after.

    >>> [match.start() for match in beginnings("le les du").finditer("le bilan du 3 : la dureté")]
    [0, 9, 19]
    """
    rests: dict[str, list[str]] = {}
    for word in words.split():
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    branches = "|".join(f"(?<={letter})(?:{'|'.join(ends)})" for letter, ends in rests.items())
    return re.compile(f"[{''.join(rests)}](?<![{not_after}].)(?={branches})")


def places_of(beginning: re.Pattern[str], text: str) -> list[int]:
    """The offsets at which a pattern matches.

    >>> places_of(beginnings("pT cT"), "pT2 ou cT3")
    [0, 7]
    """
    return [match.start() for match in beginning.finditer(text)]


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
