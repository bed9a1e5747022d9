"""Gives each identity (a type and a logical id) a key of its own, also where two of them hash to the same key.

An identity's key is the first 63 bits of its HMAC; 32 further bits, its check, tell it from others of the same key, and
a staged reference carries both. The first identity that the record meets holds the key; another one moves on, as
`record.crosswalk.next_key` says. `medomics.crosswalk` records who holds which key, what is only referred to as well,
so that a key means the same in every later load. Within a batch resources come first, by their check, so its order
does not matter.
"""

from __future__ import annotations

from collections.abc import Mapping

from medomics_ehr.adapters.fhir.pseudonym import ALIASED
from medomics_ehr.record.visit import Memory, Visit

CREATE = """
CREATE TABLE memory.holder (resource_key BIGINT, key_check BIGINT, is_named BOOLEAN, is_new BOOLEAN);
CREATE TABLE memory.moved (hashed_key BIGINT, key_check BIGINT, resource_key BIGINT);
CREATE TABLE memory.released_reference (resource_key BIGINT, key_check BIGINT)
"""

#: Identities of the batch, and whether any of them is more than referred to.
_IDENTITIES = """
SELECT resource_key, key_check, bool_or(is_staged) FROM (
    SELECT resource_key, key_check, true AS is_staged FROM memory.staged
    UNION ALL SELECT alias_key, alias_check, true FROM memory.staged_alias
    UNION ALL SELECT resource_key, key_check, false FROM memory.staged_reference
) GROUP BY resource_key, key_check
"""
_RELEASED = """
SELECT resource_key, key_check, false FROM memory.released_reference
"""

_HELD = """
SELECT resource_key, key_check, logical_id IS NOT NULL, false FROM medomics.crosswalk
WHERE resource_key IN (SELECT key FROM wanted)
"""

_UNKNOWN = """
SELECT candidate FROM memory.asking WHERE candidate NOT IN (SELECT resource_key FROM memory.holder)
"""

#: Who asks for a key that nobody holds gets it, the others ask for their next one.
_TAKE = """
INSERT INTO memory.holder
SELECT candidate, coalesce(min(key_check) FILTER (is_staged), min(key_check)), false, true FROM memory.asking
WHERE candidate NOT IN (SELECT resource_key FROM memory.holder) GROUP BY candidate
"""
_REFUSED = """
SELECT 1 FROM memory.asking a JOIN memory.holder h ON h.resource_key = a.candidate
WHERE h.key_check <> a.key_check LIMIT 1
"""
_NEXT = """
CREATE OR REPLACE TABLE memory.asking AS
SELECT a.hashed_key, a.key_check, a.is_staged,
       CAST(md5_number_lower(a.candidate || '?' || a.key_check) >> 1 AS BIGINT) AS candidate
FROM memory.asking a
JOIN memory.holder h ON h.resource_key = a.candidate WHERE h.key_check <> a.key_check
"""
_MOVED = """
INSERT INTO memory.moved
SELECT a.hashed_key, a.key_check, a.candidate FROM memory.asking a
JOIN memory.holder h ON h.resource_key = a.candidate AND h.key_check = a.key_check
"""

_MOVE_STAGED = """
UPDATE memory.staged SET resource_key = m.resource_key FROM memory.moved m
WHERE m.hashed_key = staged.resource_key AND m.key_check = staged.key_check;

UPDATE memory.staged_alias SET alias_key = m.resource_key FROM memory.moved m
WHERE m.hashed_key = staged_alias.alias_key AND m.key_check = staged_alias.alias_check;

UPDATE memory.staged_alias SET resource_key = m.resource_key FROM memory.moved m
WHERE m.hashed_key = staged_alias.resource_key AND m.key_check = staged_alias.key_check
"""

_MOVE_FRESH = """
UPDATE memory.fresh SET resource = replace(resource, '"id":"' || m.hashed_key || '"', '"id":"' || m.resource_key || '"')
FROM memory.moved m WHERE m.resource_key = fresh.resource_key
"""

#: What the released resources refer to; the staged ones come with a list of it.
_RELEASED_REFERENCES = """
INSERT INTO memory.released_reference
SELECT DISTINCT CAST(split_part(pair, '.', 1) AS BIGINT) AS resource_key,
       CAST(split_part(pair, '.', 2) AS BIGINT) AS key_check
FROM (SELECT unnest(regexp_extract_all(resource, '"reference":"[A-Za-z]+/([0-9]+[.][0-9]+)"', 1)) AS pair
      FROM memory.released)
"""

