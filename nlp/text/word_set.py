"""Sets of words written as a line of text, the way the cue and pattern files list them."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text as a set.

    >>> sorted(word_set("de du des"))
    ['de', 'des', 'du']
    """
    return frozenset(text.split())
