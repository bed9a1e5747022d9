"""The files of a MEDS dataset: finds its shards and judges their columns by the `meds` package's own schema.

Source: MEDS 0.4 (https://medical-event-data-standard.github.io/): shards under `data/`, metadata under `metadata/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from meds.schema import DataSchema, code_metadata_filepath, data_subdirectory, subject_splits_filepath

from medomics_ehr.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Shard:
    """One file of events: its path, its name below the dataset's folder, and its columns."""

    path: Path
    label: str
    columns: tuple[str, ...]


def shards(folder: Path) -> list[Shard]:
    """The shards of a dataset, in a stable order.

    Args:
        folder: the dataset, or a folder of shards without metadata.

    Raises:
        InputRefused: there is none, or one is no Parquet or lacks what MEDS asks for.
    """
    home = folder / data_subdirectory if (folder / data_subdirectory).is_dir() else folder
    files = [path for path in sorted(home.rglob("*.parquet")) if path.resolve().is_relative_to(folder.resolve())]
    files = [path for path in files if path.parent.name != "metadata"]
    if not files:
        raise InputRefused(f"{folder}: holds no Parquet file; name the folder of a MEDS dataset")
    return [_shard(path, str(path.relative_to(folder))) for path in files]


def _shard(path: Path, label: str) -> Shard:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputRefused(f"{label}: no whole Parquet file; export the dataset again") from error
    for field in DataSchema.schema():
        required = field.name in {"subject_id", "time", "code"}
        if field.name not in schema.names:
            if required:
                raise InputRefused(f"{label}: column {field.name} is missing, MEDS asks for it")
        elif not _same_kind(schema.field(field.name).type, field.type):
            raise InputRefused(
                f"{label}: column {field.name} is {schema.field(field.name).type}, MEDS asks for {field.type}"
            )
    return Shard(path, label, tuple(schema.names))


def _same_kind(given: pa.DataType, wanted: pa.DataType) -> bool:
    """Older datasets write numbers as double and texts as plain or dictionary strings; nothing of them is lost."""
    if pa.types.is_dictionary(given):
        given = given.value_type
    kinds = (pa.types.is_integer, pa.types.is_floating, pa.types.is_timestamp, _is_text)
    return any(kind(given) and kind(wanted) for kind in kinds)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def subject_splits(folder: Path) -> Path | None:
    """The dataset's table of splits, where it has one."""
    path = folder / subject_splits_filepath
    return path if path.is_file() else None


def code_metadata(folder: Path) -> Path | None:
    """The dataset's table of codes, where it has one."""
    path = folder / code_metadata_filepath
    return path if path.is_file() else None
