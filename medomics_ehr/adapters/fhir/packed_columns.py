"""Columns as plain buffers, which go from one process to another as they are.

Workers pack them without pyarrow: its import takes longer than a worker's share of a small load. `arrow_columns` makes
Arrow of them without a copy.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

Kind = Literal["text", "int64", "int32", "bool"]
_CODES = {"int64": "q", "int32": "i", "bool": "b"}


@dataclass(frozen=True, slots=True)
class PackedColumn:
    """One column.

    Attributes:
        data: numbers in the machine's order, a byte for each boolean, or the UTF-8 of all texts, one after another.
        offsets: of texts: where each begins, and the end, as 32-bit integers.
        known: of texts of which some are missing: a byte for each, 1 where it is there; else empty.
    """

    kind: Kind
    rows: int
    data: bytes
    offsets: bytes = b""
    known: bytes = b""


@dataclass(frozen=True, slots=True)
class PackedTable:
    """Columns of one length by name."""

    columns: Mapping[str, PackedColumn]

    @property
    def rows(self) -> int:
        """Its length."""
        return next(iter(self.columns.values())).rows

    @property
    def size(self) -> int:
        """Bytes of its data."""
        return sum(len(column.data) for column in self.columns.values())


def packed(rows: Sequence[tuple[Any, ...]], schema: Mapping[str, Kind]) -> PackedTable:
    """Rows as columns; a text is UTF-8 bytes, a str, or None.

    >>> table = packed([(1, "é"), (2, None)], {"key": "int64", "name": "text"})
    >>> table.rows, table.columns["name"].data == "é".encode(), table.columns["name"].known
    (2, True, b'\\x01\\x00')
    """
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    pairs = zip(schema.items(), columns, strict=True)
    return PackedTable({name: _texts(c) if kind == "text" else _numbers(c, kind) for (name, kind), c in pairs})


def _numbers(values: Sequence[int], kind: Kind) -> PackedColumn:
    return PackedColumn(kind, len(values), array(_CODES[kind], values).tobytes())


def _texts(values: Sequence[str | bytes | None]) -> PackedColumn:
    with suppress(TypeError):
        joined = "".join(values)  # type: ignore[arg-type]
        if joined.isascii():
            return PackedColumn("text", len(values), joined.encode(), _offsets(values))  # type: ignore[arg-type]
    held = [value.encode("utf-8", "replace") if isinstance(value, str) else value or b"" for value in values]
    known = bytes(value is not None for value in values) if None in values else b""
    return PackedColumn("text", len(held), b"".join(held), _offsets(held), known)


def _offsets(values: Sequence[str] | Sequence[bytes]) -> bytes:
    return array("i", accumulate(map(len, values), initial=0)).tobytes()