#: The keys that the references of both end with.
_REFERRED = """
CREATE TABLE memory.referred AS
SELECT DISTINCT coalesce(m.resource_key, r.resource_key) AS key
FROM (FROM memory.staged_reference UNION ALL FROM memory.released_reference) r
LEFT JOIN memory.moved m ON m.hashed_key = r.resource_key AND m.key_check = r.key_check
"""

_RECORD = """
CREATE TABLE named AS
SELECT DISTINCT resource_key, resource_type, logical_id FROM fresh WHERE logical_id IS NOT NULL;

INSERT INTO medomics.crosswalk BY NAME
SELECT h.resource_key, h.key_check, n.resource_type, n.logical_id FROM holder h LEFT JOIN named n USING (resource_key)
WHERE h.is_new OR NOT h.is_named AND n.logical_id IS NOT NULL;

CREATE TABLE newly_named AS
SELECT resource_key FROM holder JOIN named USING (resource_key) WHERE NOT is_new AND NOT is_named;

INSERT INTO medomics.alias BY NAME
SELECT DISTINCT alias_key, resource_key FROM staged_alias WHERE resource_key IN (SELECT resource_key FROM fresh);

CREATE TABLE named_anew AS SELECT resource_key FROM fresh
WHERE is_stored AND resource_type IN ($aliased) AND resource_key NOT IN (SELECT resource_key FROM released)
""".replace("$aliased", ", ".join(f"'{kind}'" for kind in sorted(ALIASED)))


def settle_staged(memory: Memory, visit: Visit, beside: Mapping[str, str]) -> bool:
    """Give the staged resources and aliases, and what they refer to, the keys that are theirs.

    Args:
        beside: what else to read of these keys, as `Visit.pull_all` does.

    Returns:
        Whether any of them has another key than it hashes to.
    """
    memory.execute(CREATE)
    has_moved = _settle(memory, visit, _IDENTITIES, beside)
    if has_moved:
        memory.execute(_MOVE_STAGED)
    return has_moved


def settle_fresh(memory: Memory) -> None:
    """Give the fresh resources the ids that are theirs, before any of an earlier load joins them."""
    memory.execute(_MOVE_FRESH)


def settle_released(memory: Memory, visit: Visit) -> bool:
    """As `settle_staged`, for what the released resources refer to."""
    memory.execute(_RELEASED_REFERENCES)
    return _settle(memory, visit, _RELEASED, {})


def list_references(memory: Memory) -> None:
    """List the keys that references lead to in `referred`."""
    memory.execute(_REFERRED)


def settle_references(memory: Memory) -> None:
    """Let the references of the resources that load lead to the keys that their ends moved to."""
    moved = "SELECT DISTINCT hashed_key, key_check, resource_key FROM memory.moved"
    for hashed, check, key in memory.execute(moved).fetchall():
        old, new = f'/{hashed}.{check}"', f'/{key}.{check}"'
        memory.execute(
            "UPDATE memory.fresh SET resource = replace(resource, $old, $new) WHERE contains(resource, $old)",
            {"old": old, "new": new},
        )


def record_holders(memory: Memory) -> None:
    """Fill the in-memory rows of who holds which key, and by which identifiers, whatever becomes of the resources.

    `newly_named` and `named_anew` tell which of the record's rows they replace.
    """
    memory.execute(_RECORD)


def _settle(memory: Memory, visit: Visit, identities: str, beside: Mapping[str, str]) -> bool:
    """Let each identity ask until it holds a key; returns whether any asked twice, and so moved."""
    memory.execute(
        "CREATE OR REPLACE TABLE memory.asking AS "
        f"SELECT hashed_key, key_check, hashed_key AS candidate, is_staged "
        f"FROM ({identities}) i(hashed_key, key_check, is_staged)"
    )
    has_moved = False
    while True:
        visit.pull_all({"holder": _HELD, **beside}, _UNKNOWN)
        memory.execute(_TAKE)
        if has_moved:
            memory.execute(_MOVED)
        if memory.execute(_REFUSED).fetchone() is None:
            return has_moved
        memory.execute(_NEXT)
        has_moved = True
