"""Maps the resource types of a batch side by side, each from its views to facts, documents and rows of the CDM.

DuckDB works on one table in parallel only beyond 122,880 rows, which no batch has of one type. So the types that
others need come first, one after another, and the others share the cores: each lane has a connection of its own to
the batch's in-memory database, and types only append to what they share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb

from medomics_ehr.adapters.fhir import dispositions
from medomics_ehr.adapters.fhir.mapping_files import FIRST, TypeMapping
from medomics_ehr.compute import processes_here


def run_types(memory: duckdb.DuckDBPyConnection, mappings: Sequence[TypeMapping], set_up: str) -> None:
    """Map the resources in `fresh` of all types that are mapped.

    Args:
        set_up: settings that each connection needs, as statements.
    """
    counts = dict(memory.execute("SELECT resource_type, count(*) FROM fresh GROUP BY ALL").fetchall())
    present = [mapping for mapping in mappings if mapping.resource_type in counts]
    for mapping in present:
        if mapping.resource_type in FIRST:
            _run_type(memory, mapping)
    others = [mapping for mapping in present if mapping.resource_type not in FIRST]
    lanes = in_lanes({mapping.resource_type: counts[mapping.resource_type] for mapping in others}, processes_here())
    by_type = {mapping.resource_type: mapping for mapping in others}
    with ThreadPoolExecutor(max(1, len(lanes))) as threads:
        work = [threads.submit(_run_lane, memory, [by_type[kind] for kind in lane], set_up) for lane in lanes]
    for lane in work:
        lane.result()


def in_lanes(counts: Mapping[str, int], lanes: int) -> list[list[str]]:
    """Types parted so that no lane has much more rows than another: the largest first, to the lane that has least.

    >>> in_lanes({"Condition": 20, "Immunization": 10, "Observation": 90, "Procedure": 50}, 2)
    [['Observation'], ['Procedure', 'Condition', 'Immunization']]
    """
    parted: list[list[str]] = [[] for _ in range(min(lanes, len(counts)))]
    for kind in sorted(counts, key=lambda kind: -counts[kind]):
        min(parted, key=lambda lane: sum(counts[held] for held in lane)).append(kind)
    return parted


def _run_lane(memory: duckdb.DuckDBPyConnection, mappings: Sequence[TypeMapping], set_up: str) -> None:
    with memory.cursor() as connection:
        connection.execute(set_up)
        for mapping in mappings:
            _run_type(connection, mapping)


def _run_type(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping) -> None:
    columns = dispositions.materialise(memory, mapping)
    dispositions.dispose(memory, mapping, columns[mapping.main])
    dispositions.expose(memory, mapping)
    memory.execute(mapping.sql.replace("{available_at}", dispositions.KNOWN_AT))
    for name in mapping.views:
        memory.execute(f"DROP VIEW {name}")
    memory.execute(f"DROP VIEW {mapping.main}_once")
    for name in mapping.views:
        memory.execute(f"DROP TABLE raw_{name}")
