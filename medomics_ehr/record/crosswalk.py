"""Looks up the keys that identities have in the record: their hash, or another where two hash to the same key.

`adapters.fhir.identities` gives the keys, and `next_key` there is this one in SQL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from medomics_ehr.record.ledger_tables import crosswalk
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace, keyed_identity

#: Keys asked for in one statement.
_AT_ONCE = 1000


def keys_of(workspace: Workspace, resource_type: str, logical_ids: Iterable[str]) -> dict[str, int]:
    """The key of each logical id as the record has it; one that it has not met gets the first key that nobody holds.

    Raises:
        EnvironmentFailed: the record cannot be opened.

    >>> import tempfile; from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workspace = Workspace.create(Path(folder) / "w")
    ...     keys_of(workspace, "Patient", ["p1"]) == {"p1": workspace.key_of("Patient", "p1")}
    True
    """
    secret = workspace.secret()
    hashed = {name: keyed_identity(secret, resource_type, name) for name in dict.fromkeys(logical_ids)}
    record = Record.of(workspace)
    record.create()
    found: dict[str, int] = {}
    asking = {name: (key, check) for name, (key, check) in hashed.items()}
    while asking:
        holders = _holders(record, [key for key, _ in asking.values()])
        found |= {name: key for name, (key, check) in asking.items() if holders.get(key, check) == check}
        asking = {name: (next_key(*pair), pair[1]) for name, pair in asking.items() if name not in found}
    return found


def next_key(key: int, check: int) -> int:
    """The key that an identity asks for when another one holds the key it asked for first."""
    return int.from_bytes(hashlib.md5(f"{key}?{check}".encode(), usedforsecurity=False).digest()[8:], "little") >> 1


def _holders(record: Record, keys: list[int]) -> Mapping[int, int]:
    """Who holds each of the keys: its check."""
    statement = sa.select(crosswalk.c.resource_key, crosswalk.c.key_check).where(
        crosswalk.c.resource_key.in_(sa.bindparam("keys", expanding=True))
    )
    with record.read() as connection:
        parts = [keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE)]
        return {int(key): int(check) for part in parts for key, check in connection.execute(statement, {"keys": part})}
