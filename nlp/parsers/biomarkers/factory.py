"""The biomarker parser: markers of the lexicon, each with the value that the text gives it."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.parsers.biomarkers.aberrations import judged
from nlp.parsers.biomarkers.adding import GAP, HORMONE, add_course, add_marker, add_table, use_of
from nlp.parsers.biomarkers.exons import named_exon
from nlp.parsers.biomarkers.families import with_siblings
from nlp.parsers.biomarkers.germline import sequenced
from nlp.parsers.biomarkers.microsatellites import microsatellite_value
from nlp.parsers.biomarkers.patterns import JOINER, LAST_JOINER
from nlp.parsers.biomarkers.receptors import names_receptors
from nlp.parsers.biomarkers.values import (
    MEASURED,
    Value,
    changed,
    negated_before,
    protein_change,
    value_after,
    value_before,
)  # fmt: skip
from nlp.text.reading import Reading

#: How far after a marker its value may stand, in characters.
REACH = 70
#: A marker whose own words hold the change: `BRAF V600E`.
_OWN_CHANGE = re.compile(r"(?:^|[ -])(?:[pP]\.)?([A-Z]\d{2,4}[A-Z])$")
_CHANGE_FOLLOWS = re.compile(r" (?:(?:mut(?:e|ee|ated|ant|ation)|exon \d\d?) )?(?:p\. ?)?")
__all__ = ["parse_biomarkers", "protein_change"]


def parse_biomarkers(reading: Reading) -> None:
    """Add the biomarker candidates of a reading; a marker without a value states nothing and is left out.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> reading = read_text("CD117 et DOG1 positifs, KIT non muté")
    >>> entries = [Entry("biomarker", t, code=c) for t, c in (("CD117", "KIT"), ("DOG1", "ANO1"), ("KIT", "KIT"))]
    >>> reading.matches = Trie(entries).find(reading); parse_biomarkers(reading)
    >>> [(c.code, c.value) for c in reading.candidates]
    [('KIT', 'positive'), ('ANO1', 'positive'), ('KIT', 'wild-type')]
    """
    markers = [
        m for m in reading.matches.get("biomarker", ()) if _language_fits(reading, m) and names_receptors(reading, m)
    ]
    markers = [m for n, m in enumerate(markers) if n == 0 or m.first >= markers[n - 1].last]
    markers = with_siblings(reading, _with_their_change(reading, markers))
    values = _own_values(reading, markers)
    _share_before(reading, markers, values)
    _share_after(reading, markers, values)
    for number, (marker, value) in enumerate(zip(markers, values, strict=True)):
        following = reading.starts[markers[number + 1].first] if number + 1 < len(markers) else len(reading.text)
        if use_of(marker) == "serum" and add_course(reading, marker, value, following):
            continue
        if value is not None:
            add_marker(reading, marker, value)
        elif use_of(marker) == "serum":
            add_table(reading, marker, markers)


def _language_fits(reading: Reading, match: Match) -> bool:
    entry = match.entry
    return (
        not entry.ctx or entry.code in HORMONE or entry.lang in ("*", reading.sentence(match.first).lang, reading.lang)
    )


def _with_their_change(reading: Reading, markers: list[Match]) -> list[Match]:
    """`BRAF V600E` is one marker where the lexicon knows the gene and the change apart."""
    kept: list[Match] = []
    for marker in markers:
        if kept and kept[-1].entry.code == marker.entry.code and _goes_on(reading, kept[-1], marker):
            marker = Match(kept.pop().first, marker.last, marker.entry)
        kept.append(marker)
    return kept


def _goes_on(reading: Reading, gene: Match, change: Match) -> bool:
    """`EGFR p.L858R`, `EGFR muté L858R`: nothing stands between but what says that a change follows."""
    between = reading.folded[reading.ends[gene.last - 1] : reading.starts[change.first]]
    return gene.last == change.first or ("valued" in change.entry.data and bool(_CHANGE_FOLLOWS.fullmatch(between)))


def _own_values(reading: Reading, markers: list[Match]) -> list[Value | None]:
    values: list[Value | None] = []
    for number, marker in enumerate(markers):
        start, end = reading.starts[marker.first], reading.ends[marker.last - 1]
        gap = GAP.match(reading.folded, end)
        blanks = gap.end() - end if gap else 0
        limit = min(end + blanks + REACH, max(reading.ends[reading.sentence(marker.first).last - 1], end))
        if number + 1 < len(markers):
            limit = min(limit, reading.starts[markers[number + 1].first])
        if use_of(marker) == "mmr":
            floor = max(0, start - 20)
            word = microsatellite_value(
                _negation(reading.folded, floor, start) + reading.folded[start:end], reading.folded[end : end + 15]
            )
            values.append(Value(word, end) if word else None)
        elif own := _OWN_CHANGE.search(reading.text[start:end]):
            values.append(changed(reading.text, reading.folded, end - len(own[1]), end))
        else:
            code, use = marker.entry.code, use_of(marker)
            value = value_after(reading.text, reading.folded, end, limit, code, use)
            value = value or named_exon(reading.folded, start, end, code)
            values.append(sequenced(reading, marker.first, code, use, value))
    return values


def _negation(folded: str, floor: int, start: int) -> str:
    return "pas d'" if negated_before(folded, start, floor) else ""


def _share_before(reading: Reading, markers: list[Match], values: list[Value | None]) -> None:
    """A value before the first marker of a list holds for the list, up to its `et` or `and`."""
    number = 0
    while number < len(markers):
        start = reading.starts[markers[number].first]
        floor = reading.starts[reading.sentence(markers[number].first).first]
        before = value_before(reading.folded, start, floor)
        own, end = values[number], reading.ends[markers[number].last - 1]
        if before is None or use_of(markers[number]) in ("mmr", "serum") or (own and before.text != "lost"):
            if before and own and use_of(markers[number]) not in ("mmr", "serum"):
                values[number] = judged(reading.folded, before, own, end)
            number += 1
            continue
        last = _list_end(reading, markers, number)
        found = judged(reading.folded, before, None, reading.ends[markers[last].last - 1])
        for member in range(number, last + 1):
            if values[member] is None or member == number:
                end = reading.ends[markers[member].last - 1]
                values[member] = found and Value(found.text, max(end, found.end) if member == last else end)
        number = last + 1


def _list_end(reading: Reading, markers: list[Match], number: int) -> int:
    while number + 1 < len(markers):
        between = _between(reading, markers[number], markers[number + 1])
        if not JOINER.fullmatch(between) or not between.strip() or ";" in between:
            return number
        number += 1
        if LAST_JOINER.search(between):
            return number
    return number


def _share_after(reading: Reading, markers: list[Match], values: list[Value | None]) -> None:
    """A value after the last marker of a list holds for those before it that have none."""
    for number in range(len(markers) - 2, -1, -1):
        following = values[number + 1]
        if (
            values[number] is not None
            or following is None
            or _only_measured(markers[number])
            or _only_measured(markers[number + 1])
        ):
            continue
        between = _between(reading, markers[number], markers[number + 1])
        shares = JOINER.fullmatch(between) and between.strip()
        words = following.text.isalpha() or (" " in following.text and not following.text[0].isdigit())
        if shares and words and not following.text.startswith("p.") and "mmr" not in (use_of(markers[number + 1]),):
            values[number] = Value(following.text, reading.ends[markers[number].last - 1])


def _only_measured(marker: Match) -> bool:
    """Whether a marker has numbers alone for values; some that blood is tested for are stained too."""
    return use_of(marker) == "serum" and marker.entry.code not in MEASURED


def _between(reading: Reading, left: Match, right: Match) -> str:
    return reading.folded[reading.ends[left.last - 1] : reading.starts[right.first]]
