"""A gene that was sequenced lies in an omics table: a query for it says so, instead of only finding nobody."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from medomics_ehr.cohort.definition import leaves
from medomics_ehr.cohort.readers.text import read_text
from medomics_ehr.cohort.sequenced import beside_the_events
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.workspace import Workspace


@pytest.fixture
def sequenced(workspace: Workspace) -> Workspace:
    folder = workspace.path("omics")
    folder.mkdir(exist_ok=True)
    pq.write_table(
        pa.table({"subject_id": [1, 1, 2, 3], "mutated_TP53": [1.0, 0.0, 1.0, 0.0]}), folder / "genomics.parquet"
    )
    pq.write_table(
        pa.table(
            {"column": ["mutated_TP53", "truncating_TP53", "n"], "standard_code": ["HGNC//TP53", "HGNC//TP53", ""]}
        ),
        folder / "genomics.dictionary.parquet",
    )
    return workspace


@pytest.mark.parametrize("query", ["TP53 muté", "mutation TP53", "TP53", "TP53 sauvage", "cancer et TP53 R175H"])
def test_the_table_is_pointed_to(sequenced: Workspace, query: str) -> None:
    (said,) = beside_the_events(sequenced, leaves(read_text(query, Terms())))
    assert "the omics table genomics has TP53 too (mutated_TP53: 2 of 3 people)" in said


@pytest.mark.parametrize("query", ["KRAS muté", "lung cancer", "HER2 négatif"])
def test_nothing_is_said_of_what_it_does_not_have(sequenced: Workspace, query: str) -> None:
    assert list(beside_the_events(sequenced, leaves(read_text(query, Terms())))) == []
