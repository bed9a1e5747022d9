"""Decides what becomes of each staged resource: unchanged, superseded, excluded, waiting for a parent, or loaded.

SQL over the in-memory database of one batch. The status and intent rules are data (`cdm/status_rule.csv`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import duckdb

from medomics_ehr.adapters.fhir.document import DELETED
from medomics_ehr.adapters.fhir.mapping_files import TypeMapping, data_rows, ruled_as
from medomics_ehr.adapters.fhir.raw_views import RawView
from medomics_ehr.record.exchange import insert_rows

Policy = Literal["permissive", "strict"]

#: Reference columns of a main view that must lead to something the record has, with the type they lead to.
PARENTS = {"subject": "Patient", "part_of": "Encounter", "medication": "Medication"}
#: Worst first: of several rules that apply to a resource, this order decides.
_OUTCOMES = ("exclude", "absent", "planned", "possible", "historical", "present")

CREATE = """
CREATE TABLE status_rule (
    resource_type VARCHAR, element VARCHAR, value VARCHAR, outcome VARCHAR, reason VARCHAR, severity INTEGER
);
CREATE TABLE disposition (
    resource_key BIGINT, resource_type VARCHAR, assertion VARCHAR, state VARCHAR, reason VARCHAR,
    parent_key BIGINT, parent_type VARCHAR
);
"""

#: What the record holds already is left alone. What waits is taken anew, so that the account of this load, not of the
#: one that read it first, tells when its parent comes.
_DECIDE_VERSIONS = """
CREATE TABLE memory.outcome AS
WITH candidate AS (
    SELECT position, resource_key, resource_type, sha256, file, line, counted,
           CAST(try_cast(last_updated AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP) AS version_at
    FROM memory.staged
), versioned AS (
    SELECT c.*, s.sha256 AS stored_sha256, s.state AS stored_state, s.reason AS stored_reason,
           {place}, s.sha256 IS NOT NULL AS is_stored, s.rules IS NOT DISTINCT FROM $rules AS same_rules,
           coalesce(s.version_at > c.version_at, false) AS is_older
    FROM candidate c LEFT JOIN memory.stored s USING (resource_key) {window}
)
SELECT position, resource_key, resource_type, file, line, counted, version_at, is_stored, CASE
    WHEN place > 1 THEN CASE WHEN sha256 = newest_sha256 THEN 'unchanged' ELSE 'superseded' END
    WHEN stored_sha256 = sha256 AND same_rules AND stored_state <> 'waiting' THEN
        CASE stored_state WHEN 'loaded' THEN 'unchanged' ELSE stored_state END
    WHEN is_older AND stored_sha256 <> sha256 THEN 'superseded'
    ELSE 'fresh' END AS state, stored_reason AS reason
FROM versioned;

CREATE TABLE memory.fresh AS
SELECT o.resource_key, a.resource_type, a.logical_id, a.sha256, a.file, a.resource, o.version_at, o.is_stored
FROM arriving a JOIN memory.outcome o USING (position) WHERE o.state = 'fresh';

DROP TABLE memory.staged
"""
#: Of several versions of a resource the newest is taken.
_PLACE = "row_number() OVER newest AS place, first_value(c.sha256) OVER newest AS newest_sha256"
_NEWEST = "WINDOW newest AS (PARTITION BY c.resource_key ORDER BY c.version_at DESC NULLS LAST, c.position DESC)"
#: Most batches have one version of each, and need not be sorted.
_ONLY_PLACE = "1 AS place, c.sha256 AS newest_sha256"


def decide_versions(memory: duckdb.DuckDBPyConnection, rules: str, has_repeats: bool) -> None:
    """Make `outcome`, what becomes of each staged resource, and `fresh`, those to be mapped.

    Args:
        rules: the fingerprint of the rules in use.
        has_repeats: whether any resource is staged more than once.
    """
    place, window = (_PLACE, _NEWEST) if has_repeats else (_ONLY_PLACE, "")
    decide = _DECIDE_VERSIONS.format(place=place, window=window)
    memory.execute(decide.replace("$rules", "'" + rules.replace("'", "''") + "'"))


def load_status_rules(memory: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Fill `status_rule` with the outcomes of one policy."""
    rows = [
        (r["resource_type"], r["element"], r["value"], r[policy], r["reason"], _OUTCOMES.index(r[policy]))
        for r in data_rows("status_rule")
    ]
    insert_rows(memory, "status_rule", rows)


def dispose(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, main: RawView, has_deleted: bool) -> None:
    """Give each fresh resource of the type a row of `disposition`: its assertion, or why it is not taken.

    Args:
        has_deleted: whether any of them was deleted in the source.
    """
    told = " UNION ALL ".join([*_ruled(mapping, main), *_modified(main), *([_DELETED] if has_deleted else [])])
    outcomes = _OUTCOMES_OF.format(told=told) if told else "SELECT *, 'present' AS outcome, NULL AS reason FROM kind"
    memory.execute(f"{_DISPOSE} FROM ({outcomes})", {"kind": mapping.resource_type})
    for column, parent in PARENTS.items():
        if column in (main.columns if column == "subject" else main.filled):
            _wait_for(memory, mapping, column, parent)


_DISPOSE = """
INSERT INTO disposition BY NAME
WITH kind AS (SELECT resource_key FROM fresh WHERE resource_type = $kind)
SELECT resource_key, $kind AS resource_type, CASE outcome WHEN 'exclude' THEN 'absent' ELSE outcome END AS assertion,
       CASE outcome WHEN 'exclude' THEN 'excluded' ELSE 'loaded' END AS state,
       CASE outcome WHEN 'exclude' THEN reason END AS reason
"""

#: Of all that is told of a resource, the worst decides.
_OUTCOMES_OF = """
SELECT resource_key, coalesce(arg_min(t.outcome, t.severity), 'present') AS outcome,
       arg_min(t.reason, t.severity) AS reason
FROM kind LEFT JOIN ({told}) t USING (resource_key) GROUP BY resource_key
"""


def _ruled(mapping: TypeMapping, main: RawView) -> list[str]:
    """What the rules of status and intent tell of resources."""
    kind = ruled_as("status_rule", mapping.resource_type)
    elements = {r["element"] for r in data_rows("status_rule") if r["resource_type"] == kind}
    return [
        f"SELECT v.resource_key, r.outcome, r.reason, r.severity FROM raw_{main.name} v JOIN status_rule r "
        f"ON r.resource_type = '{kind}' AND r.element = '{element}' AND r.value = CAST(v.{element} AS VARCHAR)"
        for element in sorted(elements & main.filled)
    ]


def _modified(main: RawView) -> list[str]:
    """A modifier may turn a resource's meaning round, so it weighs more than any rule."""
    told = "SELECT resource_key, 'exclude' AS outcome, 'modifier extension' AS reason, -1 AS severity"
    return [f"{told} FROM raw_{main.name} WHERE modifier IS NOT NULL"] if "modifier" in main.filled else []


#: What was deleted has no content that could tell anything else.
_DELETED = f"""
SELECT resource_key, 'exclude' AS outcome, 'deleted in the source' AS reason, -2 AS severity FROM fresh
WHERE resource_type = $kind AND sha256 = '{DELETED}'
"""


def _wait_for(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, column: str, parent: str) -> None:
    """What refers to a parent that is neither in the record nor in this batch waits; so do that one's own children."""
    is_unnamed, is_unknown = memory.execute(_PARENT.format(column=column, table=f"raw_{mapping.main}")).fetchone() or ()
    if is_unknown:
        memory.execute(_WAIT.format(column=column, table=f"raw_{mapping.main}"), {"parent": parent})
    if is_unnamed and column == "subject":
        memory.execute(_NO_PATIENT.format(table=f"raw_{mapping.main}"))


#: Whether a resource names no parent, and whether one names a parent that is not known.
_PARENT = """
SELECT bool_or(r.{column} IS NULL), bool_or(r.{column} IS NOT NULL AND k.resource_key IS NULL)
FROM {table} r LEFT JOIN known_parent k ON k.resource_key = r.{column}
"""

_WAIT = """
UPDATE disposition SET state = 'waiting', parent_key = w.{column}, parent_type = $parent,
    reason = CASE WHEN w.{column} IN (SELECT alias_key FROM shared_alias)
             THEN 'several resources have the identifier that the reference asks for' END
FROM (
    WITH RECURSIVE child AS (
        SELECT DISTINCT r.resource_key, r.{column} FROM {table} r
        JOIN disposition d ON d.resource_key = r.resource_key AND d.state = 'loaded'
    ), placed AS (
        SELECT resource_key FROM child
        WHERE {column} IS NULL OR {column} IN (SELECT resource_key FROM known_parent)
        UNION
        SELECT c.resource_key FROM child c JOIN placed p ON c.{column} = p.resource_key
    )
    SELECT * FROM child WHERE resource_key NOT IN (SELECT resource_key FROM placed)
) w
WHERE w.resource_key = disposition.resource_key
"""

_NO_PATIENT = """
UPDATE disposition SET state = 'excluded', reason = w.reason
FROM (
    SELECT resource_key, CASE coalesce(resource ->> '$.subject.reference', resource ->> '$.patient.reference', '-')
        WHEN '-' THEN 'no patient named'
        WHEN '' THEN 'the reference to its patient leads nowhere: no id, and not in its bundle'
        ELSE 'its subject is no patient' END AS reason
    FROM fresh WHERE resource_key IN (SELECT resource_key FROM {table} WHERE subject IS NULL)
) w
WHERE w.resource_key = disposition.resource_key AND state = 'loaded'
"""


_OTHERWISE = """
SELECT 1 FROM disposition WHERE resource_type = $kind AND (state <> 'loaded' OR assertion <> 'present') LIMIT 1
"""
#: Of most types all resources load, and a statement that joins less is planned and run sooner.
_ALL_PRESENT = "SELECT *, 'present' AS assertion FROM raw_{name}"
_LOADED = """
SELECT r.*, d.assertion FROM raw_{name} r JOIN disposition d USING (resource_key) WHERE d.state = 'loaded'
"""


def expose(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, texts: Sequence[str]) -> None:
    """Make the type's views over the resources that load, with their `assertion`, under the names that SQL reads."""
    told = memory.execute(_OTHERWISE, {"kind": mapping.resource_type}).fetchone()
    rows = _ALL_PRESENT if told is None else _LOADED
    memory.execute(";".join(f"CREATE OR REPLACE VIEW {name} AS {rows.format(name=name)}" for name in mapping.views))
    once = f"{mapping.main}_once"
    if any(once in sql.lower() for sql in texts):
        memory.execute(
            f"CREATE OR REPLACE VIEW {once} AS SELECT * FROM {mapping.main} "
            "QUALIFY row_number() OVER (PARTITION BY resource_key) = 1"
        )
    if mapping.resource_type in PARENTS.values():
        memory.execute(f"INSERT INTO known_parent SELECT DISTINCT resource_key FROM {mapping.main}")
