"""`medomics fuse`: evaluate, fit, predict, and what it says when something is not there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from apps.cli.main import main
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace
from omics.genomics.load import load

SUBJECTS = 60
CONFIG = """\
name: tp53
index: {codes: [LOCAL//board]}
blocks: [ehr, genomics]
horizon_days: 365
l1_shares: [0.0]
folds: 3
repeats: 1
inner_folds: 3
bootstraps: 10
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Patients whose survival TP53 decides: their record, and their MAF."""
    workspace = Workspace.create(tmp_path / "w")
    random = np.random.default_rng(1)
    board = pd.Timestamp("2023-01-10 14:00")
    events, deaths = [], []
    maf = ["Hugo_Symbol\tVariant_Classification\tTumor_Sample_Barcode"]
    samples = ["sample,patient,time,available_at"]
    for k in range(SUBJECTS):
        subject = workspace.key_of("Patient", f"p{k}")
        days = int(np.ceil(500 * random.exponential(0.25 if k % 2 else 2.0)))
        base = {"assertion": "present", "time_precision": "second", "source_table": "visit", "subject_id": subject}
        for code, day in (("LOCAL//board", 0), ("LOCAL//contact", min(days, 900))):
            instant = board + pd.Timedelta(days=day)
            events.append({**base, "code": code, "time": instant, "available_at": instant, "source_id": k})
        if days <= 900:
            deaths.append({"person_id": subject, "death_date": (board + pd.Timedelta(days=days)).date()})
        samples.append(f"s{k},p{k},2023-01-02,2023-01-09")
        maf += [f"TP53\tMissense_Mutation\ts{k}"] * (k % 2) + [f"KRAS\tMissense_Mutation\ts{k}"] * (k % 3 == 0)
    record = Record.of(workspace)
    record.create()
    with record.write() as connection:
        connection.execute(tables.event.insert(), events)
        connection.execute(tables.metadata.tables["cdm.death"].insert(), deaths)
    (tmp_path / "m.maf").write_text("\n".join(maf) + "\n")
    (tmp_path / "samples.csv").write_text("\n".join(samples) + "\n")
    load([tmp_path / "m.maf"], tmp_path / "samples.csv", workspace)
    (tmp_path / "c.yaml").write_text(CONFIG)
    return workspace


def _run(command: str, workspace: Workspace, *more: str) -> int:
    config = workspace.folder.parent / "c.yaml"
    return main(["fuse", command, str(config), "-w", str(workspace.folder), *more])


def test_evaluate_fit_predict(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("evaluate", workspace, "--processes", "1", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    scores = {score["model"]: score["c_index"] for score in facts["scores"]}
    assert list(scores) == ["ehr", "genomics", "early", "late"]
    assert scores["genomics"] > 0.6
    assert facts["subjects"] == SUBJECTS

    assert _run("fit", workspace, "--processes", "1") == 0
    assert "MODEL_CARD.md" in capsys.readouterr().out
    card = (workspace.folder / "models" / "tp53" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"{scores['late']:.3f}" in card
    assert "mutated_TP53" in card

    assert _run("predict", workspace, "--json") == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["predictions"], done["abstained"], done["in_training"]) == (SUBJECTS, 0, SUBJECTS)
    assert done["training_list"] is True
    risks = pd.read_parquet(done["file"]).set_index("subject_id")["risk"]
    mutated = [risks[workspace.key_of("Patient", f"p{k}")] for k in range(1, SUBJECTS, 2)]
    others = [risks[workspace.key_of("Patient", f"p{k}")] for k in range(0, SUBJECTS, 2)]
    assert min(mutated) > max(others) - 0.2
    assert np.mean(mutated) > np.mean(others) + 0.2
    assert len(list((workspace.folder / "runs").glob("*fuse*"))) == 3

    (workspace.folder / "models" / "tp53.training.parquet").unlink()
    assert "training.parquet` lies beside the model" in card
    assert _run("predict", workspace) == 0
    assert "beware: models/tp53.training.parquet is not there" in capsys.readouterr().out
    assert _run("predict", workspace, "--json") == 0
    assert json.loads(capsys.readouterr().out)["training_list"] is False


def test_the_table_for_people_names_models_and_intervals(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("evaluate", workspace, "--processes", "1") == 0
    out = capsys.readouterr().out
    assert "C-index" in out
    assert "late" in out


def test_predicting_before_fitting_names_the_remedy(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("predict", workspace) == 1
    assert "medomics fuse fit" in capsys.readouterr().err


def test_no_workspace_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "c.yaml").write_text(CONFIG)
    assert main(["fuse", "evaluate", str(tmp_path / "c.yaml"), "-w", str(tmp_path / "none")]) == 1
    assert "no workspace here" in capsys.readouterr().err
