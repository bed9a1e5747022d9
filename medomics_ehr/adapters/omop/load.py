"""Loads an OMOP CDM 5.3 or 5.4 into the record: type, compare with what is held, derive events, commit, account.

Rows are known by their CDM keys: the same row again changes nothing, another row under a held key replaces it with
its events. A workspace takes one OMOP source (its ids are kept), beside any FHIR source (whose keys are hashes).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import duckdb

from medomics_ehr.adapters.omop import commit
from medomics_ehr.adapters.omop.events import concept_columns, derive_events, event_tables, fill_concept_codes
from medomics_ehr.adapters.omop.sources import Table, open_source, place_of
from medomics_ehr.adapters.omop.typed_rows import REPEATED, fields_of, primary_key, read_typed
from medomics_ehr.adapters.omop.unread import unknown_columns, unread_files
from medomics_ehr.adapters.omop.vocabulary import VOCABULARY_TABLES
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.exchange import create_memory_tables, visit_of
from medomics_ehr.record.load_account import LEDGER, LoadAccount, only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory
from medomics_ehr.workspace import Workspace, keyed_hash

#: `advance(tables done, tables)`
Progress = Callable[[int, int | None], None]
_BESIDE = ("medomics.event", "medomics.code_display", "medomics.note_text", *LEDGER)


def load_omop(
    workspace: Workspace,
    source: str,
    schema: str = "",
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
    same_source: bool = False,
) -> LoadAccount:
    """Load a folder or archive of CSV or Parquet, a DuckDB file or a PostgreSQL schema into the record.

    Args:
        same_source: the CDM is the one that was loaded before, though it lies in another place.

    Raises:
        InputRefused: the source holds no CDM table, or the workspace's CDM was loaded from another place. What is wrong
            inside rows goes to quarantine instead.
        EnvironmentFailed: a database cannot be reached or written, or another load works longer than `patience` lasts.
    """
    began = time.monotonic()
    record = Record.of(workspace, patience)
    account = LoadAccount("load omop", source=place_of(source, schema))
    memory = duckdb.connect()
    with only_load(workspace, patience), memory:
        record.create()
        if not same_source:
            _refuse_another(record, workspace, place_of(source, schema))
        with open_source(memory, source, schema) as tables:
            account.notes += [note for note in (unread_files(source), *unknown_columns(tables)) if note]
            create_memory_tables(memory, [*(f"cdm.{name}" for name in tables), *_BESIDE])
            read = {name: read_typed(memory, name, table) for name, table in tables.items()}
        _compare(record, memory, tables)
        for done, name in enumerate(tables, start=1):
            _judge(memory, name, tables[name], read[name], account)
            progress(done, len(tables))
        _derive(record, memory, tables, _lags(workspace))
        commit.write(record, memory, tables, account)
        account.finish(record, workspace, began)
        account.notes += _coding_notes(record)
    return account


def _refuse_another(record: Record, workspace: Workspace, place: str) -> None:
    """Two CDMs number their persons alike: the second would overwrite the first's."""
    known = {key for (key,) in record.rows(_PLACES)}
    if known and keyed_hash(workspace.secret(), "file", place) not in known:
        raise InputRefused(
            f"{place}: this workspace's CDM came from another place, and another CDM would overwrite its persons; "
            "name a workspace of its own, or say --same-source if this is the same CDM, such as a later export"
        )


_PLACES = """
SELECT DISTINCT s.place_key FROM medomics.source_file s JOIN medomics.load_run r ON r.load_id = s.load_id
WHERE r.command = 'load omop' AND s.file = ''
"""


def _coding_notes(record: Record) -> list[str]:
    """What the source's codes lack, so that a question may not find them."""
    notes = []
    ((concepts, uncoded, unnamed),) = record.rows(_CODING)
    if not concepts:
        notes.append("no vocabulary is loaded: codes stay as the source gave them")
    if uncoded:
        notes.append(
            f"{uncoded:,} events have a source value and no concept: they read LOCAL//VALUE, such as LOCAL//C34.1, "
            "and a question finds them by that code alone"
        )
    if unnamed:
        notes.append(
            f"{unnamed:,} events have a concept that no vocabulary here names (OMOP//ID): load the vocabulary first, "
            "into a new workspace"
        )
    return notes


