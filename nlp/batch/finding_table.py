"""Coded lines to a Parquet table: one row for each finding, with its report's identifier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

_ROWS = 10_000
SCHEMA = pa.schema(
    [
        pa.field("report_id", pa.string(), nullable=False),
        pa.field("start", pa.int32(), nullable=False),
        pa.field("end", pa.int32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("code", pa.string()),
        pa.field("value", pa.string()),
        pa.field("assertion", pa.string(), nullable=False),
        pa.field("date", pa.string()),
        pa.field("confidence", pa.float64()),
        pa.field("rule_or_model", pa.string()),
        pa.field("section", pa.string()),
        pa.field("words", pa.string()),
        pa.field("part", pa.string()),
        pa.field("report_date", pa.string()),
    ]
)


def write_parquet(lines: Path, out: Path) -> None:
    """Turn a file of coded lines into `out`, some thousands of rows at a time."""
    unfinished = out.with_name(f"{out.name}.tmp")
    with pq.ParquetWriter(unfinished, SCHEMA, compression="zstd") as writer:
        batch: list[dict[str, Any]] = []
        for row in _findings(lines):
            batch.append(row)
            if len(batch) == _ROWS:
                writer.write_table(pa.Table.from_pylist(batch, SCHEMA))
                batch = []
        writer.write_table(pa.Table.from_pylist(batch, SCHEMA))
    os.replace(unfinished, out)


def _findings(lines: Path) -> Iterator[dict[str, Any]]:
    with lines.open("rb") as stream:
        for line in stream:
            report = orjson.loads(line)
            for finding in report["findings"]:
                yield {"report_id": report["id"], "report_date": report.get("report_date"), **finding}
