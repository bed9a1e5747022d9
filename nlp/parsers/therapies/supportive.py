"""`Soins de support :` over a list of drugs: a heading, not the decision for palliative care."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_SUPPORTIVE = re.compile(r"(?:soins|traitements?) de support|supportive (?:care|treatment|medications?)")
#: What may stand between the heading's words and its colon: `Soins de support, sans date :`.
_COLON = re.compile(r"(?:,? [a-z' ]{0,25}| ?\([^)\n]{0,25}\))? ?:\s*|[ \t]*\n[ \t]*[-*•–]?[ \t]*")


def heads_drugs(reading: Reading, match: Match) -> bool:
    """Whether words of supportive care are the heading of the drugs that follow.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> entries = [Entry("treatment", "soins de support"), Entry("drug", "ondansétron")]
    >>> for text in ("Soins de support : ondansétron", "Soins de support dès lundi, ondansétron"):
    ...     reading = read_text(text); reading.matches = Trie(entries).find(reading)
    ...     print(heads_drugs(reading, reading.matches["treatment"][0]))
    True
    False
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not _SUPPORTIVE.fullmatch(reading.folded, start, end):
        return False
    colon = _COLON.match(reading.folded, end)
    return colon is not None and any(
        reading.starts[drug.first] == colon.end() for drug in reading.matches.get("drug", ())
    )
