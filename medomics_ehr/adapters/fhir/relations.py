"""Links rows of the record as their resources refer to each other: `cdm.fact_relationship`, both directions.

Which elements are followed, and the relationship concepts they become, is data (`cdm/relationship.csv`). What a
resource says of others is kept in `medomics.relation`, so that a link is made when its other end comes, in whatever
order. The ends are the resources' main rows, whose keys are the resources' own.
"""

from __future__ import annotations

from collections.abc import Set

from medomics_ehr.adapters.fhir.statements import run
from medomics_ehr.record.visit import Memory, Visit

#: Domain concepts of the tables that a link may lead to (CDM 5.4, FACT_RELATIONSHIP).
DOMAINS = {
    "visit_occurrence": 8,
    "procedure_occurrence": 10,
    "drug_exposure": 13,
    "device_exposure": 17,
    "condition_occurrence": 19,
    "measurement": 21,
    "observation": 27,
    "specimen": 36,
}

_CREATE = """
CREATE TABLE memory.related (resource_key BIGINT, object_key BIGINT, element VARCHAR);
CREATE TABLE memory.linked_fact (domain_concept_id INTEGER, fact_id BIGINT)
"""
_OF_OTHERS = """
SELECT resource_key, object_key, element FROM medomics.relation WHERE object_key IN (SELECT key FROM wanted)
"""
#: Ends of links that are not of this batch, and not known yet.
_FAR = """
SELECT key FROM (SELECT resource_key AS key FROM memory.related UNION ALL SELECT object_key FROM memory.related)
WHERE key NOT IN (SELECT resource_key FROM memory.fresh) AND key NOT IN (SELECT fact_id FROM memory.linked_fact)
"""
_LINK = """
CREATE TABLE memory.link AS
SELECT DISTINCT a.domain_concept_id AS domain, a.fact_id AS fact, b.domain_concept_id AS other_domain,
       b.fact_id AS other, r.relationship_concept_id, r.reverse_concept_id
FROM memory.related t JOIN memory.relationship r ON r.element = t.element
JOIN memory.linked_fact a ON a.fact_id = t.resource_key JOIN memory.linked_fact b ON b.fact_id = t.object_key;

INSERT INTO memory.cdm.fact_relationship
SELECT domain, fact, other_domain, other, relationship_concept_id FROM memory.link
UNION ALL SELECT other_domain, other, domain, fact, reverse_concept_id FROM memory.link
"""


def read_others(memory: Memory, visit: Visit) -> None:
    """Read the links that resources outside this batch have to it, and what is known of these."""
    memory.execute(_CREATE)
    if visit.pull("related", _OF_OTHERS, "SELECT resource_key FROM memory.fresh"):
        memory.execute("DELETE FROM memory.related WHERE resource_key IN (SELECT resource_key FROM memory.fresh)")
        read_far(memory, visit)


def add_own_links(memory: Memory) -> bool:
    """Add the links that this batch's resources have; returns whether `read_far` has ends to read."""
    memory.execute("INSERT INTO memory.related SELECT DISTINCT * FROM memory.medomics.relation")
    return memory.execute(f"{_FAR} LIMIT 1").fetchone() is not None


def read_far(memory: Memory, visit: Visit) -> None:
    """Read what is known of the ends of links outside this batch."""
    visit.pull("linked_fact", _facts("", "SELECT key FROM wanted", DOMAINS.keys()), _FAR)


def link_facts(memory: Memory, tables: Set[str]) -> None:
    """Fill the in-memory `cdm.fact_relationship` from the links and what is known of their ends.

    Args:
        tables: tables of the CDM that have rows of this batch.
    """
    if memory.execute("FROM memory.related LIMIT 1").fetchone() is not None:
        ends = "SELECT resource_key FROM memory.related UNION ALL SELECT object_key FROM memory.related"
        if own := _facts("memory.", ends, tables):
            memory.execute(f"INSERT INTO memory.linked_fact {own}")
        run(memory, _LINK)


def _facts(source: str, keys: str, tables: Set[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT {domain}, {table}_id FROM {source}cdm.{table} WHERE {table}_id IN ({keys})"
        for table, domain in DOMAINS.items()
        if table in tables
    )
