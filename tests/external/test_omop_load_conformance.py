"""The Eunomia data sets load whole, twice, and say what their publishers say of them."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from meds.schema import DataSchema

from medomics_ehr.adapters.meds.export import export_meds
from medomics_ehr.adapters.meds.load import load_meds
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.adapters.omop.vocabulary import load_vocabulary
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Rows by table as the data sets' own description counts them.
GIBLEED = {
    "person": 2694,
    "condition_occurrence": 65332,
    "drug_exposure": 67707,
    "measurement": 44053,
    "procedure_occurrence": 37409,
    "visit_occurrence": 1037,
    "concept": 444,
    "concept_ancestor": 65690,
}
SYNTHEA = {
    "person": 28,
    "visit_occurrence": 1791,
    "measurement": 10040,
    "observation": 8099,
    "drug_exposure": 883,
    "condition_occurrence": 470,
    "concept": 2294,
    "concept_relationship": 266588,
}


@pytest.mark.parametrize(
    ("name", "counts"), [("GiBleed_5.3_parquet.tar", GIBLEED), ("Synthea27Nj_5.4.zip", SYNTHEA)], ids=["5.3", "5.4"]
)
def test_a_published_cdm_loads_whole_and_only_once(
    workspace: Workspace, shared: Path, name: str, counts: dict[str, int]
) -> None:
    source = str(shared / "data" / "omop" / name)
    account = load_omop(workspace, source)
    assert {table: account.tables[table] for table in counts} == counts
    result = account.to_json()
    states = ("loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting")
    assert result["read"] == sum(result[state] for state in states)
    again = load_omop(workspace, source)
    assert again.count("loaded") == 0
    assert again.tables == account.tables


def test_gi_bleeds_are_those_of_479_persons(workspace: Workspace, shared: Path, tmp_path: Path) -> None:
    load_omop(workspace, str(shared / "data" / "omop" / "GiBleed_5.3_parquet.tar"))
    record = Record.of(workspace)
    query = "SELECT count(DISTINCT person_id) AS n FROM cdm.condition_occurrence WHERE condition_concept_id = 192671"
    assert record.frame(sa.text(query))["n"][0] == 479
    query = "SELECT count(DISTINCT subject_id) AS n FROM medomics.event WHERE code = 'ICD10//K92.2'"
    assert record.frame(sa.text(query))["n"][0] == 479
    written = export_meds(workspace, tmp_path / "meds")
    assert written.subjects == 2694
    for path in (tmp_path / "meds" / "data").rglob("*.parquet"):
        DataSchema.validate(pq.read_table(path, partitioning=None))


def test_the_vocabulary_of_synthea27nj_loads(workspace: Workspace, shared: Path) -> None:
    account = load_vocabulary(workspace, str(shared / "data" / "omop" / "Synthea27Nj_5.4.zip"))
    assert account.tables == {"concept": 2294, "vocabulary": 1, "concept_relationship": 266588}


def test_the_meds_sample_loads_and_comes_back(workspace: Workspace, shared: Path, tmp_path: Path) -> None:
    account = load_meds(workspace, shared / "data" / "meds")
    assert account.count("loaded") == 77542
    assert account.tables["person"] == 100
    export_meds(workspace, tmp_path / "out")
    query = "SELECT code, count(*) AS n, sum(numeric_value) AS v FROM medomics.event GROUP BY code ORDER BY code"
    again = Workspace.create(tmp_path / "again")
    load_meds(again, tmp_path / "out")
    ours, theirs = (Record.of(w).frame(sa.text(query)) for w in (workspace, again))
    assert ours[["code", "n"]].equals(theirs[["code", "n"]])
    # MEDS keeps numbers in 32 bits.
    assert ((ours["v"] - theirs["v"]).abs().fillna(0) <= 1e-5 * ours["v"].abs().fillna(0)).all()
