"""`RH-`, `HR-`: no hormone receptor of a breast tumour, elsewhere a rhesus group, a heart rate, a hazard ratio."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_BREAST = re.compile(r"\b(?:seins?|mammaires?|breast|her-?2|erbb2|mastectom|tumorectom|lumpectom)")
_BLOOD_GROUP = re.compile(r"(?:groupe?|group|rhesus|sanguin|\b[abo]|\bab)[ :,/-]*$")


def names_receptors(reading: Reading, match: Match) -> bool:
    """Whether a marker that may be the two letters of hormone receptors is meant as one.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon.entries import Entry
    >>> entry = Entry("biomarker", "RH", "fr", "ESR1", abbr=True, data={"both": "both"})
    >>> [names_receptors(read_text(text), Match(1, 2, entry)) for text in ("Sein RH-", "Groupe RH-, cancer du sein")]
    [True, False]
    """
    if not (match.entry.abbr and "both" in match.entry.data):
        return True
    start = reading.starts[match.first]
    spoken = match.entry.lang in (reading.sentence(match.first).lang, reading.lang)
    before = reading.folded[max(0, start - 20) : start]
    return spoken and bool(_BREAST.search(reading.folded)) and not _BLOOD_GROUP.search(before)
