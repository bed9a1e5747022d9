"""Tokens and sentences of any language's text, with their offsets: what the tagger reads, in training and after."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]+|\d+|\S")
_LONGEST_SENTENCE = 150
_REPEATED = re.compile(r"(.)\1{2,}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign, where it lies (end exclusive), and as it is compared."""

    start: int
    end: int
    word: str
    folded: str


def tokens_of(text: str) -> list[Token]:
    """All tokens of a text.

    >>> [token.folded for token in tokens_of("Cáncer pT2a.")]
    ['cancer', 'pt', '2', 'a', '.']
    """
    return [Token(m.start(), m.end(), m.group(), fold(m.group())) for m in _TOKEN.finditer(text)]


def sentences_of(text: str) -> list[list[Token]]:
    """Tokens by sentence: cut at blank lines, after a stop before a capital, and where a sentence grows too long.

    >>> [[token.word for token in sentence] for sentence in sentences_of("Hay un tumor. No crece")]
    [['Hay', 'un', 'tumor', '.'], ['No', 'crece']]
    """
    sentences: list[list[Token]] = []
    current: list[Token] = []
    for token in tokens_of(text):
        if current and _begins_sentence(text, current, token):
            sentences.append(current)
            current = []
        current.append(token)
    return [*sentences, current] if current else sentences


def _begins_sentence(text: str, current: list[Token], token: Token) -> bool:
    last = current[-1]
    if len(current) >= _LONGEST_SENTENCE or "\n\n" in text[last.end : token.start]:
        return True
    return last.word in ".?!;" and token.word[:1].isupper() and len(current) > 2


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """Lower case, without accents.

    >>> fold("Étendu")
    'etendu'
    """
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def shape(word: str) -> str:
    """Capitals, small letters and digits as X, x and d, runs cut to two.

    >>> shape("HER"), shape("Carcinoma"), shape("12")
    ('XX', 'Xxx', 'dd')
    """
    kinds = ("X" if c.isupper() else "x" if c.islower() else "d" if c.isdigit() else c for c in word)
    return _REPEATED.sub(r"\1\1", "".join(kinds))
