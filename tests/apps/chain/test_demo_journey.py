"""`medomics demo` from the command line: all stages, the table, the second run, and what it refuses."""

import json
from pathlib import Path

import pytest

from apps.cli.main import main

STAGES = ["centre", "load", "code", "cohort", "radiomics", "genomics", "fuse"]
SIZE = ["--patients", "60", "--seed", "3"]


def run(folder: Path, *more: str) -> int:
    return main(["demo", *SIZE, "--workspace", str(folder), "--no-app", *more])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    assert run(folder) == 0
    return folder


def result(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict]:
    capsys.readouterr()
    assert run(folder, "--json") == 0
    return {stage["stage"]: stage for stage in json.loads(capsys.readouterr().out)["stages"]}


def measures(stage: dict) -> dict[str, dict]:
    return {measure["name"]: measure for measure in stage["measures"]}


def test_a_second_run_skips_every_stage_and_gives_the_same(demo, capsys):
    stages = result(demo, capsys)
    assert list(stages) == STAGES
    assert all(stage["skipped"] for stage in stages.values())


def test_each_stage_meets_its_truth(demo, capsys):
    stages = result(demo, capsys)
    for stage, names in {
        "load": ("resources read", "persons"),
        "code": ("reports coded",),
        "radiomics": ("series extracted",),
        "genomics": ("samples", "TP53 mutated", "PIK3CA mutated"),
        "fuse": ("deaths",),
    }.items():
        for name in names:
            measure = measures(stages[stage])[name]
            assert measure["found"] == measure["true"], name


def test_reports_find_people_whom_structured_data_miss(demo, capsys):
    lung = measures(result(demo, capsys)["cohort"])["lung cancer"]
    rows = [line.split(",") for line in (demo / "demo" / "centre" / "truth.csv").read_text().splitlines()]
    column = rows[0].index("diagnosis_known_in")
    structured = sum(row[2] == "lung" and row[column] != "report" for row in rows)
    assert structured < lung["found"] <= lung["true"] + 2


def test_the_table_names_every_stage(demo, capsys):
    capsys.readouterr()
    assert run(demo) == 0
    lines = capsys.readouterr().out.splitlines()
    first_words = [line.split(" ")[0] for line in lines]
    assert all(stage in first_words for stage in STAGES)
    assert any("C-index true risk" in line for line in lines)


def test_a_demo_of_another_seed_is_refused(demo, capsys):
    assert main(["demo", "--patients", "60", "--seed", "4", "--workspace", str(demo), "--no-app"]) == 1
    assert "name a new folder" in capsys.readouterr().err


def test_another_projects_record_is_refused(tmp_path, capsys):
    from medomics_ehr.record.store import Record
    from medomics_ehr.workspace import Workspace

    Record.of(Workspace.create(tmp_path / "theirs")).create()
    assert run(tmp_path / "theirs") == 1
    assert "another project" in capsys.readouterr().err
    assert not (tmp_path / "theirs" / "demo").exists()
