"""Writes in-memory events as a MEDS dataset: sharded data, code metadata, subject splits and dataset metadata.

It imports neither Arrow nor the `meds` package, which take longer to load than most datasets to convert: the types
are MEDS' own by construction, and tests judge every table by the package's schemas.

Source: MEDS 0.4 (https://medical-event-data-standard.github.io/).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import medomics_ehr
from medomics_ehr.adapters.meds.code_parents import CREATE, SPELT_PARENT
from medomics_ehr.adapters.meds.columns import CODES, DATA, DATASET, EXTENSIONS, MEDS_VERSION, METADATA, SUBJECT_SPLITS
from medomics_ehr.adapters.meds.shards import place_subjects, write_parquet, write_shard
from medomics_ehr.compute import processes_here
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.duckdb_engine import duckdb

#: The codes of the events and all above them that their spelling shows, so that a hierarchy can be walked to its top.
_CODES = """
WITH RECURSIVE used AS (
    SELECT code, spelt_parent(code) AS spelt FROM (
        SELECT DISTINCT code FROM medomics.event WHERE subject_id IS NOT NULL)
    UNION SELECT spelt, spelt_parent(spelt) FROM used WHERE spelt IS NOT NULL
), above AS (
    SELECT code, list(DISTINCT parent ORDER BY parent) AS parents
    FROM (FROM medomics.code_parent UNION SELECT code, spelt FROM used)
    WHERE parent IS NOT NULL AND parent <> code GROUP BY code
), described AS (SELECT code, min(display) AS description FROM medomics.code_display GROUP BY code)
SELECT code, description, parents AS parent_codes
FROM used LEFT JOIN above USING (code) LEFT JOIN described USING (code) ORDER BY code
"""


@dataclass(frozen=True, slots=True)
class MedsExport:
    """What an export wrote: subjects, events, files, and the events left out by reason."""

    subjects: int
    events: int
    files: int
    left_out: dict[str, int]
    seconds: float


def refuse_full(folder: Path) -> None:
    """Refuse a folder that holds something.

    Raises:
        InputRefused: it does.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(f"{folder}: not an empty folder; name a new one")


def write_dataset(
    memory: duckdb.DuckDBPyConnection, folder: Path, extensions: Sequence[str] = tuple(EXTENSIONS)
) -> MedsExport:
    """Write the events of the in-memory `medomics.event` as a dataset, described by `medomics.code_display`.

    Args:
        extensions: columns beside MEDS' own: all of `EXTENSIONS`, or `unit` alone.

    Raises:
        InputRefused: there are no events.
        EnvironmentFailed: the folder cannot be written.
    """
    began = time.monotonic()
    shards = place_subjects(memory)
    if not shards:
        raise InputRefused("there are no events to write; load data with `medomics load` first")
    try:
        with ThreadPoolExecutor(processes_here()) as pool:
            writes = [pool.submit(_apart, memory, write_shard, folder / DATA, *shard, extensions) for shard in shards]
            writes.append(pool.submit(_apart, memory, _write_metadata, folder, extensions))
        for write in writes:
            write.result()
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise EnvironmentFailed(f"{folder}: cannot be written ({reason}); check folder and space") from error
    counted = memory.execute("SELECT count(*), sum(events) FROM placed_subject").fetchone() or (0, 0)
    return MedsExport(int(counted[0]), int(counted[1]), len(shards), {}, time.monotonic() - began)


def _apart(memory: duckdb.DuckDBPyConnection, write: Callable[..., None], *told: object) -> None:
    """Write on a connection of its own, which is closed after."""
    with memory.cursor() as cursor:
        write(cursor, *told)


def _write_metadata(memory: duckdb.DuckDBPyConnection, folder: Path, extensions: Sequence[str]) -> None:
    (folder / METADATA).mkdir(parents=True, exist_ok=True)
    memory.execute(CREATE)
    memory.execute(SPELT_PARENT)
    write_parquet(memory, _CODES, folder / CODES, ("code", "description", "parent_codes"))
    splits = "SELECT subject_id, split FROM placed_subject ORDER BY subject_id"
    write_parquet(memory, splits, folder / SUBJECT_SPLITS, ("subject_id", "split"))
    (folder / DATASET).write_text(json.dumps(_described(extensions), indent=1), encoding="utf-8")


def _described(extensions: Sequence[str]) -> dict[str, object]:
    return {
        "dataset_name": "medomics-ehr record",
        "etl_name": "medomics-ehr",
        "etl_version": medomics_ehr.__version__,
        "meds_version": MEDS_VERSION,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "raw_source_id_columns": [name for name in extensions if name == "source_id"],
        "code_modifier_columns": [name for name in extensions if name == "unit"],
        "other_extension_columns": [name for name in extensions if name not in {"source_id", "unit"}],
    }
