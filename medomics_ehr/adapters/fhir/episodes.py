"""Derives episodes of cancer and of its treatment (CDM 5.4, EPISODE and EPISODE_EVENT) for the persons of a batch.

A disease is a category of ICD-10 C00 to C97 without metastases, or a code that a value set groups with it; its episode
begins with its first diagnosis. A treatment is a span of antineoplastic drugs, or of radiotherapy, without a gap
of more than `GAP_DAYS`; its parent is the newest disease before it. Other persons' episodes stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from medomics_ehr.record.exchange import insert_rows
from medomics_ehr.record.visit import Memory, Visit
from medomics_ehr.terminology.tables import rows

#: Eight weeks and a few days: longer than any usual cycle, so that a course is not cut between two of them.
GAP_DAYS = 60
DERIVED = ("cdm.episode", "cdm.episode_event")
_METASTASES = ("C77", "C78", "C79")

#: Tables whose rows diseases and treatments are derived from.
_SOURCES = "('condition_occurrence', 'drug_exposure', 'procedure_occurrence')"
_CREATE = """
CREATE TABLE memory.diseased (person_id BIGINT);
CREATE TABLE memory.cancer_event (
    person_id BIGINT, code VARCHAR, row_id BIGINT, field_concept_id INTEGER, concept_id INTEGER, first_day DATE,
    last_day DATE
)
"""
_LABELS = """
CREATE TABLE memory.cancer_code (code VARCHAR, label VARCHAR);
CREATE MACRO memory.cancer_label(c) AS CASE
    WHEN regexp_matches(c, '^ICD10//C[0-9]') AND substr(c, 8, 3) NOT IN ('C77', 'C78', 'C79') THEN substr(c, 8, 3)
    WHEN regexp_matches(c, '^ATC//L0[12]') THEN 'systemic therapy' END;
"""

#: Rows of a person with their codes; 1147127, 1147094 and 1147082 are the metadata concepts of the rows' keys.
_ROWS = """
SELECT e.subject_id, e.code, e.source_id, 1147127, c.condition_concept_id, c.condition_start_date, c.condition_end_date
FROM {0}medomics.event e JOIN {0}cdm.condition_occurrence c ON c.condition_occurrence_id = e.source_id
WHERE e.source_table = 'condition_occurrence' AND e.subject_id IN ({1})
UNION ALL
SELECT e.subject_id, e.code, e.source_id, 1147094, d.drug_concept_id, d.drug_exposure_start_date,
       d.drug_exposure_end_date
FROM {0}medomics.event e JOIN {0}cdm.drug_exposure d ON d.drug_exposure_id = e.source_id
WHERE e.source_table = 'drug_exposure' AND e.subject_id IN ({1})
UNION ALL
SELECT e.subject_id, e.code, e.source_id, 1147082, p.procedure_concept_id, p.procedure_date, p.procedure_end_date
FROM {0}medomics.event e JOIN {0}cdm.procedure_occurrence p ON p.procedure_occurrence_id = e.source_id
WHERE e.source_table = 'procedure_occurrence' AND e.subject_id IN ({1})
"""

_EPISODES = """
-- 32528 is a disease's first occurrence, 32531 a treatment regimen.
CREATE TABLE labelled AS
SELECT person_id, label, row_id, field_concept_id, concept_id, first_day,
       greatest(first_day, coalesce(last_day, first_day)) AS last_day,
       CASE field_concept_id WHEN 1147127 THEN 32528 ELSE 32531 END AS kind
FROM (SELECT e.*, coalesce(cancer_label(e.code), c.label) AS label
      FROM cancer_event e LEFT JOIN cancer_code c ON c.code = e.code)
WHERE label IS NOT NULL AND (label IN ('systemic therapy', 'radiotherapy')) = (field_concept_id <> 1147127)
QUALIFY row_number() OVER (PARTITION BY row_id ORDER BY code NOT LIKE 'ICD10//%', label) = 1;

CREATE TABLE in_span AS
SELECT *, CASE kind WHEN 32528 THEN 0 ELSE count_if(begins) OVER (
    PARTITION BY person_id, label ORDER BY first_day, last_day, row_id ROWS UNBOUNDED PRECEDING) END AS span
FROM (SELECT *, coalesce(first_day > max(last_day) OVER (
          PARTITION BY person_id, label ORDER BY first_day, last_day, row_id
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) + $gap, true) AS begins FROM labelled);

CREATE TABLE spanned AS
SELECT person_id, kind, label, span, min(first_day) AS first_day,
       CASE WHEN kind = 32531 THEN max(last_day) END AS last_day,
       CASE WHEN label <> 'systemic therapy' THEN arg_min(concept_id, (first_day, row_id)) ELSE 0 END AS concept_id
FROM in_span GROUP BY person_id, kind, label, span;

CREATE TABLE episode AS
SELECT *, CAST(md5_number_lower(person_id || '|' || label || '|' || first_day) >> 1 AS BIGINT) AS episode_id,
       row_number() OVER (PARTITION BY person_id, kind ORDER BY first_day, label) AS number
