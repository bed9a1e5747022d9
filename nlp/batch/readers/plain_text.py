"""A text file is one report; its path is the report's identifier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.decode import NotText, decode
from nlp.batch.readers.rows import document_of


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    try:
        text = decode(path.read_bytes())
    except NotText as error:
        yield SetAside(place, place, str(error))
        return
    yield document_of({"id": place, "text": text}, place)
