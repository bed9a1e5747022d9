"""`Iode` alone: radioiodine in a report of a thyroid cancer, elsewhere contrast medium or an allergy."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_OTHER = re.compile(
    r"(?:contraste|allergi\w*|produit|injection|intoleran\w*|carence|charge|surcharge|scanner|tdm|desinfect\w*|betadine)"
    r"[^.;\n]{0,25}$"
)
_CANCER = re.compile(
    r"(?:cancer|carcinome|papillaire|vesiculaire|folliculaire|oncocytaire)[^.\n]{0,40}thyroid|thyroid\w*[^.\n]{0,30}carcino"
)
_NOT_IODINE = re.compile(r" ?(?:stable|urinaire|alimentaire|povidone)\b")


def is_radioiodine(reading: Reading, match: Match) -> bool:
    """True where a bare `iode` treats the thyroid.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Cancer de la thyroïde : iode en juin")
    >>> is_radioiodine(reading, Match(5, 6, Entry("drug", "iode")))
    True
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not reading.text[start:end].lower().endswith("e"):
        return False  # `iodé`, of contrast media
    beside = reading.folded[max(0, start - 40) : start]
    return (
        bool(_CANCER.search(reading.folded))
        and not _OTHER.search(beside)
        and not _NOT_IODINE.match(reading.folded, end)
    )
