"""Makes Arrow of packed columns, buffer by buffer.

`pyarrow.array` imports pandas to ask whether a list is one of its own; that takes longer than a small load.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from medomics_ehr.adapters.fhir.packed_columns import PackedColumn, PackedTable

_NUMBERS = {"int64": pa.int64(), "int32": pa.int32()}


def arrow_table(parts: Sequence[PackedTable]) -> pa.Table:
    """Parts with the same columns as one table, a chunk for each.

    >>> from medomics_ehr.adapters.fhir.packed_columns import packed
    >>> part = packed([("é", 3, True), (None, -1, False)], {"name": "text", "n": "int64", "is_new": "bool"})
    >>> arrow_table([part, part])[:2].to_pylist()
    [{'name': 'é', 'n': 3, 'is_new': True}, {'name': None, 'n': -1, 'is_new': False}]
    """
    return pa.concat_tables([pa.table({name: _array(c) for name, c in part.columns.items()}) for part in parts])


def with_positions(table: pa.Table) -> pa.Table:
    """The table with a further column `position`, which counts its rows from 1.

    >>> with_positions(pa.table({"name": ["a", "b"]}))["position"].to_pylist()
    [1, 2]
    """
    numbers = pa.py_buffer(np.arange(1, table.num_rows + 1, dtype=np.int64))
    return table.append_column("position", pa.Array.from_buffers(pa.int64(), table.num_rows, [None, numbers]))


def has_repeats(parts: Sequence[PackedTable], name: str) -> bool:
    """Whether a column of 64-bit integers has a value twice, in all parts together.

    >>> from medomics_ehr.adapters.fhir.packed_columns import packed
    >>> part = packed([(1,), (2,)], {"key": "int64"})
    >>> has_repeats([part], "key"), has_repeats([part, part], "key")
    (False, True)
    """
    held = np.sort(np.frombuffer(b"".join(part.columns[name].data for part in parts), np.int64))
    return bool((held[1:] == held[:-1]).any())


def _array(column: PackedColumn) -> pa.Array:
    data = pa.py_buffer(column.data)
    if column.kind == "text":
        known = _bits(column.known) if column.known else None
        return pa.StringArray.from_buffers(column.rows, pa.py_buffer(column.offsets), data, known)
    if column.kind == "bool":
        return pa.Array.from_buffers(pa.bool_(), column.rows, [None, _bits(column.data)])
    return pa.Array.from_buffers(_NUMBERS[column.kind], column.rows, [None, data])


def _bits(flags: bytes) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.frombuffer(flags, bool), bitorder="little"))
