"""PDF with a text layer, page by page, by pypdf; a scanned one has none and is set aside."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from nlp.batch.document import Document, Part, SetAside, joined

# pypdf logs what it mends, with the file's own words.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    try:
        text, parts = text_of(path.read_bytes())
    except ValueError as error:
        yield SetAside(place, place, str(error))
        return
    yield Document(place, text, place, parts=parts)


def text_of(data: bytes) -> tuple[str, tuple[Part, ...]]:
    """The text of all pages and where each lies.

    Raises:
        ValueError: the bytes are no readable PDF, are encrypted, or hold no text; the message says which.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("encrypted PDF")
        pages = [(f"page {number}", page.extract_text()) for number, page in enumerate(reader.pages, start=1)]
    except (PyPdfError, RecursionError, KeyError, TypeError, AttributeError, IndexError, OverflowError):
        raise ValueError("no readable PDF") from None
    text, parts = joined(pages)
    if not text:
        raise ValueError("no text layer: a scanned PDF needs character recognition first")
    return text, parts
