"""Readers of report files: a module for each format, chosen by the file's name.

A reader yields documents in a fixed order, and a `SetAside` for each report that it cannot read; it never stops at
one. It reads what the file holds and judges nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

from medomics_ehr.errors import InputRefused
from nlp.batch.document import Document, SetAside

#: A reader takes a path and the name that its documents get.
Reader = Callable[[Path, str], Iterator[Document | SetAside]]

#: Ending of a file's name to the module that reads it.
FORMATS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv_table",
    ".tsv": "csv_table",
    ".parquet": "parquet",
    ".txt": "plain_text",
    ".pdf": "pdf",
    ".docx": "docx",
    ".rtf": "rtf",
    ".html": "html",
    ".htm": "html",
    ".xml": "cda",
    ".cda": "cda",
    ".hl7": "hl7v2",
}


def read_documents(path: Path) -> Iterator[Document | SetAside]:
    """The documents of a file, or of all files under a folder in the order of their paths.

    Raises:
        InputRefused: there is no such file, or no reader for its format.
    """
    if path.is_dir():
        for file in files_in(path):
            yield from _read_one(file, file.relative_to(path).as_posix())
        return
    if not path.is_file():
        raise InputRefused(f"{path}: no such file or folder; name one with --in")
    if path.suffix.lower() not in FORMATS:
        raise InputRefused(f"{path}: no reader for this format; the formats are {', '.join(FORMATS)}")
    yield from _read_one(path, path.name)


def files_in(folder: Path) -> list[Path]:
    """All plain files under a folder, hidden ones and links that lead elsewhere left out."""
    home = folder.resolve()
    found = (path for path in folder.rglob("*") if path.is_file() and path.resolve().is_relative_to(home))
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _read_one(path: Path, place: str) -> Iterator[Document | SetAside]:
    module = FORMATS.get(path.suffix.lower())
    if module is None:
        yield SetAside(place, place, "no reader for this format")
        return
    reader = importlib.import_module(f"nlp.batch.readers.{module}").read
    try:
        yield from reader(path, place)
    except OSError as error:
        yield SetAside(place, place, f"the file cannot be read ({error.strerror or type(error).__name__})")
