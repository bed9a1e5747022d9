"""The events of an OMOP source without loading it: for a straight conversion, such as to MEDS.

Nothing is written and no row is judged: a row without a person or a date gives no event. `load` gives an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from medomics_ehr.adapters.omop.events import event_queries, event_tables, fill_concept_codes
from medomics_ehr.adapters.omop.sources import open_source
from medomics_ehr.adapters.omop.typed_rows import typed_view
from medomics_ehr.record.exchange import Memory, create_memory_tables


@contextmanager
def open_events(source: str, schema: str = "") -> Iterator[Memory]:
    """An in-memory database with the source's events as `medomics.event` and its concepts' names as `code_display`.

    Raises:
        InputRefused: the source holds no CDM table.
        EnvironmentFailed: a database cannot be reached.
    """
    with duckdb.connect() as memory, open_source(memory, source, schema) as tables:
        wanted = ["person", "death", *(row["table"] for row in event_tables())]
        found = [name for name in wanted if name in tables]
        for name in found:
            typed_view(memory, name, tables[name], f"fresh_{name}")
        _concepts(memory, tables["concept"].relation if "concept" in tables else "")
        create_memory_tables(memory, ["medomics.event"])
        memory.execute("ALTER TABLE medomics.event RENAME TO no_event")
        queries = ["SELECT * FROM medomics.no_event", *event_queries(found, {})]
        memory.execute(f"CREATE VIEW medomics.event AS {' UNION ALL BY NAME '.join(f'({query})' for query in queries)}")
        memory.execute("CREATE VIEW medomics.code_display AS SELECT code, display FROM concept_code")
        yield memory


def _concepts(memory: Memory, relation: str) -> None:
    memory.execute(
        "CREATE TABLE known_concept (concept_id INTEGER, vocabulary_id VARCHAR, concept_code VARCHAR, "
        "concept_name VARCHAR)"
    )
    if relation:
        columns = "concept_id, vocabulary_id, concept_code, concept_name"
        memory.execute(f"INSERT INTO known_concept SELECT {columns} FROM {relation}")
    fill_concept_codes(memory)
