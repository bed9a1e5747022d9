"""Writes a mapped batch to the record in one transaction: rows, versions, quarantine and account together.

The rows of a resource's earlier version go as the new ones come, so a record never holds both or neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from medomics_ehr.adapters.fhir import episodes
from medomics_ehr.adapters.fhir.account import account_of_batch, fill_quarantine
from medomics_ehr.adapters.fhir.batch import Batch
from medomics_ehr.adapters.fhir.begin_batch import BESIDE, CLINICAL, LEDGER
from medomics_ehr.adapters.fhir.document import Refusal
from medomics_ehr.adapters.fhir.episodes import derive_episodes, may_have_episodes, read_cancer_events
from medomics_ehr.adapters.fhir.relations import add_own_links, link_facts, read_far
from medomics_ehr.record.derived import DERIVED, ERAS, derive, read_eras, read_new_periods, read_stored_periods
from medomics_ehr.record.exchange import row_counts, visit_of
from medomics_ehr.record.load_account import LoadAccount
from medomics_ehr.record.visit import Memory, Visit

#: Tables with a visit, by the name of their key.
VISITED = {
    "condition_occurrence": "condition_occurrence_id",
    "drug_exposure": "drug_exposure_id",
    "procedure_occurrence": "procedure_occurrence_id",
    "device_exposure": "device_exposure_id",
    "measurement": "measurement_id",
    "observation": "observation_id",
    "note": "note_id",
}
#: Tables whose rows go by the name of another table's in `source_row`.
_NAMED_AS = {"medomics.note_text": "note", "medomics.image_occurrence": "procedure_occurrence"}
#: All tables whose rows belong to a resource.
OWNED = {
    **{f"cdm.{table}": key for table, key in VISITED.items()},
    "cdm.person": "person_id",
    "cdm.death": "person_id",
    "cdm.visit_occurrence": "visit_occurrence_id",
    "cdm.visit_detail": "visit_detail_id",
    "cdm.specimen": "specimen_id",
    "cdm.location": "location_id",
    "cdm.care_site": "care_site_id",
    "cdm.provider": "provider_id",
    "medomics.note_text": "note_id",
    "medomics.image_occurrence": "procedure_occurrence_id",
    "medomics.medication": "resource_key",
}

_UNMAPPED = """
INSERT INTO medomics.unmapped_code
SELECT $load, table_name, coalesce(short, 'TEXT'), source_value, count(*) FROM routed WHERE concept_id = 0
GROUP BY ALL ORDER BY ALL
"""

_LEDGER_ROWS = """
INSERT INTO medomics.resource BY NAME
SELECT resource_key, f.resource_type, sha256, version_at, d.state, d.reason, $rules AS rules, $load AS load_id
FROM fresh f JOIN disposition d USING (resource_key);

INSERT INTO medomics.waiting BY NAME
SELECT resource_key, parent_key, parent_type, file, $load AS load_id, resource
FROM fresh JOIN disposition d USING (resource_key) WHERE d.state = 'waiting'
"""

#: What statements on the record read.
_TO_ASK = """
CREATE TABLE new_note AS SELECT note_id FROM medomics.note_text;
CREATE TABLE new_display AS SELECT DISTINCT code, display FROM medomics.code_display
WHERE code IS NOT NULL AND display IS NOT NULL
"""

#: Persons of the new rows whose periods and eras are derived anew; of those of the replaced ones it is known already.
_TOUCHED = """
CREATE TABLE newly_touched AS
SELECT DISTINCT subject_id AS person_id FROM medomics.event WHERE subject_id NOT IN (FROM touched);
INSERT INTO touched FROM newly_touched
"""
_ERA_TOUCHED = """
INSERT INTO era_touched SELECT person_id FROM cdm.condition_occurrence UNION SELECT person_id FROM cdm.drug_exposure
"""


def prepare(batch: Batch, refusals: Sequence[Refusal], unmapped: dict[tuple[str, str, str], int]) -> LoadAccount:
    """Complete the in-memory ledger rows and derived tables; returns the batch's account.

    What follows from the rows goes beside the events, which take longest.
    """
    start, filling = batch.lanes.start, batch.filling
    of_rows = start(partial(_read_of_rows, batch=batch), after=[filling.rows])
    account = start(partial(_count, batch=batch, refusals=refusals, unmapped=unmapped), after=[filling.rows])
    ledger = start(partial(_fill_rows, batch=batch), after=[filling.rows])
    of_events = start(partial(_read_of_events, batch=batch), after=[filling.events, of_rows])
    links = start(partial(link_facts, tables=batch.filling.tables), after=[of_rows])
    derived = [start(task, after=[of_events]) for task in (derive, derive_episodes)]
    for done in (ledger, links, *derived):
        done.result()
    return account.result()


def _count(
    memory: Memory, batch: Batch, refusals: Sequence[Refusal], unmapped: dict[tuple[str, str, str], int]
) -> LoadAccount:
    """Fill the ledger's counts; returns the batch's account."""
    if batch.rules.vocabulary:
        memory.execute(_UNMAPPED.replace("$load", str(batch.load_id)))
    account = account_of_batch(memory, refusals, unmapped, batch.load_id, batch.has_released)
    account.fill_ledger(memory)
    fill_quarantine(memory, batch.load_id, refusals)
    return account


def _fill_rows(memory: Memory, batch: Batch) -> None:
    """Fill the ledger's rows of each resource, and what statements on the record read."""
    rules = "'" + batch.rules.fingerprint.replace("'", "''") + "'"
    ledger = _LEDGER_ROWS.replace("$rules", rules).replace("$load", str(batch.load_id))
    memory.execute(f"{ledger};{_TO_ASK}")


