"""Cuts a very long text into windows at line ends, so that coding takes time in proportion to its length.

Reports are a few thousand characters long and are coded whole. What is longer than `WINDOW` (a whole record printed
to one file) is coded window by window; the coder's document-wide rules then look no further than a window.
"""

from __future__ import annotations

from collections.abc import Iterator

#: Longest text that is coded as one, in characters.
WINDOW = 50_000


def windows(text: str, longest: int = WINDOW) -> Iterator[tuple[int, str]]:
    """Start and text of each window; together they are the text.

    A window ends after its last blank line, else after its last line or space, else where it must.

    >>> list(windows("ab cd ef", longest=4))
    [(0, 'ab '), (3, 'cd '), (6, 'ef')]
    """
    start = 0
    while len(text) - start > longest:
        end = _last_break(text, start, start + longest)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _last_break(text: str, start: int, limit: int) -> int:
    for separator in ("\n\n", "\n", " "):
        found = text.rfind(separator, start + 1, limit)
        if found > start:
            return found + len(separator)
    return limit
