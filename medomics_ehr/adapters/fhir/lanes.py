"""Maps the resource types of a batch side by side, each from its views to facts, documents and rows of the CDM.

DuckDB works on one table in parallel only beyond 122,880 rows, which no batch has of one type, and planning a statement
takes one core whatever the rows. So tasks share the cores, each on a connection of its own to the batch's in-memory
database: the types that others need are mapped, one after another, while the views of the others are read; then the
others are mapped. Types only append to what they share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

import duckdb

from medomics_ehr.adapters.fhir import dispositions
from medomics_ehr.adapters.fhir.concepts import add_code_systems
from medomics_ehr.adapters.fhir.mapping_files import FIRST, TypeMapping
from medomics_ehr.adapters.fhir.raw_views import RawView, ReadyView, materialise, needed_sql, run_over
from medomics_ehr.compute import processes_here

Result = TypeVar("Result")
Task = Callable[[duckdb.DuckDBPyConnection], Result]


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is known of the resources in `fresh` before they are read.

    Attributes:
        counts: resources by type.
        views: of each of these types, its views, ready to run.
        has_aliases: whether a reference may lead to a resource by another key.
        deleted: types with resources that were deleted in the source.
    """

    counts: Mapping[str, int]
    views: Mapping[str, Mapping[str, ReadyView]]
    has_aliases: bool
    deleted: Set[str] = frozenset()


class Lanes:
    """Connections to a batch's in-memory database, one for each core, on which tasks are done side by side."""

    def __init__(self, memory: duckdb.DuckDBPyConnection, threads: Executor) -> None:
        self._threads = threads
        self._free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        for _ in range(processes_here()):
            connection = memory.cursor()
            connection.execute("USE memory")
            self._free.put(connection)

    def start(self, task: Task[Result], after: Sequence[Future[Any]] = ()) -> Future[Result]:
        """Start a task beside what comes next, or once others are done, which were started before it."""
        return self._threads.submit(self._do, task, after)

    def side_by_side(self, tasks: Sequence[Task[Result]]) -> list[Result]:
        """Do tasks, as many at a time as there are cores; returns what they return."""
        return list(self._threads.map(self._do, tasks))

    def _do(self, task: Task[Result], after: Sequence[Future[Any]] = ()) -> Result:
        for other in after:
            other.result()
        connection = self._free.get()
        try:
            return task(connection)
        finally:
            self._free.put(connection)

    def close(self) -> None:
        """Close the connections, once no task is at work."""
        while not self._free.empty():
            self._free.get().close()


@contextmanager
def open_lanes(memory: duckdb.DuckDBPyConnection) -> Iterator[Lanes]:
    """Lanes for as long as a batch is at work.

    >>> from medomics_ehr.record.exchange import workbench
    >>> with workbench("UTC") as memory, open_lanes(memory) as lanes:
    ...     lanes.side_by_side([lambda lane: lane.execute("SELECT 1").fetchone(), lambda lane: 2])
    [(1,), 2]
    """
    with ThreadPoolExecutor(processes_here()) as threads:
        lanes = Lanes(memory, threads)
        yield lanes
    lanes.close()  # after an error the whole workbench goes


def run_types(lanes: Lanes, mappings: Sequence[TypeMapping], fresh: Fresh, beside: Task[None]) -> None:
    """Map the resources in `fresh` of all types that are mapped; `beside` is done meanwhile."""
    present = [mapping for mapping in mappings if mapping.resource_type in fresh.counts]
    parents = [mapping for mapping in present if mapping.resource_type in FIRST]
    others = [mapping for mapping in present if mapping.resource_type not in FIRST]
    others.sort(key=lambda mapping: -fresh.counts[mapping.resource_type])
    tasks: list[Task[RawView | None]] = [partial(_map_in_turn, mappings=parents, fresh=fresh)]
    tasks += [_read(mapping, name, fresh) for mapping in others for name in mapping.views]
    reads = [lanes.start(task) for task in tasks]
    done_beside = lanes.start(beside)  # once no view is left to read, not when all are read
    raw = {view.name: view for view in (read.result() for read in reads) if view}
    maps: list[Task[None]] = [partial(_map, mapping=mapping, raw=raw, fresh=fresh) for mapping in others]
    lanes.side_by_side(maps)
    done_beside.result()


def _read(mapping: TypeMapping, view: str, fresh: Fresh) -> Task[RawView]:
    return partial(materialise, ready=fresh.views[mapping.resource_type][view], has_aliases=fresh.has_aliases)


def _map_in_turn(connection: duckdb.DuckDBPyConnection, mappings: Sequence[TypeMapping], fresh: Fresh) -> None:
    for mapping in mappings:
        raw = [_read(mapping, view, fresh)(connection) for view in mapping.views]
        _map(connection, mapping, {view.name: view for view in raw}, fresh)


def _map(connection: duckdb.DuckDBPyConnection, mapping: TypeMapping, raw: Mapping[str, RawView], fresh: Fresh) -> None:
    """Map a type whose views are read."""
    views = [raw[name] for name in mapping.views]
    dispositions.dispose(connection, mapping, raw[mapping.main], mapping.resource_type in fresh.deleted)
    texts = [mapping.sql, *needed_sql(connection, mapping.rare, raw)]
    dispositions.expose(connection, mapping, texts)
    if any("code_system" in sql for sql in texts):
        systems = [f"SELECT system FROM raw_{view.name}" for view in views if "system" in view.columns]
        add_code_systems(connection, systems)
    for sql in texts:
        run_over(connection, sql, views)
    for view in views:
        connection.execute(f"DROP TABLE raw_{view.name}")
