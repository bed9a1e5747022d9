"""Every costly command is stopped at its time limit, on a record that no database reads in a millisecond."""

from __future__ import annotations

from pathlib import Path

import pytest

from apps.cli.main import main
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

EVENTS = 2_000_000
MANY = f"""
INSERT INTO medomics.event (subject_id, time, code, assertion, time_precision, available_at, confidence,
    source_table, source_id)
SELECT 1 + n % 500, TIMESTAMP '2020-01-01' + INTERVAL (n % 1000) DAY, 'EXAM//ct', 'present', 'day',
    TIMESTAMP '2020-01-01', 1.0, 'procedure_occurrence', n FROM range({EVENTS}) AS given(n)
"""
PEOPLE = """
INSERT INTO cdm.person (person_id, gender_concept_id, year_of_birth, race_concept_id, ethnicity_concept_id)
SELECT n, 8507, 1950, 0, 0 FROM range(1, 501) AS given(n)
"""
TASK = "trigger: a\nwindows: {w: {start: trigger, end: start + 9 days}}\npredicates: {a: {code: EXAM//ct}}"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace.create(tmp_path_factory.mktemp("crowded") / "w")
    record = Record.of(workspace)
    record.create()
    with record.duckdb() as connection:
        connection.execute(MANY)
        connection.execute(PEOPLE)
    (workspace.folder / "task.yaml").write_text(TASK)
    assert main(["cohort", "save", "ct", "--name", "ct", "--workspace", str(workspace.folder)]) == 0
    return workspace.folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["count", "ct then ct"],
        ["list", "ct"],
        ["save", "ct", "--name", "again"],
        ["diff", "ct", "first ct"],
        ["export-counts", "ct", "--out", "never.json"],
        ["count", "TASK"],
        ["save", "TASK", "--name", "task"],
        ["pathways", "ct", "--treatment", "ct"],
        ["survival", "ct", "--outcome", "ct"],
    ],
)
def test_a_costly_command_is_stopped(crowded: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    given = [str(crowded / "task.yaml") if one == "TASK" else one for one in arguments]
    capsys.readouterr()
    assert main(["cohort", *given, "--timeout", "0.001", "--workspace", str(crowded)]) == 1
    assert "raise --time-limit" in capsys.readouterr().err
    assert not (crowded / "cohorts" / "again.parquet").exists()
