"""Maps the resource types of a batch side by side, each from its views to facts, documents and rows of the CDM.

DuckDB works on one table in parallel only beyond 122,880 rows, which no batch has of one type. So the types that
others need come first, one after another, and the others share the cores: each lane has a connection of its own to
the batch's in-memory database, and types only append to what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import duckdb

from medomics_ehr.adapters.fhir import dispositions
from medomics_ehr.adapters.fhir.concepts import add_code_systems
from medomics_ehr.adapters.fhir.mapping_files import FIRST, TypeMapping
from medomics_ehr.adapters.fhir.raw_views import KNOWN_AT, RawView, materialise, run_over
from medomics_ehr.compute import processes_here

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is known of the resources in `fresh` before they are read.

    Attributes:
        counts: resources by type.
        elements: by type, the elements that its resources have at their top; a type may be missing.
        has_aliases: whether a reference may lead to a resource by another key.
    """

    counts: Mapping[str, int]
    elements: Mapping[str, Set[str]]
    has_aliases: bool


def run_types(memory: duckdb.DuckDBPyConnection, mappings: Sequence[TypeMapping], fresh: Fresh, set_up: str) -> None:
    """Map the resources in `fresh` of all types that are mapped.

    Args:
        set_up: settings that each connection needs, as statements.
    """
    present = [mapping for mapping in mappings if mapping.resource_type in fresh.counts]
    for mapping in present:
        if mapping.resource_type in FIRST:
            _run_type(memory, mapping, fresh)
    others = {mapping.resource_type: mapping for mapping in present if mapping.resource_type not in FIRST}
    lanes = in_lanes({kind: fresh.counts[kind] for kind in others}, processes_here())
    if len(lanes) == 1:
        for kind in lanes[0]:
            _run_type(memory, others[kind], fresh, set_up)
        return

    def run_lane(connection: duckdb.DuckDBPyConnection, lane: Sequence[str]) -> None:
        for kind in lane:
            _run_type(connection, others[kind], fresh)

    side_by_side(memory, set_up, run_lane, lanes)


def in_lanes(counts: Mapping[str, int], lanes: int) -> list[list[str]]:
    """Types parted so that no lane has much more rows than another: the largest first, to the lane that has least.

    >>> in_lanes({"Condition": 20, "Immunization": 10, "Observation": 90, "Procedure": 50}, 2)
    [['Observation'], ['Procedure', 'Condition', 'Immunization']]
    """
    parted: list[list[str]] = [[] for _ in range(min(lanes, len(counts)))]
    for kind in sorted(counts, key=lambda kind: -counts[kind]):
        min(parted, key=lambda lane: sum(counts[held] for held in lane)).append(kind)
    return parted


def _run_type(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, fresh: Fresh, set_up: str | None = None) -> None:
    """Map a type; where `set_up` is given, the cores are free and its views run side by side."""

    def view(connection: duckdb.DuckDBPyConnection, name: str) -> RawView:
        return materialise(connection, mapping, name, fresh.elements.get(mapping.resource_type), fresh.has_aliases)

    names = list(mapping.views)
    views = [view(memory, name) for name in names] if set_up is None else side_by_side(memory, set_up, view, names)
    by_name = {view.name: view for view in views}
    dispositions.dispose(memory, mapping, by_name[mapping.main])
    dispositions.expose(memory, mapping)
    if "code_system" in mapping.sql:
        add_code_systems(memory, [f"SELECT system FROM raw_{view.name}" for view in views if "system" in view.columns])
    run_over(memory, mapping.sql.replace("{available_at}", KNOWN_AT), views)
    for name in names:
        memory.execute(f"DROP TABLE raw_{name}")


def side_by_side(
    memory: duckdb.DuckDBPyConnection,
    set_up: str,
    work: Callable[[duckdb.DuckDBPyConnection, Item], Result],
    items: Sequence[Item],
) -> list[Result]:
    """Do some work on each item, each on a connection of its own, as many at a time as there are cores."""

    def one(item: Item) -> Result:
        with memory.cursor() as connection:
            connection.execute(set_up)
            return work(connection, item)

    with ThreadPoolExecutor(max(1, min(processes_here(), len(items)))) as threads:
        return list(threads.map(one, items))
