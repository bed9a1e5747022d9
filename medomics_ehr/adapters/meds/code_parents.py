"""The parents of codes, for `metadata/codes.parquet`: what is one step above a code, or what it maps to.

ICD-10, ATC and stage groups spell their hierarchy; other systems have theirs in the OHDSI vocabulary that a record may
hold: direct ancestors, and the standard concept of a code that is none. What a MEDS source said itself is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medomics_ehr.terminology.systems import SYSTEMS

if TYPE_CHECKING:  # a straight conversion does not wait for what opens a record
    from medomics_ehr.record.visit import Memory, Visit

CREATE = "CREATE TABLE IF NOT EXISTS medomics.code_parent (code VARCHAR, parent VARCHAR)"

#: One step up in the code's own spelling: J96.00, J96.0, J96; L01FF02, L01FF, L01F, L01, L; stage IIIA, III.
SPELT_PARENT = r"""
CREATE OR REPLACE MACRO spelt_parent(c) AS CASE
    WHEN regexp_matches(c, '^ICD10//[A-Z][0-9][0-9A-Z]\.[0-9A-Z]$') THEN left(c, 10)
    WHEN regexp_matches(c, '^ICD10//[A-Z][0-9][0-9A-Z]\.[0-9A-Z]{2,}$') THEN left(c, length(c) - 1)
    WHEN regexp_matches(c, '^ATC//[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$') THEN left(c, 10)
    WHEN regexp_matches(c, '^ATC//[A-Z][0-9]{2}([A-Z]{1,2})$') THEN left(c, length(c) - 1)
    WHEN regexp_matches(c, '^ATC//[A-Z][0-9]{2}$') THEN left(c, 6)
    ELSE nullif(regexp_extract(c, '^(STAGE//(?:IV|III|II|I|0))[A-Ea-e]', 1), '') END
"""

_ABOVE = """
SELECT s.vocabulary_id, s.concept_code, p.vocabulary_id, p.concept_code
FROM cdm.concept s JOIN cdm.concept_ancestor a ON a.descendant_concept_id = s.concept_id
     AND a.min_levels_of_separation = 1
JOIN cdm.concept p ON p.concept_id = a.ancestor_concept_id WHERE s.concept_code IN (SELECT key FROM wanted)
UNION
SELECT s.vocabulary_id, s.concept_code, p.vocabulary_id, p.concept_code
FROM cdm.concept s JOIN cdm.concept_relationship r ON r.concept_id_1 = s.concept_id AND r.relationship_id = 'Maps to'
     AND r.invalid_reason IS NULL AND r.concept_id_2 <> s.concept_id
JOIN cdm.concept p ON p.concept_id = r.concept_id_2 WHERE s.concept_code IN (SELECT key FROM wanted)
"""
_NAMED = """
INSERT INTO memory.medomics.code_parent
SELECT coalesce(s.short, upper(regexp_replace(a.vocabulary, '[^A-Za-z0-9]+', '-', 'g'))) || '//' || a.code,
       coalesce(p.short, upper(regexp_replace(a.parent_vocabulary, '[^A-Za-z0-9]+', '-', 'g'))) || '//' || a.parent
FROM memory.above a LEFT JOIN memory.short_system s ON s.vocabulary = a.vocabulary
LEFT JOIN memory.short_system p ON p.vocabulary = a.parent_vocabulary
"""
_USED = "SELECT DISTINCT split_part(code, '//', 2) FROM memory.medomics.event WHERE contains(code, '//')"


def create_tables(memory: Memory) -> None:
    """Make the in-memory tables that `read_parents` fills."""
    memory.execute(CREATE)
    memory.execute("CREATE TABLE above (vocabulary VARCHAR, code VARCHAR, parent_vocabulary VARCHAR, parent VARCHAR)")
    memory.execute("CREATE TABLE short_system (vocabulary VARCHAR, short VARCHAR)")
    shorts = [(system.vocabulary, system.short) for system in SYSTEMS if system.vocabulary]
    memory.executemany("INSERT INTO short_system VALUES (?, ?)", shorts)


def read_parents(memory: Memory, visit: Visit) -> None:
    """Fill `medomics.code_parent` for the codes of the in-memory events, from the record."""
    visit.pull("medomics.code_parent", "SELECT code, parent FROM medomics.code_parent")
    visit.pull("above", _ABOVE, _USED)
    memory.execute(_NAMED)
