"""Builds Arrow columns from Python values buffer by buffer.

`pyarrow.array` imports pandas to ask whether a list is one of its own, in each process; that takes longer than a small
load.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa


def column(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """A column of 32 or 64-bit integers, booleans, or texts (as UTF-8 bytes or str), where a text may be None.

    >>> column(["é", None, b"b"], pa.string()).to_pylist(), column([3, -1], pa.int64()).to_pylist()
    (['é', None, 'b'], [3, -1])
    >>> column([True, False, True], pa.bool_()).to_pylist()
    [True, False, True]
    """
    if pa.types.is_string(kind):
        return _texts(values)
    if pa.types.is_boolean(kind):
        return pa.Array.from_buffers(kind, len(values), [None, _bits(values)])
    data = array("q" if kind == pa.int64() else "i", values)
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(data)])


def _texts(values: Sequence[str | bytes | None]) -> pa.Array:
    held = [value.encode("utf-8", "replace") if isinstance(value, str) else value or b"" for value in values]
    offsets = array("i", accumulate(map(len, held), initial=0))
    known = _bits([value is not None for value in values]) if None in values else None
    return pa.StringArray.from_buffers(len(held), pa.py_buffer(offsets), pa.py_buffer(b"".join(held)), known)


def _bits(values: Sequence[bool]) -> pa.Buffer:
    return pa.py_buffer(np.packbits(np.fromiter(values, bool, len(values)), bitorder="little"))
