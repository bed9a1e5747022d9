"""Loads a MEDS dataset into the record: its events, the persons they are of, and the codes' descriptions.

MEDS gives its events no key, so a subject is compared as a whole: the same events again change nothing, other events
replace those of the subject. Codes stay as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from medomics_ehr.adapters.meds import commit
from medomics_ehr.adapters.meds.columns import EXTENSIONS
from medomics_ehr.adapters.meds.dataset import Shard, code_metadata, shards, subject_splits
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.load_account import LEDGER, LoadAccount, only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace

Progress = Callable[[int, int | None], None]

#: What MEDS does not say is what the contract of events says of it: a midnight is a date without a time.
_EVENTS = """
INSERT INTO medomics.event BY NAME
SELECT subject_id, time, code, numeric_value, text_value, "end", coalesce(assertion, 'present') AS assertion,
       coalesce(time_precision, CASE WHEN time > date_trunc('day', time) THEN 'second' ELSE 'day' END)
           AS time_precision,
       coalesce(available_at, CASE WHEN time > date_trunc('day', time) THEN time
           ELSE time + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND END) AS available_at,
       coalesce(confidence, 1.0) AS confidence, unit, 'meds' AS source_table,
       CAST(md5_number_lower(concat_ws('|', subject_id, coalesce(source_table || source_id,
           concat_ws('|', time, code, numeric_value, text_value)))) >> 1 AS BIGINT) AS source_id
FROM given WHERE subject_id IS NOT NULL AND code IS NOT NULL
"""
_PERSONS = """
CREATE TABLE described AS
SELECT subject_id, min(time) FILTER (code = 'MEDS_BIRTH' OR code LIKE 'MEDS_BIRTH//%') AS birth,
       min(time) FILTER (code = 'MEDS_DEATH' OR code LIKE 'MEDS_DEATH//%') AS death,
       min(lower(split_part(code, '//', 2))[1])
           FILTER (upper(split_part(code, '//', 1)) IN ('GENDER', 'SEX')) AS gender,
       min(time) FILTER (code NOT LIKE 'MEDS_BIRTH%') AS first_time, max(coalesce("end", time)) AS last_time
FROM medomics.event GROUP BY subject_id;

INSERT INTO cdm.person BY NAME
SELECT subject_id AS person_id, CASE gender WHEN 'm' THEN 8507 WHEN 'f' THEN 8532 ELSE 0 END AS gender_concept_id,
       coalesce(year(birth), 0) AS year_of_birth, month(birth) AS month_of_birth, day(birth) AS day_of_birth,
       birth AS birth_datetime, 0 AS race_concept_id, 0 AS ethnicity_concept_id
FROM described;

INSERT INTO cdm.death BY NAME
SELECT subject_id AS person_id, CAST(death AS DATE) AS death_date,
       CASE WHEN death > date_trunc('day', death) THEN death END AS death_datetime, 32879 AS death_type_concept_id
FROM described WHERE death IS NOT NULL;

INSERT INTO cdm.observation_period BY NAME
SELECT subject_id AS observation_period_id, subject_id AS person_id, CAST(first_time AS DATE) AS
       observation_period_start_date, CAST(last_time AS DATE) AS observation_period_end_date,
       32879 AS period_type_concept_id
