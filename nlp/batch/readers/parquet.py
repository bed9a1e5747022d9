"""Parquet with the columns `id` and `text`, and where present `lang`, `date` and `type`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from nlp.batch.document import Document, SetAside
from nlp.batch.readers.rows import document_of
from nlp.batch.readers.table_form import COLUMNS, TableForm


def read(path: Path, place: str, form: TableForm) -> Iterator[Document | SetAside]:
    """The reports of a table, batch by batch.

    Raises:
        InputRefused: there is no column `text`.
    """
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid:
        yield SetAside(place, place, "no Parquet file")
        return
    form.check(place, file.schema_arrow.names)
    columns = [name for name in map(form.name_of, COLUMNS) if name in file.schema_arrow.names]
    number = 0
    for batch in file.iter_batches(batch_size=256, columns=columns):
        for row in batch.to_pylist():
            number += 1
            yield document_of(row, f"{place}:{number}", form)