FROM spanned;

INSERT INTO cdm.episode BY NAME
SELECT e.episode_id, e.person_id, e.kind AS episode_concept_id, e.first_day AS episode_start_date,
       e.last_day AS episode_end_date, CASE WHEN e.kind = 32531 THEN d.episode_id END AS episode_parent_id,
       e.number AS episode_number, e.concept_id AS episode_object_concept_id, 32882 AS episode_type_concept_id,
       e.label AS episode_source_value, 0 AS episode_source_concept_id
FROM episode e
LEFT JOIN episode d ON d.person_id = e.person_id AND d.kind = 32528 AND d.first_day <= e.first_day
QUALIFY row_number() OVER (PARTITION BY e.episode_id ORDER BY d.first_day DESC NULLS LAST, d.label) = 1;

INSERT INTO cdm.episode_event
SELECT DISTINCT e.episode_id, s.row_id, s.field_concept_id
FROM in_span s JOIN episode e USING (person_id, kind, label, span)
"""

#: What replaces the episodes of the persons in `diseased`.
DELETE = (
    "DELETE FROM cdm.episode_event WHERE episode_id IN (SELECT episode_id FROM cdm.episode "
    "WHERE person_id IN (SELECT person_id FROM staged_diseased))",
    "DELETE FROM cdm.episode WHERE person_id IN (SELECT person_id FROM staged_diseased)",
)


def may_have_episodes(memory: Memory) -> bool:
    """Whether the batch changes rows that episodes could follow from, which `read_cancer_events` then reads."""
    memory.execute(_CREATE)
    return memory.execute(_CHANGED).fetchone() is not None


def read_cancer_events(memory: Memory, visit: Visit) -> None:
    """Read what episodes follow from, and fill `diseased` with the persons whose episodes are derived anew."""
    memory.execute(_LABELS)
    insert_rows(memory, "memory.cancer_code", _grouped_codes())
    memory.execute(
        "INSERT INTO memory.diseased SELECT DISTINCT subject_id FROM memory.medomics.event e "
        "LEFT JOIN memory.cancer_code c ON c.code = e.code "
        f"WHERE coalesce(memory.cancer_label(e.code), c.label) IS NOT NULL AND e.source_table IN {_SOURCES}"
    )
    if memory.execute("FROM memory.doomed_row LIMIT 1").fetchone() is not None:
        held = "SELECT DISTINCT person_id FROM cdm.episode WHERE person_id IN (SELECT key FROM wanted)"
        visit.pull("diseased", held, "SELECT person_id FROM memory.touched")
    if memory.execute("FROM memory.diseased LIMIT 1").fetchone() is None:
        return
    persons = "SELECT DISTINCT person_id FROM memory.diseased"
    visit.pull("cancer_event", _ROWS.format("", "SELECT key FROM wanted"), persons)
    memory.execute("DELETE FROM memory.cancer_event WHERE row_id IN (SELECT row_id FROM memory.doomed_row)")
    memory.execute(f"INSERT INTO memory.cancer_event {_ROWS.format('memory.', persons)}")


_CHANGED = f"""
SELECT 1 FROM memory.medomics.source_row WHERE table_name IN {_SOURCES}
UNION ALL SELECT 1 FROM memory.doomed_row WHERE table_name IN {_SOURCES} LIMIT 1
"""


def derive_episodes(memory: Memory) -> None:
    """Fill the in-memory tables of `DERIVED` from what `read_cancer_events` read."""
    if memory.execute("FROM cancer_event LIMIT 1").fetchone() is None:
        return
    memory.execute(_EPISODES.replace("$gap", str(GAP_DAYS)))


@cache
def _grouped_codes() -> list[tuple[str, str]]:
    """Event codes without a hierarchy of their own, with the ICD-10 category or the treatment they belong to.

    >>> dict(_grouped_codes())["SNOMED//254837009"]
    'C50'
    """
    members: dict[str, list[tuple[str, str]]] = {}
    for row in rows("value_sets"):
        members.setdefault(row["name"], []).append((row["system"], row["code"]))
    found: dict[str, str] = {}
    for name, codes in sorted(members.items(), key=lambda value_set: len(_sites(value_set[1]))):
        label = name if name in ("systemic therapy", "radiotherapy") else next(iter(_sites(codes)), "")
        for system, code in codes:
            if label and system in ("SNOMED", "RXNORM", "CPT", "CCAM"):
                found.setdefault(f"{system}//{code}", label)
    return sorted(found.items())


def _sites(members: Sequence[tuple[str, str]]) -> list[str]:
    """Categories of ICD-10 cancers in a value set, none where it begins with another disease."""
    codes = [code[:3] for system, code in members if system == "ICD10" and code[1:2].isdigit()]
    return list(dict.fromkeys(codes)) if codes and codes[0][0] == "C" and codes[0] not in _METASTASES else []
