"""Word documents (DOCX) by python-docx: paragraphs and table rows in their order, headers left out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from nlp.batch.document import Document, SetAside

#: A DOCX is a ZIP; one that unpacks to more than this is refused unopened.
MAX_UNPACKED = 200_000_000


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED:
            yield SetAside(place, place, "unpacks to more than 200 MB")
            return
        text = "\n".join(_lines(docx.Document(str(path))))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError):
        yield SetAside(place, place, "no readable DOCX")
        return
    yield Document(place, text, place)


def _lines(document: docx.document.Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(cell.text for cell in row.cells)
