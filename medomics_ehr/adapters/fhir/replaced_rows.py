"""Reads what the record holds of the resources that a batch replaces, and of what follows from their rows.

It needs only their keys, so it goes beside the mapping; what the new rows add to it, `commit` reads once they are
there.
"""

from __future__ import annotations

from medomics_ehr.adapters.fhir.relations import read_others
from medomics_ehr.record.derived import INPUTS, read_stored_periods
from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory

_CREATE = """
CREATE TABLE memory.doomed_key AS
SELECT resource_key FROM memory.fresh WHERE is_stored UNION ALL FROM memory.unmapped;
CREATE TABLE memory.doomed_row (resource_key BIGINT, table_name VARCHAR, row_id BIGINT);
CREATE TABLE memory.touched (person_id BIGINT);
CREATE TABLE memory.era_touched (person_id BIGINT)
"""
_ROWS = """
SELECT resource_key, table_name, row_id FROM medomics.source_row WHERE resource_key IN (SELECT key FROM wanted)
"""
_PEOPLE = "SELECT DISTINCT subject_id FROM medomics.event WHERE source_id IN (SELECT key FROM wanted)"
_SPANS = "SELECT row_id FROM memory.doomed_row WHERE table_name IN ('condition_occurrence', 'drug_exposure')"


def read_replaced(memory: Memory, record: Record) -> None:
    """Fill `doomed_key` and `doomed_row`, which go, and the in-memory tables of what is derived from such rows.

    `touched` are the persons whose observation periods are derived anew, `era_touched` those whose eras are.
    """
    memory.execute(f"{_CREATE};{INPUTS}")
    with visit_of(record, memory).reading() as visit:
        if visit.pull("doomed_row", _ROWS, "FROM memory.doomed_key"):
            visit.pull("touched", _PEOPLE, "SELECT row_id FROM memory.doomed_row")
            visit.pull("era_touched", _PEOPLE, _SPANS)
            read_stored_periods(memory, visit, "FROM memory.touched")
        read_others(memory, visit)