#: Reads something of the record, and whether it is needed.
_Read = tuple[Callable[[Memory, Visit], None], bool]


def _read_of_rows(memory: Memory, batch: Batch) -> None:
    """Read what eras and links follow from: the batch's rows, and the record's."""
    memory.execute(_ERA_TOUCHED)
    _read(memory, batch, [(read_eras, _has_rows(memory, "era_touched")), (read_far, add_own_links(memory))])


def _read_of_events(memory: Memory, batch: Batch) -> None:
    """Read what periods and episodes follow from: the batch's events, and the record's."""
    memory.execute(_TOUCHED)
    read_new_periods(memory)
    periods = partial(read_stored_periods, persons="FROM memory.newly_touched")
    episodes = (read_cancer_events, may_have_episodes(memory))
    _read(memory, batch, [(periods, _has_rows(memory, "newly_touched")), episodes])


def _read(memory: Memory, batch: Batch, reads: Sequence[_Read]) -> None:
    needed = [read for read, is_needed in reads if is_needed]
    if needed:
        with visit_of(batch.record, memory).reading() as visit:
            for read in needed:
                read(memory, visit)


def _has_rows(memory: Memory, table: str) -> bool:
    return memory.execute(f"FROM {table} LIMIT 1").fetchone() is not None


#: In-memory tables that statements on the record read, as `staged_<name>`.
_STAGED = ("doomed_key", "doomed_row", "touched", "era_touched", "new_note", "named_anew", "new_display", "newly_named")

#: What else a transaction writes, after the rows.
AtEnd = Callable[[Visit], None]


def write(batch: Batch, at_end: AtEnd | None) -> None:
    """Commit the batch. Deletes come first, then rows, then late encounters are linked."""
    tables = [t for t in (*CLINICAL, *BESIDE, *DERIVED, *episodes.DERIVED, *LEDGER) if t != "medomics.code_display"]
    asked = [table for table in tables if not _is_empty(table, batch)]
    rows = row_counts(batch.memory, [*asked, *_STAGED, "diseased"])
    with batch.visit.writing() as visit:
        _stage(visit, rows)
        if "doomed_key" in rows:
            _delete_old(visit, _doomed_tables(batch.memory), batch.has_waiting)
        for name, statements in _REPLACED.items():
            for statement in statements if name in rows else ():
                visit.execute(statement)
        for table in tables:
            if table in rows:
                visit.push(table)
        if "new_display" in rows:
            visit.execute(_NEW_DISPLAYS)
        if any(table in rows for table in _LINKED):
            _link_visits(visit)
        if at_end:
            at_end(visit)


def _is_empty(table: str, batch: Batch) -> bool:
    """Whether a table is known to have no row: whatever a resource becomes in the CDM is in `source_row`."""
    schema, name = table.split(".")
    return schema == "cdm" and table in OWNED and name not in batch.filling.tables


def _stage(visit: Visit, rows: Mapping[str, int]) -> None:
    needed = {"new_note", "doomed_row"} if "doomed_key" in rows else set()
    for name in (*_STAGED, "diseased"):
        if name in rows or name in needed:
            visit.stage(name)


