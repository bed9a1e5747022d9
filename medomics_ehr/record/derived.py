"""Derives observation periods, condition eras and drug eras for the persons that a load touched.

Rules: OHDSI's published era scripts (a gap of up to 30 days joins exposures or occurrences of a concept), and one
observation period a person from the first to the last event. Incremental: other persons' rows stay as they are, and so
do the eras of a person whose conditions and drugs do.
"""

from __future__ import annotations

from medomics_ehr.record.exchange import create_memory_tables
from medomics_ehr.record.visit import Memory, Visit

ERAS = ("cdm.condition_era", "cdm.drug_era")
DERIVED = ("cdm.observation_period", *ERAS)

#: In-memory tables that are filled here and that `derive` reads.
INPUTS = """
CREATE TABLE memory.era_input (
    person_id BIGINT, kind VARCHAR, concept_id INTEGER, first_day DATE, last_day DATE, row_id BIGINT
);
CREATE TABLE memory.period_input (person_id BIGINT, first_day DATE, last_day DATE);
CREATE TABLE memory.ingredient (drug_concept_id INTEGER, ingredient_concept_id INTEGER)
"""

_CONDITIONS = """
SELECT person_id, 'condition', condition_concept_id, condition_start_date,
       coalesce(condition_end_date, condition_start_date + 1), condition_occurrence_id
FROM {source}cdm.condition_occurrence WHERE condition_concept_id <> 0 AND person_id IN (SELECT {key} FROM {wanted})
"""
_DRUGS = """
SELECT person_id, 'drug', drug_concept_id, drug_exposure_start_date, drug_exposure_end_date, drug_exposure_id
FROM {source}cdm.drug_exposure WHERE drug_concept_id <> 0 AND person_id IN (SELECT {key} FROM {wanted})
"""
_PERIODS = """
SELECT subject_id, CAST(min(time) AS DATE), CAST(max(coalesce("end", time)) AS DATE) FROM {source}medomics.event
WHERE time IS NOT NULL AND code <> 'MEDS_BIRTH' AND source_table <> 'finding' AND assertion IN ('present', 'historical')
  AND subject_id IN (SELECT {key} FROM {wanted}) GROUP BY subject_id
"""
_ERAS = """
CREATE TABLE exposure AS
SELECT e.person_id, e.kind, coalesce(i.ingredient_concept_id, e.concept_id) AS concept_id, first_day, last_day
FROM era_input e LEFT JOIN ingredient i ON e.kind = 'drug' AND i.drug_concept_id = e.concept_id
WHERE e.kind = 'condition' OR i.ingredient_concept_id IS NOT NULL;

-- Spans of a concept that lie no more than `gap` days apart are one.
CREATE MACRO joined(source, gap) AS TABLE
WITH marked AS (
    SELECT *, first_day > max(last_day) OVER (
        PARTITION BY person_id, kind, concept_id ORDER BY first_day, last_day
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) + gap AS begins FROM query_table(source)
), numbered AS (
    SELECT *, count_if(coalesce(begins, true)) OVER (
        PARTITION BY person_id, kind, concept_id ORDER BY first_day, last_day
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS span FROM marked
)
SELECT person_id, kind, concept_id, min(first_day) AS first_day, max(last_day) AS last_day,
       CAST(sum(items) AS BIGINT) AS items, CAST(sum(days) AS BIGINT) AS days
FROM numbered GROUP BY person_id, kind, concept_id, span;

CREATE TABLE single AS SELECT *, 1 AS items, 0 AS days FROM exposure;
CREATE TABLE stretch AS SELECT * REPLACE (last_day - first_day AS days) FROM joined('single', 0);
CREATE TABLE era_span AS FROM joined('stretch', 30);

INSERT INTO cdm.condition_era
SELECT CAST(md5_number_lower(person_id || '|c|' || concept_id || '|' || first_day) >> 1 AS BIGINT),
       person_id, concept_id, first_day, last_day, items FROM era_span WHERE kind = 'condition';

INSERT INTO cdm.drug_era
SELECT CAST(md5_number_lower(person_id || '|d|' || concept_id || '|' || first_day) >> 1 AS BIGINT),
       person_id, concept_id, first_day, last_day, items, greatest(last_day - first_day - days, 0)
FROM era_span WHERE kind = 'drug'
"""

_PERIOD_ROWS = """
INSERT INTO cdm.observation_period
SELECT person_id, person_id, min(first_day), max(last_day), 32817 FROM period_input GROUP BY person_id
"""

_INGREDIENTS = """
SELECT DISTINCT a.descendant_concept_id, a.ancestor_concept_id FROM cdm.concept_ancestor a
JOIN cdm.concept c ON c.concept_id = a.ancestor_concept_id
WHERE c.concept_class_id = 'Ingredient' AND c.standard_concept = 'S'
  AND c.vocabulary_id IN ('RxNorm', 'RxNorm Extension')
  AND a.descendant_concept_id IN (SELECT key FROM wanted)
"""


def read_stored_periods(memory: Memory, visit: Visit, persons: str) -> None:
    """Read the record's part of the periods of persons, without the rows in `doomed_row`."""
    visit.stage("doomed_row")
    old = _PERIODS.replace("GROUP BY", "AND source_id NOT IN (SELECT row_id FROM staged_doomed_row) GROUP BY")
    visit.pull("period_input", old.format(source="", key="key", wanted="wanted"), persons)


def read_new_periods(memory: Memory) -> None:
    """Read the part that the in-memory rows have in the periods of the persons in `touched`."""
    new = _PERIODS.format(source="memory.", key="person_id", wanted="memory.touched")
    memory.execute(f"INSERT INTO memory.period_input {new}")


def read_eras(memory: Memory, visit: Visit) -> None:
    """Read what the eras of the persons in `era_touched` follow from, in the record and in memory."""
    for query in (_CONDITIONS, _DRUGS):
        stored = query.format(source="", key="key", wanted="wanted")
        visit.pull("era_input", stored, "SELECT person_id FROM memory.era_touched")
    # Before the new rows come: that of a new version has the key of the old one's.
    memory.execute("DELETE FROM memory.era_input WHERE row_id IN (SELECT row_id FROM memory.doomed_row)")
    for query in (_CONDITIONS, _DRUGS):
        new = query.format(source="memory.", key="person_id", wanted="memory.era_touched")
        memory.execute(f"INSERT INTO memory.era_input {new}")
    drugs = "SELECT DISTINCT concept_id FROM memory.era_input WHERE kind = 'drug'"
    visit.pull("ingredient", _INGREDIENTS, drugs)


def derive(memory: Memory) -> None:
    """Compute the in-memory rows of `DERIVED` from what was read."""
    create_memory_tables(memory, DERIVED)
    memory.execute(_PERIOD_ROWS)
    if memory.execute("FROM era_input LIMIT 1").fetchone() is not None:
        memory.execute(_ERAS)
