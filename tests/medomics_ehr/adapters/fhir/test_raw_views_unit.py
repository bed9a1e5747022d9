"""Which statements of a type's SQL are run."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from medomics_ehr.adapters.fhir.mapping_files import RareSql, read_mappings
from medomics_ehr.adapters.fhir.raw_views import RawView, needed_sql, run_over
from medomics_ehr.errors import InputRefused

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


@pytest.mark.parametrize(("codes", "needed"), [(["a", "b"], ["b", "a or b"]), (["c"], []), ([], [])])
def test_rare_statements_are_needed_where_a_row_of_their_view_says_so(codes: list[str], needed: list[str]) -> None:
    columns = frozenset({"code"})
    rare = [RareSql("observation", "code = 'b'", "b"), RareSql("observation", "code IN ('a', 'b')", "a or b")]
    with duckdb.connect() as memory:
        memory.execute("CREATE TABLE raw_observation AS SELECT unnest($codes)::VARCHAR AS code", {"codes": codes})
        assert needed_sql(memory, rare, {"observation": RawView("observation", columns, columns, len(codes))}) == needed


def test_a_hospitals_part_says_where_it_is_needed_or_is_refused(tmp_path: Path) -> None:
    part = tmp_path / "Observation.gait.sql"
    part.write_text("-- where observation: code = '1'\nINSERT INTO done SELECT 1")
    (observation,) = (found for found in read_mappings(tmp_path).types if found.resource_type == "Observation")
    assert RareSql("observation", "code = '1'", "INSERT INTO done SELECT 1") in observation.rare
    part.write_text("INSERT INTO done SELECT 1")
    with pytest.raises(InputRefused, match=r"Observation\.gait\.sql:1"):
        read_mappings(tmp_path)
