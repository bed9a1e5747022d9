"""The events of an OMOP source without loading it: for a straight conversion, such as to MEDS.

Nothing is written and no row is judged: a row without a person or a date gives no event. `load` gives an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from medomics_ehr.adapters.omop.events import event_queries, event_sources, fill_concept_codes
from medomics_ehr.adapters.omop.sources import Table, open_source
from medomics_ehr.adapters.omop.typed_rows import typed_query
from medomics_ehr.record.duckdb_engine import duckdb

#: Columns of every stream, and those that may be asked for beside them, with their DuckDB types.
_ALWAYS = {
    "subject_id": "BIGINT",
    "time": "TIMESTAMP",
    "code": "VARCHAR",
    "numeric_value": "DOUBLE",
    "text_value": "VARCHAR",
    "source_id": "BIGINT",
}
_ASKED = {"end": "TIMESTAMP", "assertion": "VARCHAR", "time_precision": "VARCHAR", "available_at": "TIMESTAMP"}
_ASKED |= {"confidence": "DOUBLE", "unit": "VARCHAR", "source_table": "VARCHAR"}


@contextmanager
def open_events(source: str, columns: Sequence[str] = (), schema: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database with the source's events as `medomics.event` and its concepts' names as `code_display`.

    Args:
        columns: columns of the events beside subject, time, code, values and source row; fewer are faster.

    Raises:
        InputRefused: the source holds no CDM table.
        EnvironmentFailed: a database cannot be reached.
    """
    with duckdb.connect() as memory, open_source(memory, source, schema, [*event_sources(), "concept"]) as tables:
        _concepts(memory, tables["concept"].relation if "concept" in tables else "")
        _fill(memory, tables, _ALWAYS | {name: _ASKED[name] for name in columns})
        _parents(memory, {name: tables[name].relation for name in ("concept_ancestor",) if name in tables})
        yield memory


def _fill(memory: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], columns: dict[str, str]) -> None:
    memory.execute("CREATE SCHEMA medomics")
    memory.execute("CREATE VIEW medomics.code_display AS SELECT code, display FROM concept_code")
    typed = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
    chosen = ", ".join(f'"{name}"' for name in columns)
    found = [name for name in event_sources() if name in tables]
    # Read in the one statement that needs them: DuckDB would resolve the columns of a view twice.
    read = [f"fresh_{name} AS ({typed_query(name, tables[name])})" for name in found]
    queries = [f"SELECT {typed} WHERE false", *event_queries(found, {})]
    union = " UNION ALL BY NAME ".join(f"({query})" for query in queries)
    named = f"WITH {', '.join(read)} " if read else ""
    memory.execute(f"CREATE TABLE medomics.event AS {named}SELECT {chosen} FROM ({union})")


def _parents(memory: duckdb.DuckDBPyConnection, relations: dict[str, str]) -> None:
    """`medomics.code_parent` of the codes that the events use, from the source's own hierarchy."""
    memory.execute("CREATE TABLE medomics.code_parent (code VARCHAR, parent VARCHAR)")
    for relation in relations.values():
        memory.execute(
            "INSERT INTO medomics.code_parent SELECT DISTINCT c.code, p.code "
            f"FROM (SELECT CAST(ancestor_concept_id AS BIGINT) AS up, CAST(descendant_concept_id AS BIGINT) AS down "
            f"FROM {relation} WHERE CAST(min_levels_of_separation AS BIGINT) = 1) a "
            "JOIN concept_code c ON c.concept_id = a.down JOIN concept_code p ON p.concept_id = a.up "
            "WHERE c.code IN (SELECT code FROM medomics.event)"
        )


def _concepts(memory: duckdb.DuckDBPyConnection, relation: str) -> None:
    memory.execute(
        "CREATE TABLE known_concept (concept_id INTEGER, vocabulary_id VARCHAR, concept_code VARCHAR, "
        "concept_name VARCHAR)"
    )
    if relation:
        columns = "concept_id, vocabulary_id, concept_code, concept_name"
        memory.execute(f"INSERT INTO known_concept SELECT {columns} FROM {relation}")
    fill_concept_codes(memory)
