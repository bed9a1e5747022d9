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

#: Pieces that a finding must have on each side, where the report goes on.
MARGIN = 24
#: Most pieces of a report's type that head its passages.
LONGEST_TYPE = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """Word pieces, and the findings in it: each with its first and last (exclusive) piece."""

    pieces: list[int]
    findings: list[tuple[Candidate, int, int]]


class WordPieces:
    """The pieces of single words by an encoder's tokenizer, remembered."""

    def __init__(self, tokenizer: Any) -> None:
        self.first, self.last = tokenizer.cls_token_id, tokenizer.sep_token_id
        self.of = lru_cache(maxsize=100_000)(
            lambda word: tuple(tokenizer(word, add_special_tokens=False)["input_ids"]) or (tokenizer.unk_token_id,)
        )


def passages_of(
    around: Surroundings, findings: Sequence[Candidate], pieces: WordPieces, width: int
) -> Iterator[Passage]:
    """The fewest passages of at most `width` pieces that hold the findings with a margin, in the order of the text."""
    head = [pieces.first, *pieces.of(around.reading.report_type or "report")[:LONGEST_TYPE], *pieces.of(":")]
    ids, starts, ends = _all_pieces(around, pieces)
    room = width - len(head) - 1
    waiting = sorted(findings, key=lambda finding: (finding.first, finding.last))
    while waiting:
        first = max(0, min(starts[waiting[0].first] - max(MARGIN, room // 3), len(ids) - room))
        last = min(first + room, len(ids))
        reach = last if last == len(ids) else last - MARGIN
        held = [f for f in waiting if ends[f.last - 1] <= reach] or waiting[:1]
        taken = {id(finding) for finding in held}
        waiting = [f for f in waiting if id(f) not in taken]
        shift = len(head) - first
        yield Passage(
            [*head, *ids[first:last], pieces.last],
            [(f, starts[f.first] + shift, max(min(ends[f.last - 1], last), starts[f.first] + 1) + shift) for f in held],
        )


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
