"""Passages of a report as a transformer reads them: word pieces around the findings that it is asked about.

Dates stand as their age at the report's day, line breaks as bars; words are folded, as an uncased encoder wants them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate

#: Pieces that a finding must have before it and behind it, where the report goes on; as many behind as before where
#: there is less room than for twice the one and the other.
BEFORE, BEHIND = 24, 16
#: Most pieces of a report's type that head its passages.
LONGEST_TYPE = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """Word pieces, and the findings in it: each with its first and last (exclusive) piece."""

    pieces: list[int]
    findings: list[tuple[Candidate, int, int]]


#: A finding with its first and last (exclusive) piece in the report.
Placed = tuple[Candidate, int, int]
#: First and last (exclusive) piece of a passage in the report, and the findings that it holds.
Stretch = tuple[int, int, list[Placed]]


class WordPieces:
    """The pieces of single words by an encoder's tokenizer, remembered."""

    def __init__(self, tokenizer: Any) -> None:
        self.first, self.last = tokenizer.cls_token_id, tokenizer.sep_token_id
        self.of = lru_cache(maxsize=100_000)(
            lambda word: tuple(tokenizer(word, add_special_tokens=False)["input_ids"]) or (tokenizer.unk_token_id,)
        )


def passages_of(
    around: Surroundings, findings: Sequence[Candidate], pieces: WordPieces, widths: Sequence[int]
) -> list[Passage]:
    """Passages that hold the findings with a margin, in the order of the text; all are filled up to one width.

    Of the widths the one is taken with which the fewest pieces are read in all, the widest of equals.
    """
    head = [pieces.first, *pieces.of(around.reading.report_type or "report")[:LONGEST_TYPE], *pieces.of(":")]
    ids, starts, ends = _all_pieces(around, pieces)
    asked = [
        (finding, starts[finding.first], max(ends[finding.last - 1], starts[finding.first] + 1))
        for finding in sorted(findings, key=lambda finding: (finding.first, finding.last))
    ]

    def cut(width: int) -> list[Stretch]:
        return list(_stretches(asked, len(ids), width - len(head) - 1))

    def read(width: int) -> tuple[int, int]:
        return len(cut(width)) * min(width, len(head) + len(ids) + 1), -width

    shift = len(head)
    return [
        Passage(
            [*head, *ids[first:last], pieces.last],
            [(finding, start + shift - first, min(end, last) + shift - first) for finding, start, end in held],
        )
        for first, last, held in cut(min(widths, key=read))
    ]


def _stretches(asked: list[Placed], length: int, room: int) -> Iterator[Stretch]:
    """The fewest stretches of at most `room` pieces that hold what is asked with a margin, from the first on."""
    at, behind = 0, BEHIND if room >= 2 * BEFORE + BEHIND else BEFORE
    while at < len(asked):
        first = max(0, min(asked[at][1] - BEFORE, length - room))
        last = min(first + room, length)
        reach = last if last == length else last - behind
        until = at + 1
        while until < len(asked) and asked[until][2] <= reach:
            until += 1
        yield first, last, asked[at:until]
        at = until


def _all_pieces(around: Surroundings, pieces: WordPieces) -> tuple[list[int], list[int], list[int]]:
    """The pieces of the report, and where those of each token begin and end."""
    ids: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    bar, line = pieces.of("|"), 0
    for word, line_of in zip(around.words, around.reading.line_of, strict=True):
        if line_of != line:
            ids += bar
            line = line_of
        starts.append(len(ids))
        if word is not None:
            ids += pieces.of(word.strip("<>").replace("_", " ") if word[0] == "<" else word)
        ends.append(len(ids))
    return ids, starts, ends
