"""Loads FHIR R4 into a workspace's record: stage, map, commit, batch by batch, and give the account.

One load at a time works on a workspace; readers and the report coder are kept waiting only while a batch is written.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import TypeVar

from medomics_ehr.adapters.fhir import commit
from medomics_ehr.adapters.fhir.account import COMMAND
from medomics_ehr.adapters.fhir.batch import Batch, ViewsOfTypes, compiled_views
from medomics_ehr.adapters.fhir.concepts import unknown_systems
from medomics_ehr.adapters.fhir.dispositions import Policy
from medomics_ehr.adapters.fhir.document import Refusal
from medomics_ehr.adapters.fhir.lanes import open_lanes
from medomics_ehr.adapters.fhir.mapping_files import Mappings, read_mappings
from medomics_ehr.adapters.fhir.mapping_rules import Rules
from medomics_ehr.adapters.fhir.own_sql import own_sql_told
from medomics_ehr.adapters.fhir.sources import sources
from medomics_ehr.adapters.fhir.stage import Staged
from medomics_ehr.adapters.fhir.staging import staged_parts
from medomics_ehr.adapters.fhir.vocabulary_coverage import vocabulary_coverage, vocabulary_release
from medomics_ehr.record.exchange import renew_memory, visit_of, workbench
from medomics_ehr.record.load_account import LoadAccount, only_load, places_of
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record, has_all_tables
from medomics_ehr.record.visit import Memory, Visit
from medomics_ehr.workspace import Workspace

#: Version of HL7's FHIR-to-OMOP guide whose rules `docs/conformance/f2o.md` reports on.
GUIDE_VERSION = "HL7 FHIR-to-OMOP IG, 49cff192"
#: Resources, and bytes of them, mapped and committed at a time; bounds the memory and the time the record is locked.
BATCH_SIZE = 40_000
BATCH_BYTES = 128 * 2**20
#: How long a thread keeps the interpreter while another waits for it.
_TURN_SECONDS = 0.0005
#: New objects after which the garbage collector looks for cycles; else 700.
_UNCOLLECTED = 50_000
#: Refusals that a result holds; the ledger has them all.
SHOWN = 20

#: What DuckDB looks for in every statement and finds in none of these, which takes longer than running a small one.
_VAIN = (
    "aggregate_reuse,common_subexpressions,common_subplan,duplicate_groups,join_elimination,"
    "partial_aggregate_pushdown,projection_placement,projection_pullup,redundant_order_keys,window_self_join"
)

Item = TypeVar("Item")
#: `advance(resources read so far, None)`
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did.

    Attributes:
        account: counts in resources.
        coverage: by table, rows whose code the loaded vocabulary knows, and rows.
        vocabulary: its release, "" without one.
        refusals: the first refusals, for a message.
        unmapped: resources that left the record, as their type's mapping was taken away.
        unknown_systems: code systems whose URL is not known.
    """

    account: LoadAccount
    coverage: dict[str, tuple[int, int]]
    vocabulary: str
    refusals: tuple[Refusal, ...]
    unmapped: int = 0
    unknown_systems: int = 0

    def coverage_text(self) -> str:
        """One sentence for people."""
        if not self.vocabulary:
            return "no vocabulary is loaded: codes stay as the source gave them, concept ids are 0"
        shares = [f"{table} {100 * known / rows:.0f} %" for table, (known, rows) in self.coverage.items()]
        return f"rows with a standard concept ({self.vocabulary}): {', '.join(shares)}"


def load_fhir(
    workspace: Workspace,
    paths: list[Path],
    policy: Policy = "permissive",
    progress: Progress = lambda done, total: None,
    patience: Patience = PATIENCE,
) -> LoadResult:
    """Load files, folders and archives of FHIR R4 into the workspace's record.

    Loading the same again changes nothing; a newer version of a resource replaces the older one's rows.

    Raises:
        InputRefused: a path is missing or holds no FHIR file. What is wrong inside files goes to quarantine instead.
        EnvironmentFailed: the record cannot be opened or written, or another load works longer than `patience` lasts.
    """
    began = time.monotonic()
    with _imports_uncollected(), _short_turns(), _workbench_ahead(workspace.time_zone) as opened:
        found = sources(paths)
        record = Record.of(workspace, patience)
        mappings = read_mappings(workspace.folder / "fhir")
        waits = Event()
        batches = _batches(staged_parts(found, workspace.secret(), mappings.names, here=waits.is_set), mappings)
        with (
            own_sql_told(workspace.folder / "fhir"),
            only_load(workspace, patience),
            _ahead(batches, waits) as next_batch,
        ):
            account = LoadAccount(COMMAND, places=places_of((file.label, file.path) for file in found))
            load = _Load(workspace, record, account, began)
            rules = Rules(policy, mappings, None, workspace.time_zone)
            rules = _load_batches(opened(), next_batch, load, rules, progress)
            account.write_manifest(workspace, began, [(source.label, source.path) for source in found])
    told = (load.account, load.coverage, rules.vocabulary or "", tuple(load.refusals))
    return LoadResult(*told, load.unmapped, len(load.unknown_systems))


