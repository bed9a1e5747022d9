"""Places the subjects of an in-memory `medomics.event` in splits and shards, and writes each shard.

A subject lies in one file only, its events together and in order of time, as MEDS 0.4 asks. All of it is SQL: DuckDB
sorts and writes the events without their passing through Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from medomics_ehr.adapters.meds.columns import CORE, arrow_schemas
from medomics_ehr.record.duckdb_engine import duckdb

#: Share of subjects up to which each split reaches, where no source gave them one; it depends on the id alone, so it
#: stays from export to export.
SPLITS = {"train": 0.8, "tuning": 0.9, "held_out": 1.0}
#: A shard ends at the first new subject beyond so many events.
SHARD_EVENTS = 2_000_000

#: The first 64 bits of the MD5 of a subject's id, as a share of all.
_PLACED = """
CREATE TABLE placed_subject AS
WITH counted AS (
    SELECT subject_id, count(*) AS events,
           CAST('0x' || left(md5(CAST(subject_id AS VARCHAR)), 16) AS UBIGINT) / 18446744073709551616.0 AS place
    FROM medomics.event WHERE subject_id IS NOT NULL GROUP BY subject_id
), split AS (
    SELECT counted.*, coalesce(given.split, CASE WHEN place < {train} THEN 'train' WHEN place < {tuning} THEN 'tuning'
                                            ELSE 'held_out' END) AS split
    FROM counted LEFT JOIN medomics.subject_split given ON given.subject_id = counted.subject_id
), filled AS (
    SELECT *, (sum(events) OVER (PARTITION BY split ORDER BY subject_id) - events) // {size} AS fill FROM split
)
SELECT subject_id, events, split, dense_rank() OVER (PARTITION BY split ORDER BY fill) - 1 AS shard FROM filled
"""


def place_subjects(memory: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Make `placed_subject(subject_id, events, split, shard)`; returns the shards (split, number), largest first.

    >>> memory = duckdb.connect()
    >>> _ = memory.execute("CREATE SCHEMA medomics")
    >>> _ = memory.execute("CREATE TABLE medomics.event AS SELECT unnest([1, 3, 5]) AS subject_id")
    >>> place_subjects(memory)
    [('held_out', 0), ('train', 0), ('tuning', 0)]
    """
    memory.execute("CREATE TABLE IF NOT EXISTS medomics.subject_split (subject_id BIGINT, split VARCHAR)")
    memory.execute(_PLACED.format(train=SPLITS["train"], tuning=SPLITS["tuning"], size=SHARD_EVENTS))
    largest_first = "SELECT split, shard FROM placed_subject GROUP BY ALL ORDER BY sum(events) DESC, split, shard"
    return memory.execute(largest_first).fetchall()


def write_shard(
    memory: duckdb.DuckDBPyConnection, folder: Path, split: str, shard: int, extensions: Sequence[str]
) -> None:
    """Write one shard to `folder/split/shard.parquet`: by subject, time (none first) and source row."""
    (folder / split).mkdir(parents=True, exist_ok=True)
    core = [f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in CORE.items()]
    columns = ", ".join([*core, *(f'"{name}"' for name in extensions)])
    chosen = f"SELECT subject_id FROM placed_subject WHERE split = '{split}' AND shard = {shard}"
    query = (
        f"SELECT {columns} FROM medomics.event WHERE subject_id IN ({chosen}) "
        "ORDER BY subject_id, time NULLS FIRST, source_id"
    )
    write_parquet(memory, query, folder / split / f"{shard}.parquet", (*CORE, *extensions))


def write_parquet(memory: duckdb.DuckDBPyConnection, query: str, path: Path, columns: Sequence[str]) -> None:
    """Write a query's rows with the Arrow schema that MEDS has for these columns."""
    schema = arrow_schemas()[",".join(columns)]
    target = str(path).replace("'", "''")
    options = f"FORMAT parquet, COMPRESSION zstd, KV_METADATA {{'ARROW:schema': '{schema}'}}"
    memory.execute(f"COPY ({query}) TO '{target}' ({options})")
