"""The six sample tasks of ACES give es-aces' own answer on its sample shards.

The expected rows were written by es-aces 0.7.3: `query.query(cfg, get_predicates_df(cfg, data_config))` of each task
and shard, columns subject_id, index_timestamp, label and trigger, sorted by subject and trigger, as CSV. Kept are their
number, how many labels are 1, and the first digits of the CSV's SHA-256. A task without rows has no columns there.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pytest

from apps.cli.main import main
from medomics_ehr.adapters.meds.load import load_meds
from medomics_ehr.cohort.readers.aces.meds_shards import places_in_meds
from medomics_ehr.cohort.readers.aces.record_events import places_in_record
from medomics_ehr.cohort.readers.aces.task import read_task
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

EXPECTED = {
    ("abnormal_lab", "train/0"): (0, 0, ""),
    ("abnormal_lab", "held_out/0"): (0, 0, ""),
    ("imminent_mortality", "train/0"): (10570, 0, "1b3db07d7d37cdd4"),
    ("imminent_mortality", "held_out/0"): (4305, 0, "e58eff2906a921de"),
    ("inhospital_mortality", "train/0"): (34, 0, "d8f784668dbfe7ca"),
    ("inhospital_mortality", "held_out/0"): (18, 0, "4d9f173957204121"),
    ("intervention_weaning", "train/0"): (0, 0, ""),
    ("intervention_weaning", "held_out/0"): (0, 0, ""),
    ("long_term_recurrence", "train/0"): (67, 0, "fc57df65ec782dc7"),
    ("long_term_recurrence", "held_out/0"): (29, 0, "0c784c7a28116e0d"),
    ("readmission_risk", "train/0"): (67, 2, "0992dd9a32bc3ff3"),
    ("readmission_risk", "held_out/0"): (29, 3, "7ac502558fc5e681"),
}


@pytest.mark.parametrize(("task", "shard"), sorted(EXPECTED))
def test_the_same_rows_as_es_aces(shared: Path, task: str, shard: str) -> None:
    file = shared / "data" / "meds" / "sample_configs" / f"{task}.yaml"
    definition = read_task(file.read_text(encoding="utf-8"), file.name)
    shards = [shared / "data" / "meds" / "meds_sample" / f"{shard}.parquet"]
    found = places_in_meds(definition, shards)
    check(found, *EXPECTED[task, shard])


def check(found: pd.DataFrame, rows: int, positive: int, digest: str) -> None:
    assert len(found) == rows
    if rows:
        columns = found[["subject_id", "index_timestamp", "label", "trigger"]].sort_values(["subject_id", "trigger"])
        text = columns.to_csv(index=False, date_format="%Y-%m-%dT%H:%M:%S")
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == digest
        assert int(found["label"].sum()) == positive


def test_the_command_writes_the_places(shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    meds = shared / "data" / "meds"
    task, shard = meds / "sample_configs" / "readmission_risk.yaml", meds / "meds_sample" / "train" / "0.parquet"
    assert main(["cohort", "task", str(task), "--meds", str(shard), "--out", str(tmp_path / "out.parquet")]) == 0
    assert capsys.readouterr().out.startswith("67 places, ")


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A record that holds the sample's first training shard."""
    folder = tmp_path_factory.mktemp("meds")
    (folder / "data" / "train").mkdir(parents=True)
    shutil.copy(shared / "data" / "meds" / "meds_sample" / "train" / "0.parquet", folder / "data" / "train")
    workspace = Workspace.create(folder / "workspace")
    load_meds(workspace, folder)
    return Record.of(workspace)


@pytest.mark.parametrize("task", sorted({task for task, _ in EXPECTED}))
def test_the_same_rows_over_the_record(shared: Path, loaded: Record, task: str) -> None:
    definition = read_task((shared / "data" / "meds" / "sample_configs" / f"{task}.yaml").read_text(), task)
    check(places_in_record(definition, loaded), *EXPECTED[task, "train/0"])
