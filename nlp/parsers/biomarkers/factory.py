"""The biomarker parser: markers of the lexicon, each with the value that the text gives it."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.biomarkers.aberrations import judged
from nlp.parsers.biomarkers.courses import course_after
from nlp.parsers.biomarkers.exons import named_exon
from nlp.parsers.biomarkers.families import SIBLINGS, with_siblings
from nlp.parsers.biomarkers.germline import sequenced
from nlp.parsers.biomarkers.microsatellites import microsatellite_value
from nlp.parsers.biomarkers.patterns import JOINER, LAST_JOINER, NUMBER_UNIT
from nlp.parsers.biomarkers.receptors import names_receptors
from nlp.parsers.biomarkers.series import further_values
from nlp.parsers.biomarkers.tables import columns_of_line, further_columns, rows_of_table
from nlp.parsers.biomarkers.values import (
    MEASURED,
    Value,
    changed,
    negated_before,
    number_with_unit,
    protein_change,
    settle,
    value_after,
    value_before,
)  # fmt: skip
from nlp.text.reading import Reading

USES = ("gene", "ihc", "serum", "mmr")
#: How far after a marker its value may stand, in characters.
REACH = 70
#: The blank between the columns of a table, which counts for nothing.
_GAP = re.compile(r"[ \t]{2,}")
#: A marker whose own words hold the change: `BRAF V600E`.
_OWN_CHANGE = re.compile(r"(?:^|[ -])(?:[pP]\.)?([A-Z]\d{2,4}[A-Z])$")
_CHANGE_FOLLOWS = re.compile(r" (?:(?:mut(?:e|ee|ated|ant|ation)|exon \d\d?) )?(?:p\. ?)?")
_HORMONE = frozenset(["ESR1", "PGR"])
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
        if _use(marker) == "serum" and _add_course(reading, marker, value, following):
            continue
        if value is not None:
            _add(reading, marker, value)
        elif _use(marker) == "serum":
            _table_below(reading, marker, markers)


def _language_fits(reading: Reading, match: Match) -> bool:
    entry = match.entry
    return (
        not entry.ctx or entry.code in _HORMONE or entry.lang in ("*", reading.sentence(match.first).lang, reading.lang)
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


def _use(match: Match) -> str:
    use = next((use for use in USES if use in match.entry.data), "gene")
    return "ihc" if use == "mmr" and match.entry.code != "MSI" else use


def _own_values(reading: Reading, markers: list[Match]) -> list[Value | None]:
    values: list[Value | None] = []
    for number, marker in enumerate(markers):
        start, end = reading.starts[marker.first], reading.ends[marker.last - 1]
        gap = _GAP.match(reading.folded, end)
        blanks = gap.end() - end if gap else 0
        limit = min(end + blanks + REACH, max(reading.ends[reading.sentence(marker.first).last - 1], end))
        if number + 1 < len(markers):
            limit = min(limit, reading.starts[markers[number + 1].first])
        if _use(marker) == "mmr":
            floor = max(0, start - 20)
            word = microsatellite_value(
                _negation(reading.folded, floor, start) + reading.folded[start:end], reading.folded[end : end + 15]
            )
            values.append(Value(word, end) if word else None)
        elif own := _OWN_CHANGE.search(reading.text[start:end]):
            values.append(changed(reading.text, reading.folded, end - len(own[1]), end))
        else:
            code, use = marker.entry.code, _use(marker)
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
        if before is None or _use(markers[number]) in ("mmr", "serum") or (own and before.text != "lost"):
            if before and own and _use(markers[number]) not in ("mmr", "serum"):
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
        if shares and words and not following.text.startswith("p.") and "mmr" not in (_use(markers[number + 1]),):
            values[number] = Value(following.text, reading.ends[markers[number].last - 1])


def _only_measured(marker: Match) -> bool:
    """Whether a marker has numbers alone for values; some that blood is tested for are stained too."""
    return _use(marker) == "serum" and marker.entry.code not in MEASURED


def _between(reading: Reading, left: Match, right: Match) -> str:
    return reading.folded[reading.ends[left.last - 1] : reading.starts[right.first]]


def _add(reading: Reading, marker: Match, value: Value, alone: bool = True) -> None:
    entry, use = marker.entry, _use(marker)
    start, end = reading.starts[marker.first], reading.ends[marker.last - 1]
    if entry.ctx and entry.code in _HORMONE and not _is_receptor_value(value.text):
        return
    floor = reading.starts[reading.sentence(marker.first).first]
    text = settle(value.text, entry.code, use, negated_before(reading.folded, start, floor))
    if entry.abbr and "both" in entry.data and text != "negative":
        return  # `RH+` says of neither receptor that it is there.
    last = max(marker.last, reading.tokens_of(start, max(end, value.end))[1])
    for code in (entry.code, *entry.data.get(SIBLINGS, "").split()):
        reading.candidates.append(
            Candidate(
                marker.first, last, "biomarker", code, text, rule="parser:biomarker", prior=0.8 if entry.ctx else 0.92
            )
        )
    if entry.code == "ERBB2" and text == "2+":
        _amplified_by_fish(reading, max(end, value.end))
    if alone and (use == "serum" or entry.code in MEASURED):
        _further_values(reading, entry.code, text, max(end, value.end))
    elif use not in ("mmr", "serum"):
        _further_columns(reading, marker, max(end, value.end))


#: `HER2 2+, FISH non amplifiée`: the test of the gene, told behind its stain without its name.
_FISH = re.compile(
    r"[ ,;:.(/\n-]{1,3}(?:avec |et |and |with |une |soit )?"
    r"(?P<test>(?:fish|s?ish|cish|dish|his)(?: ?:| was| is| est)? ?"
    r"(?:(?P<no>non[ -]amplifiee?|not[ -]amplified|non[ -]amplified|unamplified|negati(?:ve?|f)|neg)"
    r"|amplifiee?|amplified|positive?))(?![a-z])"
)


def _amplified_by_fish(reading: Reading, end: int) -> None:
    if found := _FISH.match(reading.folded, end):
        value = "not amplified" if found["no"] else "amplified"
        _add_value(reading, "ERBB2", value, *found.span("test"), "")


def _further_columns(reading: Reading, marker: Match, end: int) -> None:
    code, use = marker.entry.code, _use(marker)
    following = (reading.starts[m.first] for m in reading.matches.get("biomarker", ()))
    stop = next((start for start in following if start >= end), len(reading.text))
    for value, start in further_columns(reading, code, use, end, stop):
        _add_value(reading, code, settle(value.text, code, use, negated=False), start, value.end)


def _is_receptor_value(text: str) -> bool:
    return text.endswith("%") or text in ("positive", "negative", "0", "1+", "2+", "3+", "lost", "retained")


def _add_course(reading: Reading, marker: Match, value: Value | None, following: int) -> bool:
    """Add the values of a marker's course, unless its own value has its unit; whether there was one."""
    if value is not None and not value.text.replace(".", "").isdigit():
        return False
    end = reading.ends[marker.last - 1]
    if _GAP.match(reading.folded, end):
        return False  # A column of a table.
    line_end = reading.folded.find("\n", end)
    limit = min(
        following, reading.ends[reading.sentence(marker.first).last - 1], line_end if line_end > 0 else following
    )
    course = course_after(reading.text, reading.folded, end, limit)
    if course is None or (value is not None and len(course.values) < 2 and not _is_year(value.text)):
        return value is not None and _is_year(value.text)
    text, _, last = course.values[0]
    _add(reading, marker, Value(text, last), alone=False)
    for text, first, last in course.values[1:]:
        _add_value(reading, marker.entry.code, text, first, last, "earlier")
    return True


