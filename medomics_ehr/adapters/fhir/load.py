"""Loads FHIR R4 into a workspace's record: stage, map, commit, batch by batch, and give the account.

One load at a time works on a workspace; readers and the report coder are kept waiting only while a batch is written.
"""

from __future__ import annotations

import fcntl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

import medomics_ehr
from medomics_ehr.adapters.fhir import commit
from medomics_ehr.adapters.fhir.account import STATES, Account
from medomics_ehr.adapters.fhir.batch import CLINICAL, Batch, Rules
from medomics_ehr.adapters.fhir.dispositions import Policy
from medomics_ehr.adapters.fhir.mapping_files import read_mappings
from medomics_ehr.adapters.fhir.sources import Refusal, sources
from medomics_ehr.adapters.fhir.stage import Staged, Stager
from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.record.derived import DERIVED
from medomics_ehr.record.ledger_tables import load_run
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Version of HL7's FHIR-to-OMOP guide whose rules `docs/conformance/f2o.md` reports on.
GUIDE_VERSION = "HL7 FHIR-to-OMOP IG, 49cff192"
#: Resources mapped and committed at a time; bounds the memory and the time the record is locked.
BATCH_SIZE = 60_000

#: `advance(resources read so far, None)`
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did.

    Attributes:
        account: counts in resources.
        tables: rows the record holds now, by table.
        seconds: wall time.
        coverage: by table, rows whose code the loaded vocabulary knows, and rows.
        vocabulary: its release, "" without one.
        refusals: the first refusals, for a message.
    """

    account: Account
    tables: dict[str, int]
    coverage: dict[str, tuple[int, int]]
    vocabulary: str
    seconds: float
    refusals: tuple[Refusal, ...]

    def to_json(self) -> dict[str, object]:
        """The object that `--json` promises."""
        counts: dict[str, object] = {"read": self.account.read}
        counts |= {state: self.account.count(state) for state in STATES}
        return counts | {"tables": self.tables, "seconds": round(self.seconds, 3)}

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
) -> LoadResult:
    """Load files, folders and archives of FHIR R4 into the workspace's record.

    Loading the same again changes nothing; a newer version of a resource replaces the older one's rows.

    Raises:
        InputRefused: a path is missing or holds no FHIR file. What is wrong inside files goes to quarantine instead.
        EnvironmentFailed: the record cannot be opened or written, or another load is at work.
    """
    began = time.monotonic()
    found = sources(paths)
    record = Record.of(workspace)
    with _only_load(workspace):
        record.create()
        rules = Rules(policy, read_mappings(workspace.folder / "fhir"), vocabulary_release(record), workspace.time_zone)
        load_id = time.time_ns() // 1000
        stager = Stager(workspace.secret(), rules.mappings.names)
        account, refusals, done = Account(), [], 0
        for parts in _batches(part for source in found for part in stager.parts(source)):
            batch_account, refused = _load_batch(record, rules, load_id, parts)
            account.add(batch_account)
            refusals += refused[: 20 - len(refusals)] if len(refusals) < 20 else []
            done = account.read
            progress(done, None)
        seconds = time.monotonic() - began
        _write_run(record, rules, load_id, account, seconds)
    counts, coverage = table_counts(record), vocabulary_coverage(record) if rules.vocabulary else {}
    result = LoadResult(account, counts, coverage, rules.vocabulary, seconds, tuple(refusals))
    workspace.write_manifest("load fhir", [s.path for s in found], result.to_json(), seconds)
    return result


def _batches(parts: Iterator[Staged]) -> Iterator[list[Staged]]:
    gathered: list[Staged] = []
    size = 0
    for part in parts:
        gathered.append(part)
        size += part.resources.num_rows
        if size >= BATCH_SIZE:
            yield gathered
            gathered, size = [], 0
    if gathered:
        yield gathered


def _load_batch(record: Record, rules: Rules, load_id: int, parts: list[Staged]) -> tuple[Account, list[Refusal]]:
    refusals = [refusal for part in parts for refusal in part.refusals]
    unmapped: Counter[tuple[str, str]] = sum((part.unmapped for part in parts), Counter())
    batch = Batch(record, rules, load_id)
    try:
        batch.map(parts)
        account = commit.prepare(batch, refusals, unmapped)
        commit.write(batch)
    finally:
        batch.close()
    return account, refusals


@contextmanager
def _only_load(workspace: Workspace) -> Iterator[None]:
    with (workspace.folder / "load.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnvironmentFailed(
                f"{workspace.folder}: another load is at work here; run this one after it"
            ) from None
        yield


def vocabulary_release(record: Record) -> str:
    """Release of the loaded OHDSI vocabulary, its number of concepts where it names none, "" without concepts."""
    concepts = int(record.frame(sa.text("SELECT count(*) AS n FROM cdm.concept"))["n"][0])
    named = record.frame(sa.text("SELECT vocabulary_version AS v FROM cdm.vocabulary WHERE vocabulary_id = 'None'"))
    if not concepts:
        return ""
    return str(named["v"][0]) if len(named) and named["v"][0] else f"{concepts} concepts"


def _write_run(record: Record, rules: Rules, load_id: int, account: Account, seconds: float) -> None:
    row = {
        "load_id": load_id,
        "command": "load fhir",
        "started_at": datetime.fromtimestamp(load_id / 1e6, UTC).replace(tzinfo=None),
        "seconds": seconds,
        "policy": rules.policy,
        "rules": rules.fingerprint,
        "time_zone": rules.time_zone,
        "cdm_version": "5.4",
        "guide_version": GUIDE_VERSION,
        "vocabulary_release": rules.vocabulary or "none loaded",
        "software_version": medomics_ehr.__version__,
        "read": account.read,
        **{state: account.count(state) for state in STATES},
    }
    with record.write() as connection:
        connection.execute(sa.insert(load_run).values(row))


def table_counts(record: Record) -> dict[str, int]:
    """Rows of the record's clinical and derived tables, notes and events; empty tables left out."""
    names = [*CLINICAL, *DERIVED, "medomics.event", "medomics.note_text"]
    union = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in names)  # noqa: S608
    frame = record.frame(sa.text(union))
    counts = dict(zip(frame["name"], frame["n"], strict=True))
    return {name.removeprefix("cdm."): int(counts[name]) for name in names if counts[name]}


def vocabulary_coverage(record: Record) -> dict[str, tuple[int, int]]:
    """By table: rows with a standard concept, and rows; tables without rows left out."""
    concepts = {"condition_occurrence": "condition", "drug_exposure": "drug", "procedure_occurrence": "procedure"}
    concepts |= {name: name for name in ("measurement", "observation")} | {"device_exposure": "device"}
    union = " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(CASE WHEN {concept}_concept_id <> 0 THEN 1 END) AS known, count(*) AS n "  # noqa: S608
        f"FROM cdm.{table}"
        for table, concept in concepts.items()
    )
    frame = record.frame(sa.text(union))
    return {str(name): (int(known), int(n)) for name, known, n in frame.itertuples(index=False) if n}
