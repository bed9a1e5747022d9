"""Writes sorted events into the shards of a MEDS dataset: each subject in one shard of one split.

Source: MEDS 0.4: a subject lies in one file only, its events together and in order of time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from meds import schema as meds

#: Share of subjects in each split; a subject's split depends on its id alone, so it stays from export to export.
SPLITS = ((meds.train_split, 0.8), (meds.tuning_split, 0.1), (meds.held_out_split, 0.1))
#: A shard ends at the first new subject beyond so many events.
SHARD_EVENTS = 2_000_000


def split_of(subject_id: int) -> str:
    """The split of a subject, from a digest of its id.

    >>> [split_of(subject) for subject in (1, 3, 5)]
    ['train', 'held_out', 'tuning']
    """
    place = int.from_bytes(hashlib.md5(str(subject_id).encode(), usedforsecurity=False).digest()[:8], "big") / 2**64
    for name, share in SPLITS:
        if place < share:
            return name
        place -= share
    return SPLITS[-1][0]


@dataclass(slots=True)
class _Shards:
    """The shards of one split: the open file, its number and how many events it holds."""

    folder: Path
    number: int = 0
    events: int = 0
    writer: pq.ParquetWriter | None = None

    def append(self, events: pa.Table) -> None:
        """Write events of whole subjects, in a new file where the last one is full."""
        if self.events >= SHARD_EVENTS:
            self.close()
            self.number += 1
        if self.writer is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{self.number}.parquet"
            self.writer = pq.ParquetWriter(path, events.schema, compression="zstd")
        self.writer.write_table(events)
        self.events += events.num_rows

    def close(self) -> None:
        """Close the open file."""
        if self.writer is not None:
            self.writer.close()
        self.writer, self.events = None, 0


class ShardWriter:
    """Takes batches of events sorted by subject and time; remembers subjects, their splits and the codes met.

    Attributes:
        subjects: subjects with the name of their split.
        codes: codes met.
        events: how many were written.
    """

    def __init__(self, folder: Path) -> None:
        self.subjects: dict[int, str] = {}
        self.codes: set[str] = set()
        self.events = 0
        self._shards = {name: _Shards(folder / name) for name, _ in SPLITS}
        self._rest: pa.Table | None = None

    @property
    def files(self) -> int:
        """How many files there are."""
        held = {name: shards.number + 1 for name, shards in self._shards.items() if name in self.subjects.values()}
        return sum(held.values())

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._rest is not None:
            self._write_subjects(self._rest)
        for shards in self._shards.values():
            shards.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Write a batch; its last subject is held back, since the next batch may go on with it."""
        events = _in_meds_types(pa.Table.from_batches([batch]))
        meds.DataSchema.validate(events)
        self.codes.update(pc.unique(events["code"]).to_pylist())
        self.events += events.num_rows
        if self._rest is not None:
            events = pa.concat_tables([self._rest, events])
        subjects = events["subject_id"].to_numpy()
        whole = int(np.searchsorted(subjects, subjects[-1:], side="left")[0])
        self._rest = events.slice(whole)
        if whole:
            self._write_subjects(events.slice(0, whole))

    def _write_subjects(self, events: pa.Table) -> None:
        unique, counts = np.unique(events["subject_id"].to_numpy(), return_counts=True)
        splits = [split_of(int(subject)) for subject in unique]
        self.subjects.update(zip(unique.tolist(), splits, strict=True))
        names = list(self._shards)
        by_row = np.repeat(np.array([names.index(split) for split in splits], dtype=np.int8), counts)
        for position, shards in enumerate(self._shards.values()):
            part = events.filter(pa.array(by_row == position))
            if part.num_rows:
                shards.append(part)


def _in_meds_types(table: pa.Table) -> pa.Table:
    wanted = {field.name: field for field in meds.DataSchema.schema()}
    return table.cast(pa.schema([wanted.get(field.name, field) for field in table.schema]))
