"""The account of a load: read = loaded + unchanged + superseded + excluded + quarantined + waiting, by file.

Shared by the adapters, which count resources or rows; the ledger's tables are in `ledger_tables`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

import medomics_ehr
from medomics_ehr.errors import EnvironmentFailed
from medomics_ehr.record.exchange import create_memory_tables, insert_rows, visit_of
from medomics_ehr.record.failures import failures_told
from medomics_ehr.record.patience import Held, Patience, turn
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import CDM, metadata
from medomics_ehr.record.visit import Memory, Visit
from medomics_ehr.workspace import Workspace, keyed_hash

STATES = ("loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting")
#: Tables of the ledger that `fill_ledger` writes and a load pushes with its rows.
LEDGER = ("medomics.quarantine", "medomics.exclusion", "medomics.load_file")


@dataclass(slots=True)
class LoadAccount:
    """What became of the rows of a load.

    Attributes:
        load_id: microseconds since 1970, the key of the load in the ledger.
        command: such as `load omop`.
        by_file: rows by (file, state).
        excluded_by: rows left out on purpose, by (table, reason).
        source: the folder or URL that holds the files, "" where they lie in several.
        notes: sentences for people, beside the counts.
        places: where a file lies, by its name in the account (see `places_of`), if not in `source`.

    >>> account = LoadAccount("load omop"); account.add("person", "loaded", 3); account.to_json()["read"]
    3
    """

    command: str
    load_id: int = field(default_factory=lambda: time.time_ns() // 1000)
    by_file: Counter[tuple[str, str]] = field(default_factory=Counter)
    excluded_by: Counter[tuple[str, str]] = field(default_factory=Counter)
    tables: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    source: str = ""
    notes: list[str] = field(default_factory=list)
    places: Mapping[str, str] = field(default_factory=dict)

    def add(self, file: str, state: str, rows: int) -> None:
        """Count rows of a file."""
        self.by_file[(file, state)] += rows

    def count(self, state: str) -> int:
        """Rows that ended in a state, of all files."""
        return sum(rows for (_, s), rows in self.by_file.items() if s == state)

    @property
    def read(self) -> int:
        """Rows read, of all files."""
        return sum(self.by_file.values())

    def take(self, part: LoadAccount) -> None:
        """Add the counts of a part of the same load; a part may take back what an earlier one counted."""
        self.by_file.update(part.by_file)
        self.excluded_by.update(part.excluded_by)

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` promises."""
        counts: dict[str, Any] = {"read": self.read}
        counts |= {state: self.count(state) for state in STATES}
        return counts | {"tables": self.tables, "seconds": round(self.seconds, 3)}

    def fill_ledger(self, memory: Memory) -> None:
        """Write the in-memory rows of `load_file` and `exclusion`; quarantine is filled where rows are judged."""
        left_out = [(self.load_id, table, reason, rows) for (table, reason), rows in sorted(self.excluded_by.items())]
        insert_rows(memory, "medomics.exclusion", left_out)
        by_file = {file: [self.by_file[(file, s)] for s in STATES] for file in sorted({f for f, _ in self.by_file})}
        insert_rows(memory, "medomics.load_file", [(self.load_id, f, sum(n), *n) for f, n in by_file.items()])

    def fill_part(self, memory: Memory, loaded: Mapping[str, int], rest_of: Collection[str]) -> None:
        """Write the in-memory rows of the account of one part of a load, which is committed on its own.

        Args:
            loaded: rows that this part loads, by file.
            rest_of: files whose last part this is: their other rows are accounted for here.
        """
        part = LoadAccount(self.command, self.load_id)
        for (file, state), rows in self.by_file.items():
            counted = loaded.get(file, 0) if state == "loaded" else rows * (file in rest_of)
            if counted:
                part.add(file, state, counted)
        part.fill_ledger(memory)

    def finish(self, record: Record, workspace: Workspace, began: float, vocabulary: str = "") -> None:
        """Close the account in a transaction of its own: time, rows now held, the load's row, and its manifest.

        Args:
            began: `time.monotonic()` at the start.
            vocabulary: release of the vocabulary in use, "" without one.
        """
        with duckdb.connect() as memory:
            self.fill_run(memory, workspace, began, vocabulary)
            with visit_of(record, memory).writing() as visit:
                self.write_run(visit)
        self.write_manifest(workspace, began)

    def fill_run(self, memory: Memory, workspace: Workspace, began: float, vocabulary: str, **rules: str) -> None:
        """Make the load's row of the ledger in memory, for `write_run` in the load's last transaction.

        Args:
            rules: further columns of `load_run`: `policy`, `rules`, `guide_version`.
        """
        self.seconds = time.monotonic() - began
        row = self._run_row(workspace, vocabulary, rules)
        create_memory_tables(memory, ["medomics.load_run", "medomics.source_file"])
        insert_rows(memory, "medomics.source_file", self._source_files(workspace.secret()))
        names, places = ", ".join(row), ", ".join("?" * len(row))
        memory.execute(f"INSERT INTO medomics.load_run ({names}) VALUES ({places})", list(row.values()))

    def write_run(self, visit: Visit) -> None:
        """Write the load's row, and count the rows now held."""
        self.tables = table_counts(visit)
        visit.push("medomics.load_run")
        visit.push("medomics.source_file")

    def _source_files(self, secret: bytes) -> list[tuple[int, str, int]]:
        files = {file.split("#")[0] for file, _ in self.by_file} | set(self.places)
        where = {file: self.places.get(file, f"{self.source}#{file}") for file in files}
        if self.source:
            where[""] = self.source
        return [(self.load_id, file, keyed_hash(secret, "file", place)) for file, place in sorted(where.items())]

    def write_manifest(self, workspace: Workspace, began: float, inputs: Sequence[tuple[str, Path]] = ()) -> None:
        """Tell of the load in the workspace's `runs/`, once it is committed."""
        self.seconds = time.monotonic() - began
        workspace.write_manifest(self.command, inputs, self.to_json(), self.seconds)

    def _run_row(self, workspace: Workspace, vocabulary: str, rules: Mapping[str, str]) -> dict[str, Any]:
        return {
            "load_id": self.load_id,
            "command": self.command,
            "started_at": datetime.fromtimestamp(self.load_id / 1e6, UTC).replace(tzinfo=None),
            "seconds": self.seconds,
            "time_zone": workspace.time_zone,
            "cdm_version": "5.4",
            "vocabulary_release": vocabulary or None,
            "software_version": medomics_ehr.__version__,
            "read": self.read,
            **{state: self.count(state) for state in STATES},
            **rules,
        }


