"""Looks up a batch's codes: the short names of their systems, and their concepts in the loaded vocabulary.

Fills the in-memory tables `code_system`, `vocabulary_rank`, `code_map`, `value_map`, `unit_map` and `concept_above`.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock

from medomics_ehr.record.exchange import insert_rows
from medomics_ehr.record.visit import Memory, Visit
from medomics_ehr.terminology.systems import OWN_SYSTEMS, PREFERRED, code_system


def begin_code_systems(memory: Memory) -> None:
    """Fill `vocabulary_rank`, and `code_system` with the systems that mappings name themselves."""
    _add(memory, ["", *OWN_SYSTEMS])
    ranks = [(v, domain, i) for domain, order in PREFERRED.items() for i, v in enumerate(order)]
    insert_rows(memory, "vocabulary_rank", ranks)


#: Types are mapped side by side, and a system has one row.
_adding = Lock()


def add_code_systems(memory: Memory, queries: Sequence[str]) -> None:
    """Add the systems that a column of URLs names, with their short names and vocabularies."""
    asked = f"SELECT DISTINCT url FROM ({' UNION ALL '.join(queries)}) t(url) WHERE url IS NOT NULL"
    with _adding:
        known = "url NOT IN (SELECT url FROM code_system)"
        new = memory.execute(f"{asked} AND {known}").fetchall() if queries else []
        _add(memory, [url for (url,) in new])


def _add(memory: Memory, urls: Sequence[str]) -> None:
    known = {url: code_system(url) for url in urls}
    insert_rows(memory, "code_system", [(url, system.short, system.vocabulary) for url, system in known.items()])


def unknown_systems(memory: Memory) -> set[str]:
    """URLs that the batch's codes are under and that no known system has."""
    return {url for (url,) in memory.execute(_UNKNOWN_SYSTEMS).fetchall()}


#: A code without a system, and a system of the mapping's own, are not what a source could name otherwise.
_UNKNOWN_SYSTEMS = """
SELECT url FROM code_system WHERE short LIKE 'LOCAL%' AND url <> '' AND url NOT LIKE 'urn:medomics:%'
"""


def read_concepts(memory: Memory, visit: Visit) -> None:
    """What the record's vocabulary has of the batch's codes, values and units, for the statements below."""
    memory.execute(
        "CREATE TABLE memory.concept_found (vocabulary VARCHAR, code VARCHAR, source_concept_id INTEGER, "
        "concept_id INTEGER, domain VARCHAR, value_concept_id INTEGER)"
    )
    visit.pull("concept_found", _STANDARD_CONCEPTS, _CODES)
    visit.pull("concept_above", _ANCESTORS, "SELECT DISTINCT concept_id FROM memory.concept_found WHERE concept_id > 0")


#: ICD-10 codes are looked up with their dot, whether or not the source writes it.
_CODES = """
SELECT DISTINCT code FROM (
    SELECT unnest([code, CASE WHEN length(code) BETWEEN 4 AND 7 THEN memory.icd_dotted(code) END, value_code,
                   coalesce(unit_code, unit)]) AS code
    FROM (SELECT DISTINCT code, value_code, unit_code, unit FROM memory.fact)
) WHERE code IS NOT NULL
"""

#: `mapped` is read once for both relationships: it is the largest of the vocabulary's tables that load here.
_STANDARD_CONCEPTS = """
WITH source AS (
    SELECT * FROM cdm.concept WHERE concept_code IN (SELECT key FROM wanted)
), mapped AS (
    SELECT concept_id_1, concept_id_2, relationship_id FROM cdm.concept_relationship
    WHERE relationship_id IN ('Maps to', 'Maps to value') AND invalid_reason IS NULL
      AND concept_id_1 IN (SELECT concept_id FROM source WHERE coalesce(standard_concept, '') <> 'S')
)
SELECT s.vocabulary_id, s.concept_code, s.concept_id,
       CASE WHEN s.standard_concept = 'S' THEN s.concept_id ELSE t.concept_id END,
       CASE WHEN s.standard_concept = 'S' THEN s.domain_id ELSE t.domain_id END, v.concept_id_2
FROM source s
LEFT JOIN mapped r ON r.concept_id_1 = s.concept_id AND r.relationship_id = 'Maps to'
LEFT JOIN mapped v ON v.concept_id_1 = s.concept_id AND v.relationship_id = 'Maps to value'
LEFT JOIN cdm.concept t ON t.concept_id = r.concept_id_2 AND t.standard_concept = 'S'
"""

_ANCESTORS = """
SELECT ancestor_concept_id, descendant_concept_id FROM cdm.concept_ancestor
WHERE ancestor_concept_id <> descendant_concept_id AND ancestor_concept_id IN (SELECT key FROM wanted)
  AND descendant_concept_id IN (SELECT key FROM wanted)
"""

#: Standard concepts of the codes, from what was read.
FILL_CODE_MAP = """
INSERT INTO memory.code_map
SELECT vocabulary, code, source_concept_id, coalesce(concept_id, 0), domain, min(value_concept_id),
       row_number() OVER (PARTITION BY vocabulary, code ORDER BY concept_id NULLS LAST) - 1
FROM (
    SELECT DISTINCT * FROM memory.concept_found f WHERE concept_id IS NOT NULL
       OR NOT EXISTS (FROM memory.concept_found g WHERE g.vocabulary = f.vocabulary AND g.code = f.code
                      AND g.concept_id IS NOT NULL)
) GROUP BY vocabulary, code, source_concept_id, concept_id, domain
"""
#: Of the values and units, once the systems of all values are known.
FILL_VALUE_MAP = """
INSERT INTO memory.value_map
SELECT DISTINCT f.value_system, m.code, m.concept_id FROM memory.fact f
JOIN memory.code_system s ON s.url = f.value_system
JOIN memory.code_map m ON m.vocabulary = s.vocabulary AND m.code = f.value_code AND m.target = 0;
INSERT INTO memory.unit_map
SELECT code, concept_id, source_concept_id FROM memory.code_map WHERE vocabulary = 'UCUM' AND target = 0;
"""
