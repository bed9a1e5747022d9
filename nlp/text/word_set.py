"""Sets of words written as a line of text, the way the cue and pattern files list them."""

from __future__ import annotations

from collections.abc import Iterable


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set.

    >>> sorted(word_set("de du des"))
    ['de', 'des', 'du']
    """
    return frozenset(text.split())


def holds_any(text: str, parts: Iterable[str]) -> bool:
    """Whether a text holds one of some strings: a cheap test before a pattern that needs one of them.

    >>> holds_any("vu hier", ["hier", "demain"])
    True
    """
    return any(part in text for part in parts)
