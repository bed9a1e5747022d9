"""A saved cohort's name: what it means in a query, and that no other cohort takes it by accident."""

from __future__ import annotations

import datetime as dt
import json

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


def test_a_saved_name_is_the_cohort_and_in_quotes_the_word(
    project: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "ct")
    answer = json.loads(run(project, capsys, "count", "ct", "--json"))
    assert (answer["count"], answer["saved"]) == (2, "ct")
    assert [term["origin"] for term in answer["understood"]] == ["saved cohort ct"]
    assert "in quotes" in answer["notes"][0]
    assert json.loads(run(project, capsys, "list", "ct", "--json"))["count"] == 2
    assert json.loads(run(project, capsys, "explain", "ct", "--person", "2", "--json"))["member"]
    assert json.loads(run(project, capsys, "diff", "ct", "lung cancer", "--json"))["entered"] == []
    word = json.loads(run(project, capsys, "count", '"ct"', "--json"))
    assert (word["count"], word["saved"], word["notes"]) == (2, None, [])
    assert {person["person"] for person in json.loads(run(project, capsys, "list", '"ct"', "--json"))["people"]} == {
        "1",
        "3",
    }


def test_a_saved_name_inside_a_query_is_the_cohort_too(project: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "lung-all")
    answer = json.loads(run(project, capsys, "count", "lung-all and ct", "--json"))
    assert answer["count"] == 1
    assert answer["notes"] == ["`lung-all` is the saved cohort cohorts/lung-all.yaml (2 people when saved)"]
    said = run(project, capsys, "count", "first lung-all", status=1)
    assert "saved cohort" in said
    run(project, capsys, "save", "lung cancer", "--name", "ct")
    assert json.loads(run(project, capsys, "count", "first ct", "--json"))["notes"] == []


def test_a_cohort_with_an_index_of_its_own_is_only_asked_alone(
    project: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    run(project, capsys, "save", "lung cancer and over 60", "--name", "old")
    assert json.loads(run(project, capsys, "count", "old", "--json"))["saved"] == "old"
    assert "asked alone" in run(project, capsys, "count", "old and ct", status=1)


def test_a_record_that_has_changed_since_is_told(
    project: Workspace, capsys: pytest.CaptureFixture[str], write_people
) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "lung")
    write_people(Record.of(project), PEOPLE[1:])
    assert "has changed since `lung` was saved with 2 people" in run(project, capsys, "count", "lung")