@dataclass(slots=True)
class _Load:
    """A load at work, and what its batches have come to so far."""

    workspace: Workspace
    record: Record
    account: LoadAccount
    began: float
    unmapped: int = 0
    unknown_systems: set[str] = field(default_factory=set)
    coverage: dict[str, tuple[int, int]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)

    def close(self, batch: Batch) -> commit.AtEnd:
        """What the transaction of the load's last batch writes for the whole load."""
        rules, vocabulary = batch.rules, batch.rules.vocabulary or ""
        told = {"policy": rules.policy, "rules": rules.fingerprint, "guide_version": GUIDE_VERSION}
        self.account.fill_run(batch.memory, self.workspace, self.began, vocabulary, **told)

        def write(visit: Visit) -> None:
            self.account.write_run(visit)
            self.coverage = vocabulary_coverage(visit) if vocabulary else {}

        return write


@contextmanager
def _imports_uncollected() -> Iterator[None]:
    """Spare the garbage collector what is there already: modules mostly, which take it longer than a small load.

    What a load makes holds few cycles; the collector looks for them less often.
    """
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_UNCOLLECTED, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


@contextmanager
def _workbench_ahead(time_zone: str) -> Iterator[Callable[[], Memory]]:
    """A function that gives a workbench, which is opened while files are looked up and the mapping is read."""
    with ExitStack() as opened, ThreadPoolExecutor(1) as thread:
        opening = thread.submit(opened.enter_context, workbench(time_zone))

        def bench() -> Memory:
            bench = opening.result()
            bench.execute(f"SET GLOBAL disabled_optimizers = '{_VAIN}'")
            return bench

        yield bench


@contextmanager
def _short_turns() -> Iterator[None]:
    """Let a thread that comes back from DuckDB wait less for one that stages or compiles: else 5 ms each time."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _vocabulary(memory: Memory, record: Record) -> str:
    """Release of the record's vocabulary; makes the record's tables where some are missing."""
    visit = visit_of(record, memory)
    if record.is_there:
        with visit.reading() as reading:
            if has_all_tables(reading.rows, record.dialect):
                return vocabulary_release(reading)
    record.create()
    with visit.reading() as reading:
        return vocabulary_release(reading)


@dataclass(frozen=True, slots=True)
class _Arrived:
    """Parts that make a batch, whether it is the last, and its compiled views where there was time for them."""

    parts: list[Staged]
    is_last: bool
    views: ViewsOfTypes | None = None


def _batches(parts: Iterator[Staged], mappings: Mappings) -> Iterator[_Arrived]:
    """Parts gathered to batches.

    What comes in one part is there before DuckDB is open, which leaves the time to compile its views.
    """
    gathered: list[Staged] = []
    for part in parts:
        if _is_full(gathered):
            yield _Arrived(gathered, False)
            gathered = []
        gathered.append(part)
    yield _Arrived(gathered, True, compiled_views(mappings, gathered) if len(gathered) == 1 else None)


def _is_full(gathered: Sequence[Staged]) -> bool:
    tables = [part.resources for part in gathered]
    return sum(table.rows for table in tables) >= BATCH_SIZE or sum(table.size for table in tables) >= BATCH_BYTES


@contextmanager
def _ahead(batches: Iterator[Item], waits: Event) -> Iterator[Callable[[], Item]]:
    """A function that gives the next batch; each is staged while the one before it is at work.

    `waits` is set while the load waits for a batch. Else its statements would wait for this process's interpreter, if
    that staged too.
    """
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches)

        def following() -> Item:
            nonlocal coming
            waits.set()
            batch = coming.result()
            waits.clear()
            coming = thread.submit(next, batches)
            return batch

        yield following


def _load_batches(
    bench: Memory, next_batch: Callable[[], _Arrived], load: _Load, rules: Rules, progress: Progress
) -> Rules:
    """Load all batches; returns the rules with the record's vocabulary."""
    is_last = False
    while not is_last:
        with open_lanes(bench) as lanes:
            batch = Batch(bench, lanes, load.record, rules, load.account.load_id)
            if rules.vocabulary is None:
                batch.is_first = True
                batch.rules = rules = replace(rules, vocabulary=_vocabulary(bench, load.record))
            arrived = next_batch()
            is_last = arrived.is_last
            _load_batch(batch, arrived, load)
        if not is_last:
            renew_memory(bench)
        progress(load.account.read, None)
    return rules


def _load_batch(batch: Batch, arrived: _Arrived, load: _Load) -> None:
    refusals = [refusal for part in arrived.parts for refusal in part.refusals]
    unmapped: Counter[tuple[str, str, str]] = sum((part.unmapped for part in arrived.parts), Counter())
    batch.map(arrived.parts, arrived.views)
    load.unmapped += batch.unmapped
    load.unknown_systems |= unknown_systems(batch.memory)
    load.account.take(commit.prepare(batch, refusals, unmapped))
    load.refusals += refusals[: SHOWN - len(load.refusals)]
    commit.write(batch, load.close(batch) if arrived.is_last else None)
