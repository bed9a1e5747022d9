"""The account of a load, counted in resources: read = loaded + unchanged + superseded + excluded + quarantined + waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from medomics_ehr.adapters.fhir.sources import Refusal

#: Resources of earlier batches of this load whose parent came with this one.
_RELEASED = """
SELECT r.file, r.resource_type, d.state, d.reason, count(*) FROM released r
JOIN disposition d USING (resource_key) WHERE r.load_id = $load_id GROUP BY ALL
"""

STATES = ("loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting")


@dataclass(slots=True)
class Account:
    """What became of the resources that were read.

    Attributes:
        by_file: counts by (file, state).
        excluded_by: counts by (type, reason).

    >>> account = Account(); account.by_file[("a.json", "loaded")] += 2; account.read, account.count("loaded")
    (2, 2)
    """

    by_file: Counter[tuple[str, str]] = field(default_factory=Counter)
    excluded_by: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """Resources read, of all files."""
        return sum(self.by_file.values())

    def count(self, state: str) -> int:
        """Resources that ended in a state, of all files."""
        return sum(n for (_, s), n in self.by_file.items() if s == state)

    def add(self, other: Account) -> None:
        """Take another batch's counts in."""
        self.by_file.update(other.by_file)
        self.excluded_by.update(other.excluded_by)

    @classmethod
    def of_batch(
        cls,
        memory: duckdb.DuckDBPyConnection,
        refusals: Sequence[Refusal],
        unmapped: Mapping[tuple[str, str], int],
        load_id: int,
    ) -> Account:
        """The account of a mapped batch, from its table `final`, its refusals and its unmapped types."""
        account = cls()
        for file, state, n in memory.execute("SELECT file, state, count(*) FROM final GROUP BY ALL").fetchall():
            account.by_file[(file, state)] += n
        reasons = "SELECT resource_type, reason, count(*) FROM final WHERE state = 'excluded' GROUP BY ALL"
        for kind, reason, n in memory.execute(reasons).fetchall():
            account.excluded_by[(kind, reason)] += n
        for refusal in refusals:
            account.by_file[(refusal.file, "quarantined")] += 1
        for (file, kind), n in unmapped.items():
            account.by_file[(file, "excluded")] += n
            account.excluded_by[(kind, "type is not mapped")] += n
        for file, kind, state, reason, n in memory.execute(_RELEASED, {"load_id": load_id}).fetchall():
            account.by_file[(file, "waiting")] -= n
            account.by_file[(file, state)] += n
            if state == "excluded":
                account.excluded_by[(kind, reason)] += n
        return account

    def fill_ledger(self, memory: duckdb.DuckDBPyConnection, load_id: int, refusals: Sequence[Refusal]) -> None:
        """Write the in-memory rows of `quarantine`, `exclusion` and `load_file`."""
        for r in refusals:
            row = (load_id, r.file, r.line, r.resource_type, r.element, r.reason)
            memory.execute("INSERT INTO medomics.quarantine VALUES (?, ?, ?, ?, ?, ?)", row)
        for (kind, reason), n in sorted(self.excluded_by.items()):
            memory.execute("INSERT INTO medomics.exclusion VALUES (?, ?, ?, ?)", (load_id, kind, reason, n))
        for file in sorted({file for file, _ in self.by_file}):
            counts = [self.by_file[(file, state)] for state in STATES]
            values = (load_id, file, sum(counts), *counts)
            memory.execute("INSERT INTO medomics.load_file VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
