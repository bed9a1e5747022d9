"""On structured data alone, none of the centre's traps enters a cohort, a gene table or a survival time."""

from pathlib import Path

import pytest

from apps.chain.multimodal import CONFIG, fuse
from apps.chain.omics_tables import extract_radiomics, load_genomics
from apps.chain.records import build_centre, load_record
from apps.chain.truth import Truth, read_truth
from fusion.dataset.build import build_dataset
from fusion.dataset.index import index_dates
from medomics_ehr.cohort.ask import people, understand
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

PATIENTS, SEED = 80, 3


def silent(done: int, total: int | None) -> None:
    """Show nothing."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("centre")
    build_centre(folder, PATIENTS, SEED, silent)
    return folder


@pytest.fixture(scope="module")
def loaded(centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace.create(tmp_path_factory.mktemp("chain") / "workspace")
    measures = {measure.name: measure for measure in load_record(workspace, centre, silent)}
    assert measures["resources read"].found == measures["resources read"].true
    assert measures["persons"].found == PATIENTS
    return workspace


@pytest.fixture(scope="module")
def truth(centre: Path, loaded: Workspace) -> Truth:
    return read_truth(centre, loaded)


def test_no_cohort_holds_anybody_it_should_not(loaded, truth):
    record = Record.of(loaded)
    some = 0
    for query, true in truth.queries.items():
        found = set(people(record, understand(record, query).definition)["subject_id"])
        assert found <= true, query
        some += len(found)
    assert some > PATIENTS


def test_every_diagnosis_that_structured_data_know_is_found(loaded, truth):
    record = Record.of(loaded)
    known = truth.rows[(truth.rows["cancer"] == "lung") & (truth.rows["diagnosis_known_in"] != "report")]
    found = people(record, understand(record, "lung cancer").definition)["subject_id"]
    assert set(found) == set(known["subject_id"])


def test_silent_variants_mutate_no_gene(loaded, centre):
    for measure in load_genomics(loaded, centre, silent):
        assert measure.found == measure.true, measure.name


def test_survival_and_index_are_those_of_the_truth(loaded, truth):
    data = build_dataset(loaded, index_dates(loaded, None, CONFIG.index).frame, ["ehr"])
    rows = truth.rows.set_index("subject_id").loc[data.index["subject_id"]]
    assert data.index["index_date"].dt.date.astype(str).tolist() == rows["index_date"].tolist()
    assert data.time.tolist() == rows["survival_days"].tolist()
    assert data.event.tolist() == rows["event"].tolist()


def test_the_leak_detector_is_in_no_block(loaded):
    data = build_dataset(loaded, index_dates(loaded, None, CONFIG.index).frame, ["ehr"])
    columns = list(data.blocks["ehr"].values.columns)
    assert any("718-7" in column for column in columns)
    assert not any("2532-0" in column for column in columns)


def test_a_centre_too_small_to_fit_a_model_says_so(tmp_path):
    workspace = Workspace.create(tmp_path / "workspace")
    build_centre(tmp_path / "few", 3, SEED, silent)
    load_record(workspace, tmp_path / "few", silent)
    extract_radiomics(workspace, tmp_path / "few", silent)
    load_genomics(workspace, tmp_path / "few", silent)
    measures = {measure.name: measure.found for measure in fuse(workspace, tmp_path / "few", silent)}
    assert measures == {"subjects": 3, "models": "not fitted"}
