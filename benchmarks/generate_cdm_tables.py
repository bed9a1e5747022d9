"""The CDM rows behind the events of an invented record, and the concepts that ATLAS definitions name.

Used by `generate_cdm.py`: each event becomes a row of the table that it names, in the visit into which it falls.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from benchmarks.circe_agreement import concepts_of
from medomics_ehr.cohort.readers.circe import read_circe
from medomics_ehr.cohort.readers.circe.domains import DOMAINS

#: Tables whose rows are events, with what their rows hold beside key, person, concept and days.
_EVENT_TABLES = {
    "ConditionOccurrence": "source_days AS condition_end_date",
    "DrugExposure": "source_days AS drug_exposure_end_date, 10 AS days_supply, 10.0 AS quantity",
    "ProcedureOccurrence": "",
    "Measurement": "numeric_value AS value_as_number, 8840 AS unit_concept_id, 10.0 AS range_low, 60.0 AS range_high",
    "Observation": "numeric_value AS value_as_number",
    "DeviceExposure": "source_days AS device_exposure_end_date",
}
#: Criteria on eras read tables that are derived: the events of these concepts are drawn in the table below.
_DRAWN_AS = {"ConditionEra": "ConditionOccurrence", "DrugEra": "DrugExposure", "DoseEra": "DrugExposure"}

_VISITS = """
INSERT INTO cdm.visit_occurrence BY NAME
SELECT source_id AS visit_occurrence_id, subject_id AS person_id, d.concept_id AS visit_concept_id,
       time::DATE AS visit_start_date, time::DATE + if(d.concept_id IN (9201, 262), 1 + hash(source_id) % 12, 0)::INT
       AS visit_end_date, 32817 AS visit_type_concept_id, 0 AS visit_source_concept_id
FROM medomics.event e JOIN drawn d USING (code, source_table) WHERE source_table = 'visit_occurrence'
"""
_ROWS = """
INSERT INTO cdm.{table} BY NAME
SELECT source_id AS {key}, subject_id AS person_id, d.concept_id AS {concept}, time::DATE AS {start},
       32817 AS {type}, 0 AS {source}, {visit} {more}
FROM (SELECT *, time::DATE + (1 + hash(source_id) % 30)::INT AS source_days FROM medomics.event
      WHERE source_table = '{table}') e
JOIN drawn d USING (code, source_table)
ASOF LEFT JOIN cdm.visit_occurrence v ON v.person_id = e.subject_id AND v.visit_start_date <= e.time::DATE
"""
#: An era for each exposure or occurrence: invented ones of one concept hardly ever touch.
_DERIVED = """
INSERT INTO cdm.condition_era BY NAME
SELECT condition_occurrence_id AS condition_era_id, person_id, condition_concept_id,
       condition_start_date AS condition_era_start_date, condition_end_date AS condition_era_end_date,
       1 AS condition_occurrence_count FROM cdm.condition_occurrence;
INSERT INTO cdm.drug_era BY NAME
SELECT drug_exposure_id AS drug_era_id, person_id, drug_concept_id, drug_exposure_start_date AS drug_era_start_date,
       drug_exposure_end_date AS drug_era_end_date, 1 AS drug_exposure_count, 0 AS gap_days FROM cdm.drug_exposure;
INSERT INTO cdm.dose_era BY NAME
SELECT drug_exposure_id AS dose_era_id, person_id, drug_concept_id, 8576 AS unit_concept_id,
       (5 + hash(drug_exposure_id) % 40)::DOUBLE AS dose_value, drug_exposure_start_date AS dose_era_start_date,
       drug_exposure_end_date AS dose_era_end_date FROM cdm.drug_exposure;
INSERT INTO cdm.concept BY NAME
SELECT DISTINCT ON (concept_id) concept_id, code AS concept_name, source_table AS domain_id, 'S' AS standard_concept,
       split_part(code, '//', 1) AS vocabulary_id, 'Invented' AS concept_class_id, split_part(code, '//', 2)
       AS concept_code, DATE '1970-01-01' AS valid_start_date, DATE '2099-12-31' AS valid_end_date FROM drawn;
INSERT INTO cdm.concept_ancestor
SELECT concept_id, concept_id, 0, 0 FROM cdm.concept
"""
_PEOPLE = """
INSERT INTO cdm.observation_period BY NAME
SELECT person_id AS observation_period_id, person_id, DATE '2009-01-01' + (hash(person_id, $seed, 9) % 300)::INT
       AS observation_period_start_date, DATE '2025-12-31' AS observation_period_end_date,
       32817 AS period_type_concept_id FROM cdm.person
"""
_DEATHS = """
INSERT INTO cdm.death BY NAME
SELECT person_id, DATE '2025-01-02' + (hash(person_id, $seed, 10) % 300)::INT AS death_date FROM cdm.person
WHERE hash(person_id, $seed, 11) % 25 = 0
"""


def named_concepts(definitions: Iterable[Path]) -> list[tuple[str, str, int]]:
    """Table, event code and concept of the events that definitions ask for; concepts of visits are there anyway."""
    found: dict[tuple[str, int], str] = {}
    for path in definitions:
        for kind, concept in concepts_of(read_circe(path.read_text(encoding="utf-8"), path.name)):
            table = DOMAINS[_DRAWN_AS.get(kind, kind)].table
            if table != "visit_occurrence":
                found[table, concept] = f"CONCEPT//{concept}"
    return [(table, code, concept) for (table, concept), code in sorted(found.items())]


def fill_cdm(connection: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Fill the clinical tables from the events, and what follows from people and rows; reads the table `drawn`."""
    connection.execute(_PEOPLE, {"seed": seed})
    connection.execute(_DEATHS, {"seed": seed})
    connection.execute(_VISITS)
    for kind, more in _EVENT_TABLES.items():
        domain = DOMAINS[kind]
        names = [column.name for column in domain.rows.columns]
        inside = "if(e.time::DATE <= v.visit_end_date, v.visit_occurrence_id, NULL) AS visit_occurrence_id"
        connection.execute(
            _ROWS.format(
                table=domain.table,
                key=domain.key,
                concept=domain.concept,
                start=domain.start,
                source=domain.source,
                type=next(name for name in names if name.endswith("_type_concept_id")),
                visit=inside,
                more=f", {more}" if more else "",
            )
        )
    connection.execute(_DERIVED)
