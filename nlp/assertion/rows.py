"""Rows of a table, and steps of a list, whose end is `ongoing`: what they name goes on since its beginning.

`capecitabine | 07/2023 | current`, `daratumumab opened 7 Jun 2021, still running`.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading

_NOW = (
    r"(?:en cours|toujours en cours|still (?:running|going|on it|on)|ongoing|current|currently|actuel|a ce jour"
    r"|to date|to present|present|now|today|poursuivie?|continued|continuing)"
)
#: Spaces that part two cells, taken all at once: tried from each of them, a long run takes forever.
_GAP = r"(?<! ) {2,}+"
#: The cell at the end of a row, with what parts it from the cell before: a bar, a tab, spaces, a dash, a comma.
_OPEN_END = re.compile(rf"(?:[;|\t,(]|{_GAP}|→|->|–|—| - | -|- |\bto\b|\bau?\b) *+{_NOW}(?= *+(?:$|[;|,.()\t])| {{2}})")
#: Where the end is left out, it is dashes or dots in a cell.
_NO_END = re.compile(rf"(?:[;|\t]|{_GAP}) *+(?:-{{1,3}}|–|—|\.{{2,3}}|…)(?= *+(?:$|[;|\t])| {{2}})")
#: Characters behind a treatment in which its row ends.
LONGEST_ROW = 240
#: `ongoing` was followed by an end after all.
_STOPPED = re.compile(
    r"[^;.]*?(?<!non )(?<!not )(?<!never )(?<!jamais )\b(?:arret|stop|fini|termin|ended\b|discontinu)"
)


def mark_current_rows(reading: Reading) -> None:
    """Mark the treatments of each row that has one date, its beginning, and an end that is still open.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.dates import find_dates
    >>> reading = read_text("capecitabine | 07/2023 | current", report_date="2024-02-06")
    >>> reading.dates = find_dates(reading.text, "2024-02-06")
    >>> reading.candidates = [Candidate(0, 1, "drug", "L01BC06", date="2023-07")]
    >>> mark_current_rows(reading); reading.candidates[0].data
    {'since': '1', 'running': '1'}
    """
    for candidate in reading.candidates:
        if candidate.kind in ("drug", "treatment") and candidate.value != "surgery" and _is_open(reading, candidate):
            kept = {name: value for name, value in candidate.data.items() if name not in ("end", "period")}
            candidate.data = {**kept, "since": "1", "running": "1"}


def _is_open(reading: Reading, candidate: Candidate) -> bool:
    end = reading.ends[candidate.last - 1]
    line_end = reading.folded.find("\n", end)
    row_end = min(line_end if line_end >= 0 else len(reading.folded), end + LONGEST_ROW)
    line_start = reading.folded.rfind("\n", 0, end) + 1
    row = "".join(
        "\t" if a == "\t" else b for a, b in zip(reading.text[end:row_end], reading.folded[end:row_end], strict=True)
    )
    dates = [d for d in reading.dates if d.is_calendar and line_start <= d.start < row_end]
    if not dates or ". " in row[:60]:
        return False
    found = _OPEN_END.search(row)
    if found is None:
        found = _NO_END.search(row) if dates[0].start >= end else None
    if found is None:
        return False
    if _STOPPED.match(row, found.end()):
        return False
    place = end + found.start()
    before = [d for d in dates if d.start < place and (d.start >= end or d.start < reading.starts[candidate.first])]
    return len(before) == 1 and not re.search(r"[.;] [a-z]", row[: found.start()])