FROM described WHERE first_time IS NOT NULL;
"""


def load_meds(
    workspace: Workspace,
    folder: Path,
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> LoadAccount:
    """Load a MEDS dataset.

    Raises:
        InputRefused: the folder holds no shard, or one lacks what MEDS asks for.
        EnvironmentFailed: the record cannot be written, or another load works longer than `patience` lasts.
    """
    began = time.monotonic()
    found = shards(folder)
    record = Record.of(workspace, patience)
    account = LoadAccount("load meds", source=str(folder.absolute()))
    memory = duckdb.connect()
    with only_load(workspace, patience), memory:
        record.create()
        create_memory_tables(memory, [*commit.BY_SUBJECT, *commit.DESCRIBED, *LEDGER])
        _read(memory, found, progress)
        _quarantine(memory, account)
        memory.execute(_EVENTS)
        _keep_changed_subjects(record, memory, account)
        memory.execute(_PERSONS)
        _describe_codes(record, memory, folder)
        _read_parents(record, memory, folder)
        _read_splits(memory, folder)
        commit.write(record, memory, account)
        account.finish(record, workspace, began)
    return account


def _read(memory: Memory, found: list[Shard], progress: Progress) -> None:
    optional = {"numeric_value": "DOUBLE", "text_value": "VARCHAR", **EXTENSIONS}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in optional.items())
    memory.execute(
        f"CREATE TABLE given (subject_id BIGINT, time TIMESTAMP, code VARCHAR, {columns}, file VARCHAR, line INTEGER)"
    )
    for done, shard in enumerate(found, start=1):
        shard_rows = pq.read_table(shard.path)  # noqa: F841 (DuckDB reads it by this name)
        optional_values = [
            f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in optional.items() if name in shard.columns
        ]
        values = ", ".join(["CAST(subject_id AS BIGINT) AS subject_id", "time", "CAST(code AS VARCHAR) AS code"])
        memory.execute(
            f"INSERT INTO given BY NAME SELECT {', '.join([values, *optional_values])}, ? AS file, "
            "row_number() OVER () AS line FROM shard_rows",
            [shard.label],
        )
        progress(done, len(found))


def _quarantine(memory: Memory, account: LoadAccount) -> None:
    for column in ("subject_id", "code"):
        memory.execute(
            f"INSERT INTO medomics.quarantine SELECT {account.load_id}, file, line, 'event', '{column}', "
            f"'required, but empty' FROM given WHERE {column} IS NULL"
            + (" AND subject_id IS NOT NULL" if column == "code" else "")
        )
    rows = memory.execute("SELECT file, count(*) FROM given WHERE subject_id IS NULL OR code IS NULL GROUP BY file")
    for file, refused in rows.fetchall():
        account.add(file, "quarantined", refused)


def _keep_changed_subjects(record: Record, memory: Memory, account: LoadAccount) -> None:
    """Leave in the in-memory `medomics.event` only subjects whose events differ from the record's."""
    names = ", ".join(f'"{column.name}"' for column in metadata.tables["medomics.event"].columns)
    memory.execute("CREATE TABLE held_event AS SELECT * FROM medomics.event LIMIT 0")
    with visit_of(record, memory).reading() as visit:
        query = "FROM medomics.event WHERE source_table = 'meds' AND subject_id IN (SELECT key FROM wanted)"
        visit.pull("held_event", f"SELECT {names} {query}", "SELECT DISTINCT subject_id FROM memory.medomics.event")
    digest = f"SELECT subject_id, count(*) AS n, sum(hash({names})::HUGEINT) AS digest FROM {{}} GROUP BY subject_id"
    memory.execute(
        f"CREATE TABLE same_subject AS SELECT subject_id FROM ({digest.format('medomics.event')}) "
        f"JOIN ({digest.format('held_event')}) USING (subject_id, n, digest)"
    )
    counts = memory.execute(
        "SELECT file, subject_id IN (SELECT subject_id FROM same_subject), count(*) FROM given "
        "WHERE subject_id IS NOT NULL AND code IS NOT NULL GROUP BY ALL"
    )
    for file, same, rows in counts.fetchall():
        account.add(file, "unchanged" if same else "loaded", rows)
    memory.execute("DELETE FROM medomics.event WHERE subject_id IN (SELECT subject_id FROM same_subject)")


def _describe_codes(record: Record, memory: Memory, folder: Path) -> None:
    path = code_metadata(folder)
    if path is None or "description" not in pq.read_schema(path).names:
        return
    codes = pq.read_table(path, columns=["code", "description"])  # noqa: F841 (DuckDB reads it by this name)
    memory.execute("CREATE TABLE held_display (code VARCHAR, display VARCHAR)")
    memory.execute(
        "CREATE TABLE described_code AS SELECT DISTINCT code, description FROM codes WHERE description <> ''"
    )
    with visit_of(record, memory).reading() as visit:
        query = "SELECT code, display FROM medomics.code_display WHERE code IN (SELECT key FROM wanted)"
        visit.pull("held_display", query, "SELECT DISTINCT code FROM memory.described_code")
    memory.execute("INSERT INTO medomics.code_display SELECT * FROM described_code EXCEPT SELECT * FROM held_display")


def _read_parents(record: Record, memory: Memory, folder: Path) -> None:
    path = code_metadata(folder)
    if path is None or "parent_codes" not in pq.read_schema(path).names:
        return
    codes = pq.read_table(path, columns=["code", "parent_codes"])  # noqa: F841 (DuckDB reads it by this name)
    memory.execute("CREATE TABLE held_parent (code VARCHAR, parent VARCHAR)")
    memory.execute("CREATE TABLE given_parent AS SELECT DISTINCT code, unnest(parent_codes) AS parent FROM codes")
    with visit_of(record, memory).reading() as visit:
        query = "SELECT code, parent FROM medomics.code_parent WHERE code IN (SELECT key FROM wanted)"
        visit.pull("held_parent", query, "SELECT DISTINCT code FROM memory.given_parent")
    memory.execute("INSERT INTO medomics.code_parent SELECT * FROM given_parent EXCEPT SELECT * FROM held_parent")


def _read_splits(memory: Memory, folder: Path) -> None:
    """A split's name becomes a folder's at export, so only a plain word is taken over."""
    path = subject_splits(folder)
    if path is not None:
        splits = pq.read_table(path)  # noqa: F841 (DuckDB reads it by this name)
        memory.execute(
            "INSERT INTO medomics.subject_split SELECT subject_id, min(split) FROM splits "
            "WHERE regexp_full_match(split, '[A-Za-z0-9_]+') GROUP BY subject_id"
        )
