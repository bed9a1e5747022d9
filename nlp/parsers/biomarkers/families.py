"""Genes of one family named at once: `BRCA1/2`, `IDH1/2`, `NTRK1/2/3`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

#: Symbol of the first gene to the figures of those that may follow it (HGNC).
_FAMILIES = {"BRCA1": "2", "IDH1": "2", "NTRK1": "23", "FGFR1": "234", "FGFR2": "3", "TSC1": "2", "MAP2K1": "2"}
#: Key of an entry's data that holds the further genes of its words.
SIBLINGS = "siblings"


def with_siblings(reading: Reading, markers: Iterable[Match]) -> list[Match]:
    """The markers, each with the figures behind it that name further genes of its family.

    >>> from nlp.lexicon.entries import Entry
    >>> reading = Reading.of("BRCA1/2 negative")
    >>> [match] = with_siblings(reading, [Match(0, 2, Entry("biomarker", "BRCA1", code="BRCA1"))])
    >>> match.last, match.entry.data[SIBLINGS]
    (4, 'BRCA2')
    """
    return [_extended(reading, marker) for marker in markers]


def _extended(reading: Reading, marker: Match) -> Match:
    if "both" in marker.entry.data:  # `récepteurs hormonaux négatifs`: oestrogen's and progesterone's.
        return Match(marker.first, marker.last, replace(marker.entry, data={**marker.entry.data, SIBLINGS: "PGR"}))
    figures, last, found = _FAMILIES.get(marker.entry.code, ""), marker.last, []
    while last + 1 < len(reading) and reading.words[last] in ("/", "-") and reading.words[last + 1] in tuple(figures):
        found.append(marker.entry.code[:-1] + reading.words[last + 1])
        last += 2
    if not found:
        return marker
    entry = replace(marker.entry, data={**marker.entry.data, SIBLINGS: " ".join(found)})
    return Match(marker.first, last, entry)
