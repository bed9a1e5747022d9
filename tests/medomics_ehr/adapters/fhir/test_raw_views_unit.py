"""Which statements of a type's SQL are run."""

from __future__ import annotations

import duckdb

from medomics_ehr.adapters.fhir.raw_views import RawView, run_over

SQL = """
INSERT INTO done SELECT 'main' FROM observation_once; -- of the main view
INSERT INTO done SELECT 'parts' FROM observation_component;
INSERT INTO done SELECT 'both' FROM observation LEFT JOIN observation_component ON true;
INSERT INTO done SELECT 'neither'
"""


def test_a_statement_over_empty_views_alone_is_left_out() -> None:
    columns = frozenset({"code"})
    views = [RawView("observation", columns, columns, 1), RawView("observation_component", columns, columns, 0)]
    with duckdb.connect() as memory:
        memory.execute(
            "CREATE TABLE done (what VARCHAR); CREATE TABLE observation_once AS SELECT 1 AS code;"
            "CREATE TABLE observation AS SELECT 1 AS code; CREATE TABLE observation_component (code INTEGER)"
        )
        run_over(memory, SQL, views)
        assert memory.execute("SELECT what FROM done").fetchall() == [("main",), ("both",), ("neither",)]
