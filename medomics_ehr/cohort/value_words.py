"""Values in words at the end of a term: `EGFR mutated`, `ALK positif`, `HER2 amplified`. English and French."""

from __future__ import annotations

import re

from medomics_ehr.cohort.definition import TextValue
from medomics_ehr.terminology.matcher import fold

#: Folded words, the values that findings write for them, and how other such values begin.
VALUE_WORDS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (r"mutated|mutation|mutant|mutee?|\+ mutation", ("mutated",), ("p.", "exon")),
    (r"positive?|positif|\+", ("positive", "3+"), ()),
    (r"negative?|negatif|-", ("negative",), ()),
    (r"equivocal|equivoque", ("equivocal", "2+"), ()),
    (r"wild[- ]type|sauvage|wt|non mutee?|not mutated", ("wild-type",), ()),
    (r"amplified|amplification|amplifiee?", ("amplified",), ()),
    (r"not amplified|non amplifiee?", ("not amplified",), ()),
    (r"rearranged|rearrangement|rearrangee?|fusion|translocation", ("rearranged",), ()),
    (r"high|unstable|instable", ("MSI-H", "high"), ()),
    (r"stable", ("MSS", "stable"), ()),
)


def with_value_word(phrase: str) -> tuple[str, TextValue | None]:
    """A term without the value that ends it, and that value.

    >>> with_value_word("EGFR muté")
    ('EGFR', TextValue(values=('mutated',), prefixes=('p.', 'exon')))
    >>> with_value_word("lung cancer")
    ('lung cancer', None)
    """
    words = phrase.split()
    for length in (2, 1):
        ending = fold(" ".join(words[-length:])) or " ".join(words[-length:])
        for pattern, values, prefixes in VALUE_WORDS:
            if len(words) > length and re.fullmatch(pattern, ending):
                return " ".join(words[:-length]), TextValue(values, prefixes)
    return phrase, None
