"""JSON Lines: one report a line, with `id` and `text`, and where known `lang`, `date` and `type`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of
from nlp.batch.readers.table_form import TableForm

#: Lines of which one at least must have the column `text`.
_FIRST_LINES = 20


def read(path: Path, place: str, form: TableForm) -> Iterator[Document | SetAside]:
    """The reports of a file, line by line; blank lines are passed over.

    Raises:
        InputRefused: none of the first lines has a column `text`.
    """
    _check(path, place, form)
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield _document(line, f"{place}:{number}", form)


def _check(path: Path, place: str, form: TableForm) -> None:
    """Refuse a file of objects of which none has the columns; one that holds no objects is set aside line by line."""
    seen: list[dict[str, object]] = []
    with path.open("rb") as stream:
        for line in islice(stream, _FIRST_LINES):
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(row, dict):
                seen.append(row)
    if seen:
        form.check(place, {name: None for row in seen for name in row})


def _document(line: bytes, place: str, form: TableForm) -> Document | SetAside:
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError:
        return SetAside(place, place, "no JSON in UTF-8")
    return document_of(row, place, form) if isinstance(row, dict) else SetAside(place, place, "no JSON object")
