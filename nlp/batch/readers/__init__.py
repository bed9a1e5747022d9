"""Readers of report files: a module for each format, chosen by the file's name.

A reader yields documents in a fixed order, and a `SetAside` for each report that it cannot read; it never stops at
one. It reads what the file holds and judges nothing.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

from medomics_ehr.errors import InputRefused
from nlp.batch.document import Document, SetAside
from nlp.batch.readers.table_form import TableForm
from nlp.dates.heading_day import heading_day

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
#: Modules whose readers are told how tables name their columns and write their days.
_TABLES = frozenset({"jsonl", "csv_table", "parquet"})
_AS_IT_IS = TableForm()


def read_documents(
    path: Path, form: TableForm = _AS_IT_IS, left_out: Collection[Path] = ()
) -> Iterator[Document | SetAside]:
    """The documents of a file, or of all files under a folder in the order of their paths.

    A report without a date has the day of its heading (`nlp.dates.heading_day`).

    Args:
        form: how tables name their columns and write their days.
        left_out: resolved paths of files of a folder that are not read.

    Raises:
        InputRefused: there is no such file, no reader for its format, or a single table has no column `text`.
    """
    yield from map(_dated, _read(path, form, left_out))


def _read(path: Path, form: TableForm, left_out: Collection[Path]) -> Iterator[Document | SetAside]:
    if path.is_dir():
        for file in files_in(path, left_out):
            yield from _read_in_folder(file, file.relative_to(path).as_posix(), form)
        return
    if not path.is_file():
        raise InputRefused(f"{path}: no such file or folder; name one with --in")
    if path.suffix.lower() not in FORMATS:
        raise InputRefused(f"{path}: no reader for this format; the formats are {', '.join(FORMATS)}")
    yield from _read_one(path, path.name, form)


def _dated(item: Document | SetAside) -> Document | SetAside:
    """A report that came without a date has that of its heading, where it has one."""
    if isinstance(item, SetAside) or item.date is not None:
        return item
    day = heading_day(item.text)
    return replace(item, date=day, is_dated_by_heading=True) if day else item


def files_in(folder: Path, left_out: Collection[Path] = ()) -> list[Path]:
    """All plain files under a folder, hidden ones, those left out and links that lead elsewhere left out."""
    home = folder.resolve()
    places = ((path, path.resolve()) for path in folder.rglob("*") if path.is_file())
    found = (path for path, place in places if place.is_relative_to(home) and place not in left_out)
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _read_in_folder(path: Path, place: str, form: TableForm) -> Iterator[Document | SetAside]:
    """The documents of one file of many: a table that is refused leaves the others be."""
    try:
        yield from _read_one(path, place, form)
    except InputRefused as error:
        yield SetAside(place, place, str(error).removeprefix(f"{place}: "))


def _read_one(path: Path, place: str, form: TableForm) -> Iterator[Document | SetAside]:
    module = FORMATS.get(path.suffix.lower())
    if module is None:
        yield SetAside(place, place, "no reader for this format")
        return
    reader = importlib.import_module(f"nlp.batch.readers.{module}").read
    try:
        yield from reader(path, place, form) if module in _TABLES else reader(path, place)
    except OSError as error:
        yield SetAside(place, place, f"the file cannot be read ({error.strerror or type(error).__name__})")
