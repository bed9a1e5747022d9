"""Maps one batch of staged resources to rows of the record, in an in-memory DuckDB.

It visits the record once to read what the batch refers to, and leaves the new rows in the in-memory schemas `cdm` and
`medomics`; `commit` writes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from medomics_ehr.adapters.fhir import dispositions
from medomics_ehr.adapters.fhir.arrow_columns import arrow_table, has_repeats, with_positions
from medomics_ehr.adapters.fhir.begin_batch import begin
from medomics_ehr.adapters.fhir.document import DELETED
from medomics_ehr.adapters.fhir.facts import Filling, facts_to_rows, parse_ahead
from medomics_ehr.adapters.fhir.identities import (
    list_references,
    settle_fresh,
    settle_references,
    settle_released,
    settle_staged,
)
from medomics_ehr.adapters.fhir.lanes import Fresh, Lanes, run_types
from medomics_ehr.adapters.fhir.mapping_files import Mappings
from medomics_ehr.adapters.fhir.mapping_rules import Rules
from medomics_ehr.adapters.fhir.raw_views import ReadyView, ViewSql, mapping_statements, ready_views, view_sql
from medomics_ehr.adapters.fhir.replaced_rows import read_replaced
from medomics_ehr.adapters.fhir.stage import Staged
from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.record.visit import Memory, Visit

#: The compiled views of each type.
ViewsOfTypes = Mapping[str, Sequence[ViewSql]]

#: What the record knows of a batch's resources and of what they refer to.
_CREATE_KNOWN = """
CREATE TABLE stored (
    resource_key BIGINT, sha256 VARCHAR, version_at TIMESTAMP, state VARCHAR, reason VARCHAR, rules VARCHAR,
    load_id BIGINT
);
CREATE TABLE alias (alias_key BIGINT, resource_key BIGINT);
CREATE TABLE stored_alias (alias_key BIGINT, resource_key BIGINT);
CREATE TABLE shared_alias (alias_key BIGINT);
CREATE TABLE unmapped (resource_key BIGINT);
CREATE TABLE known_parent (resource_key BIGINT);
CREATE TABLE known_visit (
    encounter_key BIGINT, visit_occurrence_id BIGINT, visit_detail_id BIGINT, start_datetime TIMESTAMP, start_date DATE
);
CREATE TABLE known_medication (
    resource_key BIGINT, system VARCHAR, code VARCHAR, display VARCHAR, text VARCHAR, preferred BOOLEAN
);
"""
#: What is copied of staged columns; the resources themselves only where they are fresh.
_TAKE_IN = """
CREATE TABLE staged AS SELECT * EXCLUDE (resource, logical_id) FROM arriving;
CREATE TABLE staged_alias AS FROM arriving_alias;
CREATE TABLE staged_reference AS FROM arriving_reference
"""

_LAST_RULES = """
SELECT rules FROM medomics.load_run WHERE command = 'load fhir' ORDER BY load_id DESC LIMIT 1
"""

_STORED = """
SELECT resource_key, sha256, version_at, state, reason, rules, load_id FROM medomics.resource
WHERE resource_key IN (SELECT key FROM wanted)
"""

_CREATE_RELEASED = """
CREATE TABLE memory.released (
    resource_key BIGINT, load_id BIGINT, resource_type VARCHAR, sha256 VARCHAR, version_at TIMESTAMP, file VARCHAR,
    resource VARCHAR
)
"""
_RELEASED = """
SELECT w.resource_key, w.load_id, r.resource_type, r.sha256, r.version_at, w.file, w.resource
FROM medomics.waiting w JOIN medomics.resource r ON r.resource_key = w.resource_key
WHERE w.parent_key IN (SELECT key FROM wanted)
"""
#: A newer version may give up an identifier that another resource has too.
_PARENTS = """
SELECT resource_key FROM memory.fresh UNION SELECT alias_key FROM memory.alias
UNION SELECT alias_key FROM memory.stored_alias
"""
_OLD_ALIASES = "SELECT alias_key, resource_key FROM medomics.alias WHERE resource_key IN (SELECT key FROM wanted)"
_JOIN_RELEASED = """
DELETE FROM memory.released WHERE resource_key IN (SELECT resource_key FROM memory.fresh);
INSERT INTO memory.fresh BY NAME
SELECT resource_key, resource_type, sha256, version_at, file, resource, true AS is_stored FROM memory.released
"""

#: What the record knows of identifiers that are referred to, but for those of resources that come anew.
_ADD_STORED_ALIASES = """
INSERT INTO memory.alias
SELECT alias_key, resource_key FROM memory.stored_alias WHERE resource_key NOT IN (
    SELECT resource_key FROM memory.fresh EXCEPT SELECT resource_key FROM memory.released
) EXCEPT SELECT alias_key, resource_key FROM memory.alias
"""
#: A conditional reference must match exactly one resource (FHIR R4, 2.3.0.1).
_SET_SHARED_ALIASES_APART = """
INSERT INTO memory.shared_alias SELECT alias_key FROM memory.alias GROUP BY alias_key HAVING count(*) > 1;
DELETE FROM memory.alias WHERE alias_key IN (FROM memory.shared_alias)
"""

#: What the record knows of the keys that a batch refers to, by the table that takes it.
_KNOWN = {
    "known_parent": "SELECT person_id FROM cdm.person WHERE person_id IN (SELECT key FROM wanted)",
    "known_visit": """
