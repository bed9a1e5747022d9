"""Words of a report that look like a disease and that no rule has taken: what is worth the encoder's time.

A trigger (`syndrome`, `insuffisance`, a word in -ite, -pathy …) opens windows of a few words around it; the window
that lies nearest to a known name, by n-grams, is the one that is linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.text.reading import Reading

_TRIGGER_WORDS = frozenset({
    "maladie", "syndrome", "insuffisance", "infection", "trouble", "deficit", "stenose", "fracture", "hernie",
    "ulcere", "lithiase", "malformation", "disease", "disorder", "failure", "deficiency", "insufficiency", "hernia",
    "ulcer", "palsy",
})  # fmt: skip
_TRIGGER_ENDINGS = re.compile(
    r".{3,}(?:ite|itis|oses?|osis|pathie|pathy|plasie|plasia|penie|penia|trophie|trophy|lithiase|lithiasis|sclerose|"
    r"sclerosis|thyroidie|thyroidism|emie|aemia|emia|plegie|plegia|parese|stenosis|ectasie|ectasis|philie|philia|"
    r"rragie|rrhage|arthrose|cele|graine|lepsie|lepsy|tension)s?$"
)
#: Words in these endings that are no disease, or that the rules have decided to leave.
_NOT_TRIGGERS = frozenset({
    "dose", "doses", "diagnose", "prose", "pose", "propose", "expose", "suppose", "impose", "repose", "metastase",
    "metastases", "metastasis", "glucose", "close", "nose", "purpose", "lose", "those", "whose", "choose", "visite",
    "site", "petite", "suite", "limite", "reussite", "ensuite", "favorite", "write", "quite", "despite", "white",
    "invite", "opposite", "finite", "composite", "appetite", "parite", "cite", "extension", "tension", "intention",
    "attention", "retention", "chimie", "academie", "anatomie", "alcoolemie", "glycemie", "kaliemie", "natremie",
    "calcemie", "creatininemie", "uremie", "volemie", "academia", "prognosis", "diagnosis", "therapie", "sympathie",
    "biopsie", "autopsie", "colonoscopie",
})  # fmt: skip
_STOP = re.compile(
    r"^(?:[.,;:()\[\]/+*\n]|\d.*|et|ou|and|or|avec|with|sans|without|sous|on|par|by|pour|for|depuis|since|est|is|was|a|en|in|traitee?s?|treated|connue?|known|dans|chez|lors|ayant|qui|que|dont)$"
)
#: `ulcéré`, `comité`, `toxicité`: folding takes off the accent that tells them from a disease.
_PARTICIPLE = re.compile(r"[éÉ]([eE]?[sS]?)$")
_MAX_RIGHT, _MAX_LEFT = 4, 2


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens `first` to `last` (exclusive) around a trigger."""

    first: int
    last: int


def missed_windows(reading: Reading) -> Iterator[list[Window]]:
    """For each trigger outside all candidates, the windows of two words or more that hold it, widest first.

    A single word that no lexicon knows says too little to be linked.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Polyarthrite rhumatoïde sous méthotrexate.")
    >>> [[reading.slice(w.first, w.last) for w in windows] for windows in missed_windows(reading)]
    [['Polyarthrite rhumatoïde']]
    """
    taken = {token for c in reading.candidates for token in range(c.first, c.last)}
    for token, word in enumerate(reading.words):
        if token not in taken and is_trigger(word) and not _PARTICIPLE.search(reading.slice(token, token + 1)):
            yield list(_windows(reading, token, taken))


def is_trigger(word: str) -> bool:
    """Whether a folded word by itself suggests a disease.

    >>> is_trigger("thyroidite"), is_trigger("dose"), is_trigger("syndrome")
    (True, False, True)
    """
    return word in _TRIGGER_WORDS or (word not in _NOT_TRIGGERS and bool(_TRIGGER_ENDINGS.match(word)))


def _windows(reading: Reading, token: int, taken: set[int]) -> Iterator[Window]:
    sentence = reading.sentence(token)
    right = token + 1
    while right < min(sentence.last, token + 1 + _MAX_RIGHT) and _joins(reading, right, taken):
        right += 1
    left = token
    if sentence.lang == "en":
        while left > max(sentence.first, token - _MAX_LEFT) and _joins(reading, left - 1, taken):
            left -= 1
    pairs = [(first, last) for first in range(left, token + 1) for last in range(token + 1, right + 1)]
    spans = [(first, last) for first, last in pairs if last - first > 1]
    for first, last in sorted(spans, key=lambda s: s[0] - s[1]):
        if reading.words[last - 1] not in ("de", "du", "des", "la", "le", "les", "l'", "d'", "of", "the"):
            yield Window(first, last)


def _joins(reading: Reading, token: int, taken: set[int]) -> bool:
    return token not in taken and not _STOP.match(reading.words[token])
