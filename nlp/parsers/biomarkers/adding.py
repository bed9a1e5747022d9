"""The candidates of a marker: its own value, those of its course, of its table and of further columns."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.biomarkers.courses import course_after
from nlp.parsers.biomarkers.families import SIBLINGS
from nlp.parsers.biomarkers.patterns import NUMBER_UNIT
from nlp.parsers.biomarkers.series import further_values
from nlp.parsers.biomarkers.tables import columns_of_line, further_columns, rows_of_table
from nlp.parsers.biomarkers.values import MEASURED, Value, negated_before, number_with_unit, settle
from nlp.text.reading import Reading

_USES = ("gene", "ihc", "serum", "mmr")
HORMONE = frozenset(["ESR1", "PGR"])
#: The blank between the columns of a table, which counts for nothing.
GAP = re.compile(r"[ \t]{2,}")


def use_of(match: Match) -> str:
    """How a marker is measured: `gene`, `ihc`, `serum` or `mmr`.

    >>> from nlp.lexicon.entries import Entry
    >>> use_of(Match(0, 1, Entry("biomarker", "PSA", code="PSA", data={"serum": "serum"})))
    'serum'
    """
    use = next((use for use in _USES if use in match.entry.data), "gene")
    return "ihc" if use == "mmr" and match.entry.code != "MSI" else use


def add_marker(reading: Reading, marker: Match, value: Value, alone: bool = True) -> None:
    """Add a marker with its value, and the values that go on behind it unless `alone` is False.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon.entries import Entry
    >>> reading = read_text("HER2 2+, FISH amplifiée")
    >>> add_marker(reading, Match(0, 2, Entry("biomarker", "HER2", code="ERBB2", data={"ihc": "ihc"})), Value("2+", 7))
    >>> [candidate.value for candidate in reading.candidates]
    ['2+', 'amplified']
    """
    entry, use = marker.entry, use_of(marker)
    start, end = reading.starts[marker.first], reading.ends[marker.last - 1]
    if entry.ctx and entry.code in HORMONE and not _is_receptor_value(value.text):
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
    code, use = marker.entry.code, use_of(marker)
    following = (reading.starts[m.first] for m in reading.matches.get("biomarker", ()))
    stop = next((start for start in following if start >= end), len(reading.text))
    for value, start in further_columns(reading, code, use, end, stop):
        _add_value(reading, code, settle(value.text, code, use, negated=False), start, value.end)


def _is_receptor_value(text: str) -> bool:
    return text.endswith("%") or text in ("positive", "negative", "0", "1+", "2+", "3+", "lost", "retained")


def add_course(reading: Reading, marker: Match, value: Value | None, following: int) -> bool:
    """Add the values of a marker's course, unless its own value has its unit; whether there was one.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon.entries import Entry
    >>> reading, marker = read_text("PSA 44 -> 71"), Match(0, 1, Entry("biomarker", "PSA", code="PSA"))
    >>> add_course(reading, marker, None, 12), [candidate.value for candidate in reading.candidates]
    (True, ['44', '71'])
    """
    if value is not None and not value.text.replace(".", "").isdigit():
        return False
    end = reading.ends[marker.last - 1]
    if GAP.match(reading.folded, end):
        return False  # A column of a table.
    line_end = reading.folded.find("\n", end)
    limit = min(
        following, reading.ends[reading.sentence(marker.first).last - 1], line_end if line_end > 0 else following
    )
    course = course_after(reading.text, reading.folded, end, limit)
    if course is None or (value is not None and len(course.values) < 2 and not _is_year(value.text)):
        return value is not None and _is_year(value.text)
    text, _, last = course.values[0]
    add_marker(reading, marker, Value(text, last), alone=False)
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


def add_table(reading: Reading, marker: Match, markers: list[Match]) -> None:
    """Add the rows of date and value under a line that holds nothing but the marker, or the columns behind it.

    >>> from nlp.lexicon.entries import Entry
    >>> reading, marker = Reading.of("PSA  May 2.2  Dec 4.9 ng/mL"), Match(0, 1, Entry("biomarker", "PSA", code="PSA"))
    >>> add_table(reading, marker, [marker]); [candidate.value for candidate in reading.candidates]
    ['2.2 ng/mL', '4.9 ng/mL']
    """
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