SELECT visit_occurrence_id, visit_occurrence_id, CAST(NULL AS BIGINT), visit_start_datetime, visit_start_date
FROM cdm.visit_occurrence WHERE visit_occurrence_id IN (SELECT key FROM wanted)
UNION ALL
SELECT visit_detail_id, visit_occurrence_id, visit_detail_id, visit_detail_start_datetime, visit_detail_start_date
FROM cdm.visit_detail WHERE visit_detail_id IN (SELECT key FROM wanted)
""",
    "known_medication": "SELECT resource_key, system, code, display, text, preferred FROM medomics.medication "
    "WHERE resource_key IN (SELECT key FROM wanted)",
}


class Batch:
    """One batch in an empty in-memory database: `map` it, then hand it to `commit`."""

    def __init__(self, memory: Memory, lanes: Lanes, record: Record, rules: Rules, load_id: int) -> None:
        """Begin it, which goes on while its resources are staged, and beside the decision what becomes of them."""
        self._begun = lanes.start(partial(begin, policy=rules.policy))
        self.memory = memory
        self.lanes = lanes
        self.record = record
        self.rules = rules
        self.load_id = load_id
        self.visit = visit_of(record, memory)
        self.filling: Filling
        self.has_moved = False
        self.is_first = False
        self.unmapped = 0
        self.has_released = False
        self.has_waiting = False
        self.has_aliases = False

    def map(self, parts: list[Staged], compiled: ViewsOfTypes | None) -> None:
        """Decide and map; once `filling` is done, `outcome` and `disposition` say what became of each resource.

        Args:
            compiled: what `compiled_views` gives, None where nobody had the time.
        """
        ready = partial(self._views, parts=parts, compiled=compiled)
        views = self.lanes.start(ready) if compiled else None
        repeats = self._take_in(parts)
        views = views or self.lanes.start(ready)  # to compile beside Arrow would gain nothing: both need Python
        with self.visit.reading() as visit:
            if self.is_first:
                self._read_unmapped(visit)
            self._read_versions(visit, repeats)
            self._release_waiting(visit)
            self._read_parents(visit)
        self._begun.result()
        read_old = partial(read_replaced, record=self.record)
        run_types(self.lanes, self.rules.mappings.types, self._fresh(views.result()), read_old)
        self.filling = facts_to_rows(self.lanes, self.memory, self.record, bool(self.rules.vocabulary))

    def _take_in(self, parts: list[Staged]) -> bool:
        """Tables of the staged columns; `arriving` is there until its fresh resources are taken over.

        Returns:
            Whether two of the resources have one key, as two versions of a resource have.
        """
        resources = [part.resources for part in parts]
        self.memory.register("arriving", with_positions(arrow_table(resources)))
        self.memory.register("arriving_alias", arrow_table([part.aliases for part in parts]))
        self.memory.register("arriving_reference", arrow_table([part.references for part in parts]))
        self.memory.execute(_CREATE_KNOWN + _TAKE_IN)
        return has_repeats(resources, "resource_key")

    def _views(
        self, memory: Memory, parts: list[Staged], compiled: ViewsOfTypes | None
    ) -> dict[str, dict[str, ReadyView]]:
        """The views of the types, made ready, and the statements that follow them."""
        mappings = self.rules.mappings
        views = {k: ready_views(memory, v) for k, v in (compiled or compiled_views(mappings, parts)).items()}
        for mapping in mappings.types:
            if mapping.resource_type in views:
                mapping_statements(memory, mapping.sql)
        parse_ahead(memory)
        return views

    def _read_unmapped(self, visit: Visit) -> None:
        """What the record holds of types whose mapping a hospital took away goes: nothing could renew it."""
        last = visit.rows(_LAST_RULES)
        if last and last[0][0] != self.rules.fingerprint:
            names = ", ".join(f"'{name}'" for name in sorted(self.rules.mappings.names))
            query = f"SELECT resource_key FROM medomics.resource WHERE resource_type NOT IN ({names})"
            self.unmapped = visit.pull("unmapped", query)

    def _read_versions(self, visit: Visit, has_repeats: bool) -> None:
        self.has_moved = settle_staged(self.memory, visit, {"stored": _STORED})
        self.memory.execute("INSERT INTO memory.alias SELECT DISTINCT alias_key, resource_key FROM memory.staged_alias")
        dispositions.decide_versions(self.memory, self.rules.fingerprint, has_repeats)
        if self.has_moved:
            settle_fresh(self.memory)
        for name in ("arriving", "arriving_alias", "arriving_reference"):
            self.memory.unregister(name)

    def _release_waiting(self, visit: Visit) -> None:
        """Resources of earlier batches whose parent has come join this one, unless a newer version of them has."""
        self.memory.execute(_CREATE_RELEASED)
        self.has_waiting = bool(visit.rows("SELECT 1 FROM medomics.waiting LIMIT 1"))
        if not self.has_waiting:
            return
        visit.pull("stored_alias", _OLD_ALIASES, "SELECT resource_key FROM memory.fresh WHERE is_stored")
        self.has_released = visit.pull("released", _RELEASED, _PARENTS) > 0
        if self.has_released:
            self.memory.execute(_JOIN_RELEASED)
            self.has_moved |= settle_released(self.memory, visit)

    def _read_parents(self, visit: Visit) -> None:
        """Which of the keys that this batch refers to does the record know already?"""
        if self.has_moved:
            settle_references(self.memory)
        list_references(self.memory)
        alias = "SELECT alias_key, resource_key FROM medomics.alias WHERE alias_key IN (SELECT key FROM wanted)"
        if visit.pull("stored_alias", alias, "SELECT key FROM memory.referred"):
            self.memory.execute(_ADD_STORED_ALIASES)
        asked = "SELECT 1 FROM memory.alias WHERE alias_key IN (SELECT key FROM memory.referred) LIMIT 1"
        if self.memory.execute("FROM memory.alias LIMIT 1").fetchall():
            self.has_aliases = bool(self.memory.execute(asked).fetchall())
        if self.has_aliases:
            self.memory.execute(_SET_SHARED_ALIASES_APART)
        wanted = "SELECT key FROM memory.referred UNION ALL SELECT resource_key FROM memory.alias"
        visit.pull_all(_KNOWN, wanted)
        self.memory.execute(
            "INSERT INTO memory.known_parent SELECT encounter_key FROM memory.known_visit "
            "UNION ALL SELECT resource_key FROM memory.known_medication"
        )

    def _fresh(self, views: dict[str, dict[str, ReadyView]]) -> Fresh:
        """Of what waited in the record it is not known which elements it has."""
        told = f"SELECT resource_type, count(*), bool_or(sha256 = '{DELETED}') FROM fresh GROUP BY ALL"
        kinds = self.memory.execute(told).fetchall()
        counts = {kind: rows for kind, rows, _ in kinds}
        deleted = {kind for kind, _, is_deleted in kinds if is_deleted}
        if self.has_released:
            released = self.memory.execute("SELECT DISTINCT resource_type FROM released").fetchall()
            again = [mapping for mapping in self.rules.mappings.types if (mapping.resource_type,) in released]
            views |= {m.resource_type: ready_views(self.memory, view_sql(m, None)) for m in again}
        return Fresh(counts, views, self.has_aliases, deleted)


def compiled_views(mappings: Mappings, parts: list[Staged]) -> ViewsOfTypes:
    """The views of the staged types, as far as their resources have elements."""
    elements: defaultdict[str, set[str]] = defaultdict(set)
    for part in parts:
        for kind, names in part.elements.items():
            elements[kind] |= names
    kinds = {mapping.resource_type: mapping for mapping in mappings.types if mapping.resource_type in elements}
    return {kind: view_sql(mapping, elements[kind]) for kind, mapping in kinds.items()}
