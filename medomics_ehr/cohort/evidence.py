"""The words behind a fact that was found in a report: the sentence that states it.

What it returns is a patient's text: it goes to the person who asked, never to a log, an error or a file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from medomics_ehr.record import tables
from medomics_ehr.record.store import Record

_BOUNDARY = re.compile(r"\n|(?<=[.;!?])\s+(?=[A-ZÀ-Ý0-9-])")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a report and where the finding's words stand in it."""

    note_id: int
    sentence: str
    start: int
    end: int


def sentence_at(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The sentence or line around a span, and the span's place in it.

    >>> sentence_at("Bilan. ADK du LSD connu. TDM à revoir.", 7, 17)
    ('ADK du LSD connu.', 0, 10)
    """
    cuts = [0, *(match.end() for match in _BOUNDARY.finditer(text)), len(text)]
    left = max(cut for cut in cuts if cut <= start)
    right = min((cut for cut in cuts if cut >= end), default=len(text))
    sentence = text[left:right].rstrip()
    return sentence, start - left, end - left


def quotes(record: Record, spans: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int, int], Quote]:
    """The sentences around (note_id, start, end), for the notes whose text the record holds."""
    wanted = sorted(set(spans))
    note = tables.note_text
    statement = sa.select(note.c.note_id, note.c.text).where(note.c.note_id.in_({n for n, _, _ in wanted}))
    with record.read() as connection:
        texts = dict(connection.execute(statement).tuples().all()) if wanted else {}
    found = {}
    for note_id, start, end in wanted:
        if note_id in texts and 0 <= start < end <= len(texts[note_id]):
            found[(note_id, start, end)] = Quote(note_id, *sentence_at(texts[note_id], start, end))
    return found