_CODING = """
SELECT (SELECT count(*) FROM cdm.concept), count(CASE WHEN code LIKE 'LOCAL//%' THEN 1 END),
       count(CASE WHEN code LIKE 'OMOP//%' THEN 1 END)
FROM medomics.event WHERE code LIKE 'LOCAL//%' OR code LIKE 'OMOP//%'
"""


def _lags(workspace: Workspace) -> dict[str, int]:
    """Days by table from `[available_at.lag_days]` of the workspace's settings."""
    declared = workspace.settings.get("available_at", {}).get("lag_days", {})
    return {str(table): int(days) for table, days in declared.items()}


def _compare(record: Record, memory: Memory, tables: dict[str, Table]) -> None:
    """Read what the record holds under the keys of the source, as `held_<table>`, and the persons it knows."""
    memory.execute("CREATE TABLE known_person (person_id BIGINT)")
    for name in tables:
        memory.execute(f"CREATE TABLE held_{name} AS SELECT * FROM cdm.{name}")
    with visit_of(record, memory).reading() as visit:
        for name in tables:
            key = primary_key(name)
            where = f" WHERE h.{key} IN (SELECT key FROM wanted)" if key else ""
            keys = f"SELECT {key} FROM memory.typed_{name} WHERE fault IS NULL" if key else None
            visit.pull(f"held_{name}", _held_query(name) + where, keys)
        visit.pull("known_person", "SELECT person_id FROM cdm.person")
    if "person" in tables:
        memory.execute("INSERT INTO known_person SELECT person_id FROM typed_person WHERE fault IS NULL")


def _held_query(table: str) -> str:
    """A note is compared with its words, which the record keeps beside the CDM."""
    columns = [f'h."{row["field"]}"' for row in fields_of(table)]
    if table != "note":
        return f"SELECT {', '.join(columns)} FROM cdm.{table} h"
    columns[[row["field"] for row in fields_of(table)].index("note_text")] = "coalesce(w.text, '')"
    return f"SELECT {', '.join(columns)} FROM cdm.note h LEFT JOIN medomics.note_text w ON w.note_id = h.note_id"


def _judge(memory: Memory, name: str, table: Table, read: int, account: LoadAccount) -> None:
    """Quarantine rows that do not fit, leave out those held already; the others are `fresh_<table>`."""
    fields = [row["field"] for row in fields_of(name)]
    if "person_id" in fields and name != "person":
        memory.execute(
            f"UPDATE typed_{name} SET fault = 'person_id: no such person' WHERE fault IS NULL "
            "AND person_id NOT IN (SELECT person_id FROM known_person)"
        )
    _fresh_rows(memory, name, fields)
    memory.execute(
        f"INSERT INTO medomics.quarantine SELECT {account.load_id}, ?, line, '{name}', split_part(fault, ': ', 1), "
        f"split_part(fault, ': ', 2) FROM typed_{name} WHERE fault <> '{REPEATED}'",
        [table.label],
    )
    quarantined = _count(memory, f"typed_{name} WHERE fault <> '{REPEATED}'")
    superseded = _keep_held_vocabulary(memory, name) if name in VOCABULARY_TABLES and primary_key(name) else 0
    fresh = _count(memory, f"fresh_{name}")
    account.add(table.label, "loaded", fresh)
    account.add(table.label, "superseded", superseded)
    account.add(table.label, "quarantined", quarantined)
    account.add(table.label, "unchanged", read - fresh - superseded - quarantined)


def _keep_held_vocabulary(memory: Memory, name: str) -> int:
    """A CDM's extract of a vocabulary does not replace the concepts of the one that was loaded."""
    key = primary_key(name)
    superseded = _count(memory, f"replaced_{name}")
    memory.execute(f"DELETE FROM fresh_{name} WHERE {key} IN (SELECT key FROM replaced_{name})")
    memory.execute(f"DELETE FROM replaced_{name}")
    return superseded


