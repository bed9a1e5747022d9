"""A saved cohort's name: what it means in a query, and that no other cohort takes it by accident."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.cohort.saved import load_people
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

DAY = dt.datetime(2023, 1, 10)
PEOPLE = [
    Person(1, (Fact(DAY, "ICD10//C34.1"), Fact(DAY, "EXAM//ct"))),
    Person(2, (Fact(DAY, "ICD10//C34.9"),)),
    Person(3, (Fact(DAY, "ICD10//C50.9"), Fact(DAY, "EXAM//ct"))),
]


@pytest.fixture
def project(workspace: Workspace, write_people) -> Workspace:
    record = Record.of(workspace)
    record.create()
    write_people(record, PEOPLE)
    return workspace


def run(project: Workspace, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["cohort", *arguments, "--workspace", str(project.folder)]) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_another_cohort_does_not_take_a_name(project: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "lung")
    said = run(project, capsys, "save", "breast cancer", "--name", "lung", status=1)
    assert "another cohort 'lung' (2 people)" in said
    assert "--force" in said
    assert set(load_people(project, "lung")["subject_id"]) == {1, 2}
    run(project, capsys, "save", "breast cancer", "--name", "lung", "--force")
    assert set(load_people(project, "lung")["subject_id"]) == {3}


def test_the_same_cohort_is_saved_anew(project: Workspace, capsys: pytest.CaptureFixture[str], write_people) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "lung")
    write_people(Record.of(project), PEOPLE[1:])
    run(project, capsys, "save", "lung cancer", "--name", "lung")
    assert set(load_people(project, "lung")["subject_id"]) == {2}
