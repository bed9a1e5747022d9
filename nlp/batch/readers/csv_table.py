"""CSV and TSV with a header that names `id` and `text`; separator found from the header, UTF-8 or Windows-1252.

A row is read as RFC 4180 has it. One that is not so (a quote left open, more cells than the header) is set aside by
its line, and reading goes on with the line after, so that it takes no other report with it. Lines before the header
that hold nothing are passed over.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of
from nlp.batch.readers.table_form import TableForm

_SEPARATORS = ",;\t|"
#: Spreadsheets write an empty row as separators, or as empty cells in quotes.
_NOTHING = _SEPARATORS + ' "\r\n'
_LONGEST_FIELD = 100_000_000
_NO_CSV = "a quote that is not closed, or that is not doubled within a quoted cell"
_TOO_WIDE = "more cells than the header; a text that holds the separator must stand in quotes"


def read(path: Path, place: str, form: TableForm) -> Iterator[Document | SetAside]:
    """The reports of a table, row by row.

    Raises:
        InputRefused: the header names no column `text`.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as stream:
        number, header = _header(stream)
        if not header:
            return
        separator = separator_of(header)
        columns = [name.strip().strip('"') for name in next(csv.reader([header], delimiter=separator), [])]
        named = _as_named(columns, form)
        form.check(place, named)
        for line, cells in _rows(_Lines(stream, number + 1), separator):
            where = f"{place}:{line}"
            if isinstance(cells, str):
                yield SetAside(where, where, cells)
            elif any(cells[len(named) :]):
                yield SetAside(where, where, _TOO_WIDE)
            elif cells:
                yield document_of(dict(zip(named, cells, strict=False)), where, form)


def _header(stream: Iterable[str]) -> tuple[int, str]:
    """The first line that holds more than separators, and its number; "" where none does.

    >>> _header(["\\n", ";;\\n", "id;text\\n"])
    (3, 'id;text\\n')
    """
    return next(((number, line) for number, line in enumerate(stream, start=1) if line.strip(_NOTHING)), (0, ""))


def separator_of(header: str) -> str:
    """The separator that a header holds most.

    >>> separator_of("id;text;date")
    ';'
    """
    return max(_SEPARATORS, key=header.count)


def _as_named(columns: list[str], form: TableForm) -> list[str]:
    """The columns as the form writes them: case does not tell columns of a CSV apart."""
    known = {form.name_of(ours).lower(): form.name_of(ours) for ours in ("id", "text", "lang", "date", "type")}
    return [known.get(name.lower(), name) for name in columns]


class _Lines:
    """Lines of a file that can be taken back to the line after the first of the row in hand."""

    def __init__(self, stream: Iterator[str], number: int) -> None:
        self._stream = stream
        self._again: list[str] = []
        self._row: list[str] = []
        self.number = number

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._stream)
        self._row.append(line)
        return line

    def next_row(self) -> None:
        """Begin a row after the lines that were taken."""
        self.number += len(self._row)
        self._row = []

    def back_to_second(self) -> None:
        """Give back all lines of the row but its first."""
        self._again += reversed(self._row[1:])
        del self._row[1:]


def _rows(lines: _Lines, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """The line that each row begins on, and its cells or why it has none."""
    rows = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        try:
            found: list[str] | str = next(rows)
        except StopIteration:
            return
        except csv.Error:
            lines.back_to_second()
            found = _NO_CSV
        yield lines.number, found
        lines.next_row()


def encoding_of(path: Path) -> str:
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
