"""The normaliser: case, accents, ligatures and inflection taken off, offsets kept.

`fold` keeps the length of the text, so a match in the folded text slices the source. `stem` works on one word and
may change its length: it is only used to compare words with the lexicon.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_PUNCTUATION = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "•": "*", "·": "*", "◦": "*", "▪": "*", "●": "*",
    "→": ">", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "µ": "u", "μ": "u", "²": "2", "³": "3",
}  # fmt: skip


def _fold_character(character: str) -> str:
    replaced = _PUNCTUATION.get(character)
    if replaced:
        return replaced
    base = unicodedata.normalize("NFKD", character)[0]
    lowered = base.lower()
    return lowered if len(lowered) == 1 else base


_FOLDED = {code: _fold_character(chr(code)) for code in (*range(0x80, 0x250), *range(0x1E00, 0x1F00))}
_FOLDED |= {ord(mark): plain for mark, plain in _PUNCTUATION.items()}
_FOLDED |= {code: chr(code).lower() for code in range(0x41, 0x5B)}
_LIGATURES = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff"}


def fold(text: str) -> str:
    """The text in lower case and without accents, character for character.

    >>> fold("MÉTASTASE pulmonaire – œdème")
    'metastase pulmonaire - œdeme'
    """
    return text.translate(_FOLDED)


@lru_cache(maxsize=200_000)
def fold_word(word: str) -> str:
    """One word folded, with ligatures opened and combining marks removed; its length may change.

    >>> fold_word("Cœlioscopie")
    'coelioscopie'
    """
    for ligature, letters in _LIGATURES.items():
        if ligature in word:
            word = word.replace(ligature, letters)
    folded = word.translate(_FOLDED)
    return folded if folded.isascii() else "".join(c for c in folded if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """A light stem that French and English plurals, feminines and -osis/-ose pairs share.

    It is meant to join spellings of one term, not to find roots: words of three letters or fewer stay as they are.

    >>> [stem(w) for w in ("cérébrale", "cérébraux", "métastases", "metastasis", "osseuses", "biopsies", "biopsy")]
    ['cerebral', 'cerebral', 'metastas', 'metastas', 'osseu', 'biopsi', 'biopsi']
    """
    word = fold_word(word)
    if len(word) <= 3 or not word.isalpha():
        return word
    return _feminine(_plural(word))


def _plural(word: str) -> str:
    if word.endswith("sis") and len(word) > 5:
        return word[:-2]
    if word.endswith("eaux") or word.endswith("eux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 4:
        return word[:-2] + "l"
    if word.endswith("ies") and len(word) > 4:
        return word[:-2]
    if (word[-1] == "s" and word[-2] != "s") or (word[-1] == "x" and len(word) > 4):  # `flux` is no plural of `flu`
        return word[:-1]
    return word


def _feminine(word: str) -> str:
    if word[-1] == "y":
        return word[:-1] + "i"
    if word[-1] == "e" and len(word) > 4:
        word = word[:-1]
        if word.endswith("iv"):
            return word[:-1] + "f"
        if word.endswith("eus"):
            return word[:-1]
        if word[-3:] in ("enn", "ell", "ett"):
            return word[:-1]
    return word
