"""What a batch begins with: the empty tables, rules and code systems of its in-memory database, before any resource."""

from __future__ import annotations

from medomics_ehr.adapters.fhir import dispositions, episodes
from medomics_ehr.adapters.fhir.concepts import begin_code_systems
from medomics_ehr.adapters.fhir.mapping_files import data_rows, step_sql
from medomics_ehr.record.exchange import create_memory_tables, insert_rows
from medomics_ehr.record.visit import Memory

#: Tables that a FHIR load fills row by row.
CLINICAL = (
    "cdm.person",
    "cdm.death",
    "cdm.visit_occurrence",
    "cdm.visit_detail",
    "cdm.condition_occurrence",
    "cdm.drug_exposure",
    "cdm.procedure_occurrence",
    "cdm.device_exposure",
    "cdm.measurement",
    "cdm.observation",
    "cdm.specimen",
    "cdm.note",
    "cdm.location",
    "cdm.care_site",
    "cdm.provider",
    "cdm.fact_relationship",
)
BESIDE = (
    "medomics.event",
    "medomics.code_display",
    "medomics.note_text",
    "medomics.image_occurrence",
    "medomics.medication",
    "medomics.source_row",
    "medomics.pending_visit",
    "medomics.relation",
)
LEDGER = (
    "medomics.resource",
    "medomics.crosswalk",
    "medomics.alias",
    "medomics.waiting",
    "medomics.quarantine",
    "medomics.exclusion",
    "medomics.unmapped_code",
    "medomics.load_file",
)


def begin(memory: Memory, policy: dispositions.Policy) -> None:
    """Make the tables and macros of the mapping in an empty in-memory database, which needs no resource yet."""
    memory.execute(step_sql("begin"))
    memory.execute(dispositions.CREATE)
    dispositions.load_status_rules(memory, policy)
    for name in ("code_concept", "relationship", "staging", "stage_value"):
        insert_rows(memory, name, [tuple(row.values()) for row in data_rows(name)])
    begin_code_systems(memory)
    create_memory_tables(memory, [*CLINICAL, *BESIDE, *LEDGER, *episodes.DERIVED])