def _doomed_tables(memory: Memory) -> set[str]:
    return {name for (name,) in memory.execute("SELECT DISTINCT table_name FROM memory.doomed_row").fetchall()}


def _delete_old(visit: Visit, names: set[str], has_waiting: bool) -> None:
    doomed = "SELECT row_id FROM staged_doomed_row WHERE table_name = '{}'"
    for table, key in OWNED.items():
        name = _NAMED_AS.get(table, table.split(".")[1])
        if name in names:
            visit.execute(f"DELETE FROM {table} WHERE {key} IN ({doomed.format(name)})")
    visit.execute(
        "DELETE FROM medomics.event WHERE source_table <> 'finding' "
        "AND source_id IN (SELECT row_id FROM staged_doomed_row)"
    )
    gone = f"({doomed.format('note')}) AND note_id NOT IN (SELECT note_id FROM staged_new_note)"
    coded = ("medomics.event", "medomics.finding", "medomics.coded_note", "cdm.note_nlp")
    for table in coded if "note" in names else ():
        visit.execute(f"DELETE FROM {table} WHERE note_id IN {gone}")
    visit.execute("DELETE FROM medomics.pending_visit WHERE row_id IN (SELECT row_id FROM staged_doomed_row)")
    for end in ("fact_id_1", "fact_id_2"):
        visit.execute(f"DELETE FROM cdm.fact_relationship WHERE {end} IN (SELECT row_id FROM staged_doomed_row)")
    kept = ["medomics.relation", "medomics.source_row", "medomics.resource"]
    for table in [*kept, "medomics.waiting"] if has_waiting else kept:
        visit.execute(f"DELETE FROM {table} WHERE resource_key IN (SELECT resource_key FROM staged_doomed_key)")


#: What goes as new rows come, by the in-memory table that tells whose.
_REPLACED = {
    "touched": ("DELETE FROM cdm.observation_period WHERE person_id IN (SELECT person_id FROM staged_touched)",),
    "era_touched": tuple(
        f"DELETE FROM {table} WHERE person_id IN (SELECT person_id FROM staged_era_touched)" for table in ERAS
    ),
    "newly_named": (
        "DELETE FROM medomics.crosswalk WHERE resource_key IN (SELECT resource_key FROM staged_newly_named)",
    ),
    "named_anew": ("DELETE FROM medomics.alias WHERE resource_key IN (SELECT resource_key FROM staged_named_anew)",),
    "diseased": episodes.DELETE,
}

_NEW_DISPLAYS = """
INSERT INTO medomics.code_display
SELECT n.code, n.display FROM staged_new_display n
WHERE NOT EXISTS (SELECT 1 FROM medomics.code_display d WHERE d.code = n.code AND d.display = n.display)
"""

#: Encounters that came, or rows that name an encounter that has not been seen.
_LINKED = ("cdm.visit_occurrence", "cdm.visit_detail", "medomics.pending_visit")
_VISIT = """
SELECT p.row_id, v.visit_occurrence_id, CAST(NULL AS BIGINT) AS visit_detail_id FROM medomics.pending_visit p
JOIN cdm.visit_occurrence v ON v.visit_occurrence_id = p.encounter_key WHERE p.table_name = '{0}'
UNION ALL
SELECT p.row_id, v.visit_occurrence_id, v.visit_detail_id FROM medomics.pending_visit p
JOIN cdm.visit_detail v ON v.visit_detail_id = p.encounter_key WHERE p.table_name = '{0}'
"""


def _link_visits(visit: Visit) -> None:
    """Rows that came before their encounter get its visit once it is there."""
    if not visit.rows("SELECT 1 FROM medomics.pending_visit LIMIT 1"):
        return
    for table, key in VISITED.items():
        visit.execute(
            f"UPDATE cdm.{table} SET visit_occurrence_id = l.visit_occurrence_id, visit_detail_id = l.visit_detail_id "
            f"FROM ({_VISIT.format(table)}) l WHERE l.row_id = cdm.{table}.{key}"
        )
    for place in ("cdm.visit_occurrence WHERE visit_occurrence_id", "cdm.visit_detail WHERE visit_detail_id"):
        visit.execute(f"DELETE FROM medomics.pending_visit p WHERE EXISTS (SELECT 1 FROM {place} = p.encounter_key)")
