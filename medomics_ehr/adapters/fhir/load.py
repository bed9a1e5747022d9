"""Loads FHIR R4 into a workspace's record: stage, map, commit, batch by batch, and give the account.

One load at a time works on a workspace; readers and the report coder are kept waiting only while a batch is written.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from medomics_ehr.adapters.fhir import commit
from medomics_ehr.adapters.fhir.account import COMMAND
from medomics_ehr.adapters.fhir.batch import Batch, Rules
from medomics_ehr.adapters.fhir.dispositions import Policy
from medomics_ehr.adapters.fhir.mapping_files import read_mappings
from medomics_ehr.adapters.fhir.sources import Refusal, sources
from medomics_ehr.adapters.fhir.stage import Staged
from medomics_ehr.adapters.fhir.staging import staged_parts
from medomics_ehr.record.exchange import DuckDBVisit, PostgresVisit, Visit, visit_of
from medomics_ehr.record.load_account import LoadAccount, only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.record.store import Record, has_all_tables
from medomics_ehr.workspace import Workspace

#: Version of HL7's FHIR-to-OMOP guide whose rules `docs/conformance/f2o.md` reports on.
GUIDE_VERSION = "HL7 FHIR-to-OMOP IG, 49cff192"
#: Resources, and bytes of them, mapped and committed at a time; bounds the memory and the time the record is locked.
BATCH_SIZE = 40_000
BATCH_BYTES = 128 * 2**20
#: Refusals that a result holds; the ledger has them all.
SHOWN = 20

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
    """

    account: LoadAccount
    coverage: dict[str, tuple[int, int]]
    vocabulary: str
    refusals: tuple[Refusal, ...]

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
    found = sources(paths)
    record = Record.of(workspace, patience)
    with only_load(workspace, patience), duckdb.connect() as memory:
        visit = visit_of(record, memory)
        if not _is_made(record, visit):
            record.create()
        with visit.reading() as reading:
            vocabulary = vocabulary_release(reading)
        rules = Rules(policy, read_mappings(workspace.folder / "fhir"), vocabulary, workspace.time_zone)
        account = LoadAccount(COMMAND)
        refusals: list[Refusal] = []
        for parts in _one_ahead(_batches(staged_parts(found, workspace.secret(), rules.mappings.names))):
            part_account, refused = _load_batch(record, rules, account.load_id, parts)
            account.take(part_account)
            refusals += refused[: SHOWN - len(refusals)]
            progress(account.read, None)
        inputs = [source.path for source in found]
        told = {"policy": policy, "rules": rules.fingerprint, "guide_version": GUIDE_VERSION}
        account.finish(record, workspace, began, rules.vocabulary, inputs, memory, **told)
        with visit.reading() as reading:
            coverage = vocabulary_coverage(reading) if rules.vocabulary else {}
    return LoadResult(account, coverage, rules.vocabulary, tuple(refusals))


def _is_made(record: Record, visit: DuckDBVisit | PostgresVisit) -> bool:
    """Asked with the load's own connection, which is there anyway."""
    if not record.is_there:
        return False
    with visit.reading() as reading:
        return has_all_tables(reading.rows)


def _batches(parts: Iterator[Staged]) -> Iterator[list[Staged]]:
    gathered: list[Staged] = []
    size = held = 0
    for part in parts:
        gathered.append(part)
        size += part.resources.rows
        held += part.resources.size
        if size >= BATCH_SIZE or held >= BATCH_BYTES:
            yield gathered
            gathered, size, held = [], 0, 0
    if gathered:
        yield gathered


def _one_ahead(batches: Iterator[list[Staged]]) -> Iterator[list[Staged]]:
    """The same, each staged while the one before it is mapped and committed."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, batches, None)
        while (batch := coming.result()) is not None:
            coming = thread.submit(next, batches, None)
            yield batch


def _load_batch(record: Record, rules: Rules, load_id: int, parts: list[Staged]) -> tuple[LoadAccount, list[Refusal]]:
    refusals = [refusal for part in parts for refusal in part.refusals]
    unmapped: Counter[tuple[str, str, str]] = sum((part.unmapped for part in parts), Counter())
    batch = Batch(record, rules, load_id)
    try:
        batch.map(parts)
        account = commit.prepare(batch, refusals, unmapped)
        commit.write(batch)
    finally:
        batch.close()
    return account, refusals


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
