"""Time expressions of all TIMEX3 types in French sentences of our own, in the manner of case reports.

Each expression of `tests/data/times` stands in square brackets: dates, times, durations, sets, quantifiers, and what is
named by its place before or after an operation (ISO 24617-1; THYME, Styler et al. 2014).
"""

from __future__ import annotations

import re
from pathlib import Path

from nlp.dates import find_times

SENTENCES = Path(__file__).parents[2] / "data" / "times" / "french.txt"


def unmark(marked: str) -> tuple[str, list[tuple[int, int]]]:
    pieces = re.split(r"\[([^\]]*)\]", marked)
    text, spans = "", []
    for number, piece in enumerate(pieces):
        if number % 2:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    return text, spans


def test_expressions_are_found_and_little_else() -> None:
    marked = right = found = wanted = 0
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        text, spans = unmark(line)
        times = find_times(text, None, "fr")
        marked += len(spans)
        right += sum(any(time.start < end and start < time.end for time in times) for start, end in spans)
        found += len(times)
        wanted += sum(any(time.start < end and start < time.end for start, end in spans) for time in times)
    assert marked > 550
    assert right == marked
    assert wanted / found >= 0.99
