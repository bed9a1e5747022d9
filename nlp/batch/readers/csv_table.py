"""CSV and TSV with a header that names `id` and `text`; separator found from the header, UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of

_LONGEST_FIELD = 100_000_000


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The reports of a table, row by row."""
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding=_encoding(path), errors="replace", newline="") as stream:
        header = stream.readline()
        separator = max(",;\t|", key=header.count)
        columns = [name.strip().strip('"').lower() for name in next(csv.reader([header], delimiter=separator), [])]
        if "text" not in columns:
            yield SetAside(place, place, "no column `text` in the header")
            return
        yield from _rows(stream, columns, separator, place)


def _rows(stream: io.TextIOWrapper, columns: list[str], separator: str, place: str) -> Iterator[Document | SetAside]:
    rows = csv.reader(stream, delimiter=separator)
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield SetAside(f"{place}:{number}", f"{place}:{number}", "a row that is no CSV")
            continue
        if row:
            yield document_of(dict(zip(columns, row, strict=False)), f"{place}:{number}")


def _encoding(path: Path) -> str:
    """UTF-8 where the whole file is, read in blocks; else Windows-1252."""
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with path.open("rb") as stream:
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
