"""Which vocabulary a record holds, and how many of its rows have a standard concept of it."""

from __future__ import annotations

from medomics_ehr.record.visit import Visit


def vocabulary_release(visit: Visit) -> str:
    """Release of the loaded OHDSI vocabulary, its number of concepts where it names none, "" without concepts."""
    ((concepts, named),) = visit.rows(_VOCABULARY)
    return str(named or f"{concepts} concepts") if concepts else ""


_VOCABULARY = """
SELECT (SELECT count(*) FROM cdm.concept) AS concepts,
       (SELECT max(vocabulary_version) FROM cdm.vocabulary WHERE vocabulary_id = 'None') AS release
"""


def vocabulary_coverage(visit: Visit) -> dict[str, tuple[int, int]]:
    """By table: rows with a standard concept, and rows; tables without rows left out."""
    concepts = {"condition_occurrence": "condition", "drug_exposure": "drug", "procedure_occurrence": "procedure"}
    concepts |= {name: name for name in ("measurement", "observation")} | {"device_exposure": "device"}
    union = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(CASE WHEN {concept}_concept_id <> 0 THEN 1 END) AS known, count(*) AS n "
        f"FROM cdm.{table}"
        for table, concept in concepts.items()
    )
    return {str(name): (int(known), int(n)) for name, known, n in visit.rows(union) if n}
