"""Finds terms however they are spelt: case, accents, hyphens, articles and plurals of French and English are folded.

A folded word loses its plural and its last vowels, so that `métastase`, `métastases`, `metastasis` and `metastases`
meet. It compares whole terms; finding terms inside a text is `nlp.lexicon`'s work. Pure: strings in, values out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

Value = TypeVar("Value")

_ARTICLES = frozenset(
    {"a", "an", "au", "aux", "d", "de", "des", "du", "l", "la", "le", "les", "of", "the", "un", "une"}
)
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NOT_IN_A_WORD = re.compile(r"[^0-9a-z+.µαβγ]+")


def fold(text: str) -> str:
    """Lower case without accents, ligatures and punctuation, words parted by one space.

    >>> fold("Cancer de l’Œsophage"), fold("PD-L1 (TPS)")
    ('cancer de l oesophage', 'pd l1 tps')
    """
    plain = text.lower()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", plain.translate(_LIGATURES))
        plain = "".join(character for character in apart if not unicodedata.combining(character)).lower()
    return _NOT_IN_A_WORD.sub(" ", plain).strip()


def key(text: str) -> str:
    """What two spellings of one term have in common: its folded words, without articles unless it holds nothing else.

    >>> key("Métastases de l'os") == key("metastasis os"), key("ganglions cervicaux")
    (True, 'ganglion cervical')
    """
    words = fold(text).split()
    return " ".join([_stem(word) for word in words if word not in _ARTICLES] or words)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("aux"):
        return word[:-3] + "al"
    return re.sub(r"[eiy]+$", "", re.sub(r"[sx]$", "", word)) or word


class TermIndex(Generic[Value]):
    """Terms and what they stand for, found by `key`.

    >>> index = TermIndex([("cancer du poumon", "lung"), ("lung cancer", "lung"), ("lymphome", "lymphoma")])
    >>> index.find("Cancers du poumon"), index.find("cancer"), index.near("limphomes")
    (('lung',), (), ('lymphome',))
    """

    def __init__(self, pairs: Iterable[tuple[str, Value]]) -> None:
        self._values: dict[str, dict[Value, None]] = {}
        self._terms: dict[str, str] = {}
        for term, value in pairs:
            folded = key(term)
            self._values.setdefault(folded, {})[value] = None
            self._terms.setdefault(folded, term)

    def __len__(self) -> int:
        return len(self._terms)

    def find(self, term: str) -> tuple[Value, ...]:
        """All that a term stands for, in the order of the pairs; empty where it is unknown."""
        return tuple(self._values.get(key(term), ()))

    def near(self, term: str, count: int = 5, cutoff: float = 0.75) -> tuple[str, ...]:
        """Known terms spelt much like this one, the nearest first (Ratcliff-Obershelp similarity of the keys)."""
        return tuple(known for _, known in self.nearest(term, count, cutoff))

    def nearest(self, term: str, count: int = 5, cutoff: float = 0.75) -> list[tuple[float, str]]:
        """The nearest terms with their similarity; one that holds all the words asked counts as near."""
        matcher, words = SequenceMatcher(autojunk=False), set(key(term)[:80].split())
        matcher.set_seq2(key(term)[:80])
        scored: list[tuple[float, str]] = []
        for folded, known in self._terms.items():
            matcher.set_seq1(folded)
            if words and words <= set(folded.split()):
                scored.append((max(cutoff, matcher.ratio()), known))
            elif matcher.real_quick_ratio() >= cutoff and matcher.quick_ratio() >= cutoff:
                scored.append((matcher.ratio(), known))
        near = [pair for pair in scored if pair[0] >= cutoff]
        return sorted(near, key=lambda pair: (-pair[0], len(pair[1]), pair[1]))[:count]
