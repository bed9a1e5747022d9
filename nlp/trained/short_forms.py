"""Short forms that a report itself explains: `carcinoma urotelial papilar (CUP)` (Schwartz and Hearst, PSB 2003)."""

from __future__ import annotations

import re
from collections.abc import Mapping

_IN_BRACKETS = re.compile(r"\(\s*([^\W\d_][\w/-]{1,9})\s*\)")
_WORD = re.compile(r"[^\W_]+")
#: A long form is looked for in so many characters before its short form.
_REACH = 200


def long_forms(text: str) -> dict[str, str]:
    """Short forms of a text with the words that they stand for; the first explanation counts.

    >>> long_forms("Se diagnostica carcinoma urotelial papilar (CUP) de bajo grado. El CUP recidiva.")
    {'CUP': 'carcinoma urotelial papilar'}
    """
    found: dict[str, str] = {}
    for match in _IN_BRACKETS.finditer(text):
        short = match.group(1)
        before = text[max(0, match.start() - _REACH) : match.start()].rpartition("\n")[2]
        if sum(letter.isupper() for letter in short) > 1 and (long := _explained(short, before)):
            found.setdefault(short, long)
    return found


def spelled_out(words: str, forms: Mapping[str, str]) -> str:
    """A mention with its short forms as the report explains them; one in brackets, beside its long form, is left out.

    >>> spelled_out("CUP de alto grado", {"CUP": "carcinoma urotelial papilar"})
    'carcinoma urotelial papilar de alto grado'
    >>> spelled_out("carcinoma urotelial (CU) G3", {"CU": "carcinoma urotelial"})
    'carcinoma urotelial G3'
    """
    for short, long in forms.items():
        if short in words:
            name = rf"(?<!\w){re.escape(short)}(?!\w)"
            words = re.sub(rf"(?<=\w)\s*\(\s*{name}\s*\)", "", words)
            words = re.sub(name, lambda _: long, words)  # noqa: B023 - called at once
    return words


def _explained(short: str, before: str) -> str:
    """The shortest end of `before` that holds the letters of a short form in order, the first of them at its start."""
    limit = min(len(short) + 5, 2 * len(short))
    starts = [match.start() for match in _WORD.finditer(before)][-limit:]
    letters = [letter.lower() for letter in short if letter.isalnum()]
    for start in reversed(starts):
        tail = before[start:].lower()
        if tail[0] == letters[0] and _holds(tail, letters):
            return before[start:].strip()
    return ""


def _holds(words: str, letters: list[str]) -> bool:
    """Whether a text of several words holds all letters in order."""
    place = iter(words)
    return len(_WORD.findall(words)) > 1 and all(letter in place for letter in letters)
