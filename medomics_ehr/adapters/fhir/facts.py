"""Turns the facts of a batch, of all types together, into events and rows of the CDM (`cdm/timed.sql` and further).

The types append to the in-memory table `fact` (see `lanes`). Steps that need not wait for one another go side by side,
and are parsed before any fact is there.
"""

from __future__ import annotations

import re
from collections.abc import Set
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from medomics_ehr.adapters.fhir.concepts import FILL_CODE_MAP, FILL_VALUE_MAP, add_code_systems, read_concepts
from medomics_ehr.adapters.fhir.identities import record_holders
from medomics_ehr.adapters.fhir.lanes import Lanes, Task
from medomics_ehr.adapters.fhir.mapping_files import step_sql
from medomics_ehr.adapters.fhir.statements import parsed, run, run_all
from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory

#: What became no row says why.
_LEFT_OUT = """
UPDATE disposition SET state = 'excluded',
       reason = CASE WHEN resource_type = 'DocumentReference' THEN 'no text' ELSE 'no date or no code' END
WHERE state = 'loaded' AND resource_key NOT IN (SELECT resource_key FROM medomics.source_row)
"""


@dataclass(frozen=True, slots=True)
class Filling:
    """Tables of the record that are being filled in memory.

    Attributes:
        tables: names, as in `source_row`, of those of the CDM that any resource of the batch has rows in.
        rows: done when these have their rows, and it is known which resources became none.
        events: done when the event stream has its own.
    """

    tables: Set[str]
    rows: Future[None]
    events: Future[None]


def parse_ahead(memory: Memory) -> None:
    """Parse the statements of every batch, while another core is busy and this one has nothing else to do."""
    steps = [step_sql(name) for name in ("timed", "facts", "displays", "rows", "events")]
    for sql in (FILL_CODE_MAP, FILL_VALUE_MAP, _LEFT_OUT, *steps):
        parsed(memory, sql)


def facts_to_rows(lanes: Lanes, memory: Memory, record: Record, has_vocabulary: bool) -> Filling:
    """Begin to fill the record's tables in memory from `fact` and `document`; resources without a row are excluded."""
    reads: list[Task[None]] = [partial(_read_concepts, record=record)] if has_vocabulary else []
    values: list[Task[None]] = [partial(run, sql=FILL_VALUE_MAP)] if has_vocabulary else []
    _side_by_side(lanes, [*reads, _place_in_time])
    _side_by_side(lanes, [_step("facts"), *values, record_holders])
    tables = {name for (name,) in memory.execute("SELECT DISTINCT table_name FROM medomics.source_row").fetchall()}
    rows = [row for row in parsed(memory, step_sql("rows")) if _target(row.query) in tables]
    notes: list[Task[None]] = [_step("notes")] if memory.execute("FROM document LIMIT 1").fetchone() is not None else []
    events = lanes.start(_step("events"))  # first: it takes longest
    fills = notes + [partial(run_all, statements=[row]) for row in rows]
    filled = [lanes.start(task) for task in fills]
    left_out = lanes.start(partial(run, sql=_LEFT_OUT), after=filled)
    return Filling(tables | ({"note"} if notes else set()), left_out, events)


def _side_by_side(lanes: Lanes, tasks: list[Task[None]]) -> None:
    lanes.side_by_side(tasks)


def _step(name: str) -> Task[None]:
    return partial(run, sql=step_sql(name))


def _place_in_time(memory: Memory) -> None:
    add_code_systems(memory, ["SELECT system FROM fact", "SELECT value_system FROM fact"])
    run(memory, step_sql("timed"))
    run(memory, step_sql("displays"))


def _read_concepts(memory: Memory, record: Record) -> None:
    with visit_of(record, memory).reading() as visit:
        read_concepts(memory, visit)
    run(memory, FILL_CODE_MAP)


def _target(insertion: str) -> str:
    """The table of the CDM that a statement fills.

    >>> _target("INSERT INTO cdm.specimen BY NAME SELECT 1")
    'specimen'
    """
    found = re.search(r"INSERT INTO cdm\.(\w+)", insertion)
    return found[1] if found else ""
