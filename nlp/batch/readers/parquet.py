"""Parquet with the columns `id` and `text`, and where present `lang`, `date` and `type`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of

_COLUMNS = ("id", "text", "lang", "date", "type")


def read(path: Path, place: str) -> Iterator[Document | SetAside]:
    """The reports of a table, batch by batch."""
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid:
        yield SetAside(place, place, "no Parquet file")
        return
    columns = [name for name in _COLUMNS if name in file.schema_arrow.names]
    if "text" not in columns:
        yield SetAside(place, place, "no column `text`")
        return
    number = 0
    for batch in file.iter_batches(batch_size=256, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield document_of(row, f"{place}:{number}")