def _is_year(text: str) -> bool:
    return text.isdigit() and 1990 <= int(text) <= 2099


def _further_values(reading: Reading, code: str, first_value: str, end: int) -> None:
    """The other values of a series, or the next columns of a table row."""
    unit = first_value.partition(" ")[2]
    following = (reading.starts[m.first] for m in reading.matches.get("biomarker", ()))
    limit = next((start for start in following if start >= end), len(reading.text))
    series = list(further_values(reading.folded, end, limit, unit)) if unit else []
    for number, first, last in series:
        _add_value(reading, code, f"{number} {unit}", first, last, "earlier")
    if series:
        return
    line_end = reading.text.find("\n", end)
    line_end = len(reading.text) if line_end < 0 else line_end
    while gap := re.compile(r"(?:[ \t]{3,}|[ ]*[|;>][ ]*|[ ]*->[ ]*)(?=\d)").match(reading.folded, end, line_end):
        column = NUMBER_UNIT.match(reading.folded, gap.end(), line_end)
        if column is None:
            return
        _add_value(reading, code, number_with_unit(reading.text, column), gap.end(), column.end())
        end = column.end()


def _table_below(reading: Reading, marker: Match, markers: list[Match]) -> None:
    """Rows of date and value under a line that holds nothing but the marker."""
    following = [m.first for m in markers if m.first > marker.first]
    stop = reading.starts[following[0]] if following else len(reading.text)
    if rows := list(columns_of_line(reading, marker, stop)) or list(rows_of_table(reading, marker, stop)):
        for value, start, end in rows:
            _add_value(reading, marker.entry.code, value, start, end)
        return
    line = reading.line_of[marker.first]
    on_line = [
        t for t in range(max(0, marker.first - 4), min(len(reading), marker.last + 4)) if reading.line_of[t] == line
    ]
    if any(reading.words[t].isalnum() for t in on_line if not marker.first <= t < marker.last):
        return
    position = reading.ends[marker.last - 1]
    for row in re.compile(r"[^\n]*\n").finditer(reading.folded, position, min(stop, position + 600)):
        text = row.group()
        found = NUMBER_UNIT.search(text)
        if found:
            start = row.start() + found.start("number")
            _add_value(
                reading,
                marker.entry.code,
                number_with_unit(reading.text[row.start() : row.end()], found),
                start,
                row.start() + found.end(),
            )
        elif row.start() > position and text.strip():
            return


def _add_value(reading: Reading, code: str, value: str, start: int, end: int, role: str = "column") -> None:
    first, last = reading.tokens_of(start, end)
    reading.candidates.append(
        Candidate(first, last, "biomarker", code, value, rule="parser:biomarker", prior=0.85, role=role)
    )
