"""The events of an OMOP source without loading it: for a straight conversion, such as to MEDS.

Nothing is written and no row is judged: a row without a person or a date gives no event. `load` gives an account.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from medomics_ehr.adapters.omop.events import event_queries, event_tables, fill_concept_codes
from medomics_ehr.adapters.omop.sources import open_source
from medomics_ehr.adapters.omop.typed_rows import typed_view
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
    wanted = ["person", "death", *(row["table"] for row in event_tables())]
    with duckdb.connect() as memory, open_source(memory, source, schema, [*wanted, "concept"]) as tables:
        found = [name for name in wanted if name in tables]
        for name in found:
            typed_view(memory, name, tables[name], f"fresh_{name}")
        _concepts(memory, tables["concept"].relation if "concept" in tables else "")
        _fill(memory, found, _ALWAYS | {name: _ASKED[name] for name in columns})
        _parents(memory, {name: tables[name].relation for name in ("concept_ancestor",) if name in tables})
        yield memory


def _fill(memory: duckdb.DuckDBPyConnection, found: list[str], columns: dict[str, str]) -> None:
    memory.execute("CREATE SCHEMA medomics")
    memory.execute("CREATE VIEW medomics.code_display AS SELECT code, display FROM concept_code")
    typed = ", ".join(f'CAST(NULL AS {kind}) AS "{name}"' for name, kind in columns.items())
    chosen = ", ".join(f'"{name}"' for name in columns)
    queries = [f"SELECT {typed} WHERE false", *event_queries(found, {})]
    union = " UNION ALL BY NAME ".join(f"({query})" for query in queries)
    memory.execute(f"CREATE TABLE medomics.event AS SELECT {chosen} FROM ({union})")


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
