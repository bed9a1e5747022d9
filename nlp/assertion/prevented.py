"""Cancers that are to be prevented: the person has none. `Breast cancer prevention`, `prévention du cancer du sein`.

What a cancer's patient may get (`febrile neutropenia precautions`) stays possible.
"""

from __future__ import annotations

import re

from nlp.assertion.scope import Scope
from nlp.candidates import Candidate
from nlp.text.reading import Reading

_PREVENTION = ("prophyla", "preven")
#: ICD-10 chapter II, and the histologies of ICD-O.
_NEOPLASM = re.compile(r"[CD]\d|\d{4}/\d")
_ARTICLES = frozenset(["de", "du", "des", "d", "'", "l", "la", "le", "les", "of", "a", "an", "the", "un", "une"])
#: What is prevented is then a course of the cancer that is there.
_ITS_COURSE = ("recur", "recidiv", "relaps", "rechut", "progress", "metasta", "compli")
#: What may follow `breast cancer prophylaxis` where that is one noun.
_MEANS = frozenset(["with", "by", "using", "in", "for", "advice", "par", "avec", "chez", "pour"])


def is_prevented(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """Whether the cue of a scope says that a cancer right beside it is to be prevented.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Prevention of breast cancer.")
    >>> cancer = Candidate(2, 4, "diagnosis", "C50.9")
    >>> is_prevented(reading, cancer, Scope("possible", 2, 4, 0, 2, False))
    True
    """
    words = reading.words
    if not any(word.startswith(_PREVENTION) for word in words[scope.cue : scope.cue_end]):
        return False
    code = candidate.code or ""
    if not _NEOPLASM.match(code) or (code[0] == "D" and code > "D49") or candidate.role in ("recurrence", "metastasis"):
        return False
    if not scope.after:
        following = words[candidate.last : candidate.last + 1]
        return _ARTICLES.issuperset(words[scope.cue_end : candidate.first]) and not _begins(following, _ITS_COURSE)
    following = words[scope.cue_end : scope.cue_end + 1]
    ends = not following or not following[0][0].isalnum() or following[0] in _MEANS
    return scope.cue == candidate.last and (ends or not reading.same_line(scope.cue, scope.cue_end))


def _begins(words: list[str], stems: tuple[str, ...]) -> bool:
    return any(word.startswith(stems) for word in words)