def _fresh_rows(memory: Memory, name: str, fields: list[str]) -> None:
    columns, key = ", ".join(f'"{field}"' for field in fields), primary_key(name)
    if not key:
        memory.execute(
            f"CREATE TABLE fresh_{name} AS SELECT {columns} FROM typed_{name} WHERE fault IS NULL "
            f"EXCEPT ALL SELECT {columns} FROM held_{name}"
        )
        return
    ours, theirs = (", ".join(f'{side}."{field}"' for field in fields) for side in "th")
    memory.execute(
        f"CREATE TABLE fresh_{name} AS SELECT {ours} FROM typed_{name} t LEFT JOIN held_{name} h ON h.{key} = t.{key} "
        f"WHERE t.fault IS NULL AND (h.{key} IS NULL OR row({ours}) IS DISTINCT FROM row({theirs}))"
    )
    memory.execute(
        f"CREATE TABLE replaced_{name} AS SELECT {key} AS key FROM fresh_{name} "
        f"WHERE {key} IN (SELECT {key} FROM held_{name})"
    )


def _derive(record: Record, memory: Memory, tables: dict[str, Table], lags: dict[str, int]) -> None:
    _know_concepts(record, memory, tables)
    fill_concept_codes(memory)
    derive_events(memory, tables, lags)
    if "note" in tables:
        _note_words(memory)
    _leave_out_known_displays(record, memory)


def _know_concepts(record: Record, memory: Memory, tables: dict[str, Table]) -> None:
    """Concepts of the fresh rows, from the source's vocabulary and the record's."""
    columns = ("concept_id", "vocabulary_id", "concept_code", "concept_name")
    memory.execute(f"CREATE TABLE known_concept (concept_id INTEGER, {' VARCHAR, '.join(columns[1:])} VARCHAR)")
    if "concept" in tables:
        memory.execute(f"INSERT INTO known_concept SELECT {', '.join(columns)} FROM typed_concept WHERE fault IS NULL")
    wanted = [
        f"SELECT {column} AS key FROM memory.fresh_{row['table']}"
        for row in event_tables()
        if row["table"] in tables
        for column in concept_columns(row["table"])
    ]
    if wanted:
        keys = f"SELECT DISTINCT key FROM ({' UNION ALL '.join(wanted)}) WHERE key <> 0"
        query = f"SELECT {', '.join(columns)} FROM cdm.concept WHERE concept_id IN (SELECT key FROM wanted)"
        with visit_of(record, memory).reading() as visit:
            visit.pull("known_concept", query, keys)


def _leave_out_known_displays(record: Record, memory: Memory) -> None:
    memory.execute("CREATE TABLE held_display (code VARCHAR, display VARCHAR)")
    query = "SELECT code, display FROM medomics.code_display WHERE code IN (SELECT key FROM wanted)"
    with visit_of(record, memory).reading() as visit:
        visit.pull("held_display", query, "SELECT DISTINCT code FROM memory.medomics.code_display")
    held = "(SELECT (code, display) FROM held_display)"
    memory.execute(f"DELETE FROM medomics.code_display WHERE (code, display) IN {held}")


def _note_words(memory: Memory) -> None:
    """Words go beside the CDM, under their own permission."""
    memory.execute("""
        INSERT INTO medomics.note_text BY NAME
        SELECT note_id, person_id AS subject_id, coalesce(note_datetime, CAST(note_date AS TIMESTAMP)) AS note_date,
               CASE WHEN note_datetime > CAST(note_date AS TIMESTAMP) THEN note_datetime
                    ELSE note_date + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND END AS available_at,
               c.concept_name AS note_type,
               CASE language_concept_id WHEN 4180190 THEN 'fr' WHEN 4180186 THEN 'en' END AS language,
               note_title AS title, note_text AS text, sha256(note_text) AS sha256
        FROM fresh_note LEFT JOIN known_concept c ON c.concept_id = nullif(note_class_concept_id, 0)
        WHERE trim(note_text) <> ''
    """)
    memory.execute("UPDATE fresh_note SET note_text = ''")


def _count(memory: Memory, relation: str) -> int:
    row = memory.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
