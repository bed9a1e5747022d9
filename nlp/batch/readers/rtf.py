"""Rich Text Format by striprtf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from striprtf.striprtf import rtf_to_text

from nlp.batch.document import Document, SetAside


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The one report of a file."""
    source = path.read_bytes().decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        yield SetAside(place, place, "no RTF")
        return
    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, RecursionError):
        yield SetAside(place, place, "no readable RTF")
        return
    yield Document(place, text, place)
