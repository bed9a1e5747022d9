"""JSON Lines: one report a line, with `id` and `text`, and where known `lang`, `date` and `type`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import orjson

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The reports of a file, line by line; blank lines are passed over."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _document(line, f"{place}:{number}")


def _document(line: bytes, place: str) -> Document | SetAside:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return SetAside(place, place, "no JSON in UTF-8")
    return document_of(row, place) if isinstance(row, dict) else SetAside(place, place, "no JSON object")
