"""What readers hand to the coder: a document with its text, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

#: Longest text that is coded, in characters; a longer one is set aside.
MAX_CHARACTERS = 20_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A page or segment of a document: its name and where it lies in the extracted text (end exclusive)."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A report as a reader found it.

    Attributes:
        id: the file's own identifier for the report, or its place.
        text: the extracted text; offsets of findings refer to it.
        place: file, and line, row or message in it.
        lang, date, type: as in `nlp.coder.Report`, None where the file does not say.
        parts: pages or segments, in order, where the format has them.
        is_dated_by_heading: whether `date` stands in the text alone.
    """

    id: str
    text: str
    place: str
    lang: str | None = None
    date: str | None = None
    type: str | None = None
    parts: tuple[Part, ...] = ()
    is_dated_by_heading: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A report that could not be read or coded; `reason` never holds its words."""

    id: str
    place: str
    reason: str


def joined(pieces: list[tuple[str, str]], separator: str = "\n\n") -> tuple[str, tuple[Part, ...]]:
    """One text out of named pieces, and where each lies in it; empty pieces are left out.

    >>> joined([("page 1", "ab"), ("page 2", ""), ("page 3", "c")])
    ('ab\\n\\nc', (Part(name='page 1', start=0, end=2), Part(name='page 3', start=4, end=5)))
    """
    parts, texts, start = [], [], 0
    for name, text in pieces:
        if text.strip():
            parts.append(Part(name, start, start + len(text)))
            texts.append(text)
            start += len(text) + len(separator)
    return separator.join(texts), tuple(parts)
