"""Decides what becomes of each staged resource: unchanged, superseded, excluded, waiting for a parent, or loaded.

SQL over the in-memory database of one batch. The status and intent rules are data (`cdm/status_rule.csv`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

import duckdb

from medomics_ehr.adapters.fhir.mapping_files import TypeMapping, available_at_columns, available_at_sql, data_rows
from medomics_ehr.adapters.fhir.views import compile_view
from medomics_ehr.record.exchange import insert_rows

Policy = Literal["permissive", "strict"]

#: Reference columns of a main view that must lead to something the record has, with the type they lead to.
PARENTS = {"subject": "Patient", "part_of": "Encounter", "medication": "Medication"}
#: Columns of any view that hold a reference's key.
REFERENCES = frozenset({"subject", "encounter", "part_of", "medication", "provider", "care_site", "object"})
#: Column of every view that has what the type's rule of `available_at` reads; `{available_at}` in SQL stands for it.
KNOWN_AT = "known_at"
#: Worst first: of several rules that apply to a resource, this order decides.
_OUTCOMES = ("exclude", "absent", "planned", "possible", "historical", "present")

CREATE = """
CREATE TABLE stored (
    resource_key BIGINT, sha256 VARCHAR, version_at TIMESTAMP, state VARCHAR, reason VARCHAR, rules VARCHAR,
    load_id BIGINT
);
CREATE TABLE alias (alias_key BIGINT, resource_key BIGINT);
CREATE TABLE known_parent (resource_key BIGINT);
CREATE TABLE status_rule (
    resource_type VARCHAR, element VARCHAR, value VARCHAR, outcome VARCHAR, reason VARCHAR, severity INTEGER
);
CREATE TABLE disposition (
    resource_key BIGINT, resource_type VARCHAR, assertion VARCHAR, state VARCHAR, reason VARCHAR,
    parent_key BIGINT, parent_type VARCHAR
);
"""

#: Of several versions of a resource the newest is taken; what the record holds already is left alone. What waits is
#: taken anew, so that the account of this load, not of the one that read it first, tells when its parent comes.
DECIDE_VERSIONS = """
CREATE TABLE candidate AS
SELECT * EXCLUDE (last_updated, resource),
       CAST(try_cast(last_updated AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP) AS version_at
FROM staged;

CREATE TABLE versioned AS
SELECT c.*, s.sha256 AS stored_sha256, s.state AS stored_state, s.reason AS stored_reason,
       row_number() OVER newest AS place, first_value(c.sha256) OVER newest AS newest_sha256,
       s.sha256 IS NOT NULL AS is_stored, s.rules IS NOT DISTINCT FROM $rules AS same_rules,
       coalesce(s.version_at > c.version_at, false) AS is_older
FROM candidate c LEFT JOIN stored s USING (resource_key)
WINDOW newest AS (PARTITION BY c.resource_key ORDER BY c.version_at DESC NULLS LAST, c.position DESC);

CREATE TABLE outcome AS
SELECT position, resource_key, resource_type, file, line, counted, CASE
    WHEN place > 1 THEN CASE WHEN sha256 = newest_sha256 THEN 'unchanged' ELSE 'superseded' END
    WHEN stored_sha256 = sha256 AND same_rules AND stored_state <> 'waiting' THEN
        CASE stored_state WHEN 'loaded' THEN 'unchanged' ELSE stored_state END
    WHEN is_older AND stored_sha256 <> sha256 THEN 'superseded'
    ELSE 'fresh' END AS state, stored_reason AS reason
FROM versioned;

CREATE TABLE fresh AS
SELECT v.*, s.resource FROM versioned v
JOIN (SELECT position, resource FROM staged) s USING (position)
WHERE position IN (SELECT position FROM outcome WHERE state = 'fresh');
"""


def load_status_rules(memory: duckdb.DuckDBPyConnection, policy: Policy) -> None:
    """Fill `status_rule` with the outcomes of one policy."""
    rows = [
        (r["resource_type"], r["element"], r["value"], r[policy], r["reason"], _OUTCOMES.index(r[policy]))
        for r in data_rows("status_rule")
    ]
    insert_rows(memory, "status_rule", rows)


def materialise(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping) -> dict[str, set[str]]:
    """Run the type's views over `fresh` into tables `raw_<name>`; returns the columns of each."""
    columns: dict[str, set[str]] = {}
    asked = "SELECT 1 FROM alias WHERE alias_key IN (SELECT key FROM referred) LIMIT 1"
    has_aliases = memory.execute(asked).fetchone() is not None
    for name, view in mapping.views.items():
        compiled = compile_view(view, _rows_with(view), keep=("resource_key",))
        columns[name] = {column.name for column in compiled.columns}
        keys = [
            f"try_cast(split_part(split_part({c}, '/', 2), '.', 1) AS BIGINT) AS {c}"
            for c in sorted(columns[name] & REFERENCES)
        ]
        replaced = f" REPLACE ({', '.join(keys)})" if keys else ""
        known = ""
        if set(available_at_columns(mapping.resource_type)) <= columns[name]:
            known = f", {available_at_sql(mapping.resource_type)} AS {KNOWN_AT}"
        memory.execute(f"CREATE OR REPLACE TABLE raw_{name} AS SELECT *{replaced}{known} FROM ({compiled.sql})")
        for reference in sorted(columns[name] & REFERENCES) if has_aliases else ():
            memory.execute(
                f"UPDATE raw_{name} SET {reference} = alias.resource_key FROM alias "
                f"WHERE alias.alias_key = raw_{name}.{reference}"
            )
    return columns


def _rows_with(view: Mapping[str, Any]) -> str:
    """The resources whose text has the element that a `forEach` loops over; the others give no row anyway.

    >>> "valueCodeableConcept" in _rows_with({"select": [{"forEach": "value.ofType(CodeableConcept).coding"}]})
    True
    >>> _rows_with({"select": [{"column": []}]})
    'fresh'
    """
    for select in view["select"]:
        loops = [part.get("forEach", "") for part in select.get("unionAll", [select])]
        elements = [_looped_element(loop) for loop in loops]
        if all(elements):
            tests = [f"contains(resource, '\"{element}\":')" for element in elements]
            return f"(SELECT * FROM fresh WHERE {' OR '.join(tests)})"
    return "fresh"


def _looped_element(loop: str) -> str:
    """The element of the resource's JSON that a `forEach` goes through, "" where there is no loop."""
    found = re.match(r"(\w+)(?:\.ofType\((\w)(\w*)\))?", loop)
    return found[1] + (found[2].upper() + found[3] if found[2] else "") if found else ""


def dispose(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, columns: set[str]) -> None:
    """Give each fresh resource of the type a row of `disposition`: its assertion, or why it is not taken."""
    elements = {r["element"] for r in data_rows("status_rule") if r["resource_type"] == mapping.resource_type}
    tests = [
        f"SELECT resource_key, CAST({element} AS VARCHAR) AS value, '{element}' AS element FROM raw_{mapping.main}"
        for element in sorted(elements & columns)
    ] or ["SELECT NULL::BIGINT AS resource_key, NULL AS value, NULL AS element WHERE false"]
    modifier = "max(modifier)" if "modifier" in columns else "NULL"
    memory.execute(
        f"""
        INSERT INTO disposition BY NAME
        WITH ruled AS (
            SELECT t.resource_key, arg_min(r.outcome, r.severity) AS outcome, arg_min(r.reason, r.severity) AS reason
            FROM ({" UNION ALL ".join(tests)}) t
            JOIN status_rule r ON r.resource_type = $kind AND r.element = t.element AND r.value = t.value
            GROUP BY ALL
        ), once AS (SELECT resource_key, {modifier} AS modifier FROM raw_{mapping.main} GROUP BY ALL)
        SELECT f.resource_key, $kind AS resource_type,
               CASE WHEN coalesce(outcome, 'present') = 'exclude' THEN 'absent' ELSE coalesce(outcome, 'present') END
                   AS assertion,
               CASE WHEN o.modifier IS NOT NULL OR outcome = 'exclude' THEN 'excluded' ELSE 'loaded' END AS state,
               CASE WHEN o.modifier IS NOT NULL THEN 'modifier extension'
                    WHEN outcome = 'exclude' THEN reason END AS reason
        FROM fresh f LEFT JOIN once o USING (resource_key) LEFT JOIN ruled USING (resource_key)
        WHERE f.resource_type = $kind
        """,
        {"kind": mapping.resource_type},
    )
    for column, parent in PARENTS.items():
        if column in columns:
            _wait_for(memory, mapping, column, parent)


def _wait_for(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping, column: str, parent: str) -> None:
    """What refers to a parent that is neither in the record nor in this batch waits; so do that one's own children."""
    memory.execute(
        f"""
        UPDATE disposition SET state = 'waiting', parent_key = w.{column}, parent_type = $parent
        FROM (
            WITH RECURSIVE child AS (
                SELECT DISTINCT r.resource_key, r.{column} FROM raw_{mapping.main} r
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
        """,
        {"parent": parent},
    )
    if column == "subject":
        memory.execute(
            f"""
            UPDATE disposition SET state = 'excluded', reason = 'no patient named'
            FROM (SELECT DISTINCT resource_key FROM raw_{mapping.main} WHERE subject IS NULL) w
            WHERE w.resource_key = disposition.resource_key AND state = 'loaded'
            """
        )


def expose(memory: duckdb.DuckDBPyConnection, mapping: TypeMapping) -> None:
    """Make the type's views over the resources that load, with their `assertion`, under the names its SQL reads."""
    for name in mapping.views:
        memory.execute(
            f"CREATE OR REPLACE VIEW {name} AS SELECT r.*, d.assertion FROM raw_{name} r "
            "JOIN disposition d USING (resource_key) WHERE d.state = 'loaded'"
        )
    memory.execute(
        f"CREATE OR REPLACE VIEW {mapping.main}_once AS SELECT * FROM {mapping.main} "
        "QUALIFY row_number() OVER (PARTITION BY resource_key) = 1"
    )
    if mapping.resource_type in PARENTS.values():
        memory.execute(f"INSERT INTO known_parent SELECT DISTINCT resource_key FROM {mapping.main}")
