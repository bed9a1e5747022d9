"""Counts, in resources, what became of a mapped batch. The account itself is `record.load_account`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from medomics_ehr.adapters.fhir.document import Refusal
from medomics_ehr.record.exchange import insert_rows
from medomics_ehr.record.load_account import LoadAccount

COMMAND = "load fhir"

#: Resources of this batch; without a disposition they are as their version was decided.
_FINAL = """
SELECT o.file, o.resource_type, coalesce(d.state, o.state) AS state, coalesce(d.reason, o.reason) AS reason, count(*)
FROM outcome o LEFT JOIN disposition d ON o.state = 'fresh' AND d.resource_key = o.resource_key
WHERE o.counted GROUP BY ALL
"""
#: Resources of earlier batches of this load whose parent came with this one.
_RELEASED = """
SELECT r.file, r.resource_type, d.state, d.reason, count(*) FROM released r
JOIN disposition d USING (resource_key) WHERE r.load_id = $load_id GROUP BY ALL
"""


def account_of_batch(
    memory: duckdb.DuckDBPyConnection,
    refusals: Sequence[Refusal],
    unmapped: Mapping[tuple[str, str, str], int],
    load_id: int,
    has_released: bool,
) -> LoadAccount:
    """The account of a mapped batch, from what became of its resources, its refusals and its unmapped types.

    Args:
        has_released: whether resources of earlier batches came with this one.
    """
    account = LoadAccount(COMMAND, load_id)
    for file, kind, state, reason, n in memory.execute(_FINAL).fetchall():
        account.add(file, state, n)
        if state == "excluded":
            account.excluded_by[(kind, reason)] += n
    for refusal in refusals:
        account.add(refusal.file, "quarantined", 1)
    for (file, kind, reason), n in unmapped.items():
        account.add(file, "excluded", n)
        account.excluded_by[(kind, reason)] += n
    released = memory.execute(_RELEASED, {"load_id": load_id}).fetchall() if has_released else []
    for file, kind, state, reason, n in released:
        account.add(file, "waiting", -n)
        account.add(file, state, n)
        if state == "excluded":
            account.excluded_by[(kind, reason)] += n
    return account


def fill_quarantine(memory: duckdb.DuckDBPyConnection, load_id: int, refusals: Sequence[Refusal]) -> None:
    """Write the in-memory rows of `quarantine`."""
    rows = [(load_id, r.file, r.line, r.resource_type, r.element, r.reason) for r in refusals]
    insert_rows(memory, "medomics.quarantine", rows)