def places_of(files: Iterable[tuple[str, Path]]) -> dict[str, str]:
    """Where files lie, by the name that the account gives them; files of the same name are told as one.

    >>> places_of([("b.csv", Path("/y/b.csv")), ("b.csv", Path("/x/b.csv"))])
    {'b.csv': '/x/b.csv /y/b.csv'}
    """
    found: dict[str, list[str]] = {}
    for name, path in files:
        found.setdefault(name, []).append(str(path.absolute()))
    return {name: " ".join(sorted(paths)) for name, paths in found.items()}


@contextmanager
def only_load(workspace: Workspace, patience: Patience) -> Iterator[None]:
    """Be the one load that works on a workspace, after those that came before.

    Raises:
        EnvironmentFailed: another load was at work for `patience.seconds`; the disk is full, the server went away.
    """
    sentence = f"another load is at work in {workspace.folder}; this one waits for it"
    try:
        with failures_told(f"{workspace.folder}:"), turn(workspace.folder / "load.lock", patience, sentence):
            yield
    except Held:
        remedy = "run this one after it, or let it wait longer with --wait"
        raise EnvironmentFailed(f"{workspace.folder}: another load is at work here; {remedy}") from None


def table_counts(visit: Visit) -> dict[str, int]:
    """Rows of each table of the CDM, of the notes' words and of the event stream; empty tables left out."""
    names = [name for name, table in metadata.tables.items() if table.schema == CDM]
    names += ["medomics.event", "medomics.note_text"]
    union = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM {name}" for name in names)
    counts = {str(name): int(n) for name, n in visit.rows(union)}
    return {name.removeprefix("cdm."): counts[name] for name in names if counts[name]}
