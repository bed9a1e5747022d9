"""`cohort export-counts` and `cohort diff` on forty people."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

DAY = dt.datetime(2023, 1, 1)


def person(number: int) -> Person:
    """All have a lung cancer, the first 37 a CT, the first 20 surgery, the first 4 a melanoma."""
    codes = ["ICD10//C34.1"] + ["EXAM//ct"] * (number <= 37) + ["TREATMENT//surgery"] * (number <= 20)
    codes += ["ICD10//C43.9"] * (number <= 4)
    return Person(number, tuple(Fact(DAY, code, source_id=n) for n, code in enumerate(codes, 10 * number)))


@pytest.fixture
def project(workspace: Workspace, write_people) -> Path:
    record = Record.of(workspace)
    record.create()
    write_people(record, [person(number) for number in range(1, 41)])
    return workspace.folder


def export(project: Path, query: str, out: Path) -> int:
    return main(["cohort", "export-counts", query, "--out", str(out), "--workspace", str(project)])


def test_small_counts_and_small_differences_are_suppressed(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "counts.json"
    assert export(project, "lung cancer and ct and surgery", out) == 0
    account = json.loads(out.read_text())
    assert [step["people"] for step in account["waterfall"]] == [40, 40, None, 20]
    assert export(project, "melanoma", tmp_path / "melanoma.json") == 0
    account = json.loads((tmp_path / "melanoma.json").read_text())
    assert (account["count"], account["found_in"]["structured"]) == (None, None)
    assert [code["people"] for code in account["understood"][0]["codes"]] == [None]


def test_the_file_holds_no_person(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "counts.json"
    assert export(project, "lung cancer", out) == 0
    assert "person" not in out.read_text()
    assert "subject" not in out.read_text()


def test_a_query_that_differs_by_three_people_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(project, "lung cancer", tmp_path / "one.json") == 0
    capsys.readouterr()
    assert export(project, "lung cancer and ct", tmp_path / "two.json") == 1
    said = capsys.readouterr().err
    assert "earlier export `lung cancer` of" in said
    assert "fewer than 10 are in one group and not in the other" in said
    assert not (tmp_path / "two.json").exists()
    assert export(project, "lung cancer and surgery", tmp_path / "three.json") == 0


def test_what_was_suppressed_blocks_no_later_export(project: Path, tmp_path: Path) -> None:
    """Four people with a melanoma among the twenty operated on, and a count that nobody was told."""
    assert export(project, "melanoma", tmp_path / "one.json") == 0
    assert json.loads((tmp_path / "one.json").read_text())["count"] is None
    assert list((project / "cohorts" / "exports").glob("*.npy")) == []
    assert export(project, "lung cancer and surgery", tmp_path / "two.json") == 0
    assert export(project, "lung cancer", tmp_path / "three.json") == 0
    assert export(project, "lung cancer except melanoma", tmp_path / "four.json") == 1


def test_of_a_suppressed_count_the_steps_and_codes_are_suppressed_too(project: Path, tmp_path: Path) -> None:
    """Beside `lung cancer except melanoma`, 36, the 40 of a step told here would give the four away."""
    assert export(project, "lung cancer and melanoma", tmp_path / "one.json") == 0
    account = json.loads((tmp_path / "one.json").read_text())
    assert {step["people"] for step in account["waterfall"]} == {None}
    assert {code["people"] for term in account["understood"] for code in term["codes"]} == {None}
    assert set(account["found_in"].values()) == {None}


def test_a_step_that_was_told_is_held_against_later_exports(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The waterfall tells 40 with a lung cancer; 36 without a melanoma would give the four others away."""
    assert export(project, "lung cancer and surgery", tmp_path / "one.json") == 0
    assert [step["people"] for step in json.loads((tmp_path / "one.json").read_text())["waterfall"]] == [40, 40, 20]
    capsys.readouterr()
    assert export(project, "lung cancer except melanoma", tmp_path / "two.json") == 1
    assert "earlier export `lung cancer and surgery` of" in capsys.readouterr().err


def test_a_step_close_to_an_earlier_export_is_suppressed(project: Path, tmp_path: Path) -> None:
    """The 37 with a CT were told; the 40 with a lung cancer would give the three others away."""
    assert export(project, "ct", tmp_path / "one.json") == 0
    assert json.loads((tmp_path / "one.json").read_text())["count"] == 35
    assert export(project, "lung cancer and surgery", tmp_path / "two.json") == 0
    account = json.loads((tmp_path / "two.json").read_text())
    assert [step["people"] for step in account["waterfall"]] == [None, None, 20]


def test_a_record_that_grew_does_not_forget_whom_it_told_of(workspace: Workspace, write_people, tmp_path: Path) -> None:
    record = Record.of(workspace)
    record.create()
    for people in (20, 40):
        write_people(record, [person(number) for number in range(1, people + 1)])
        assert export(workspace.folder, "lung cancer", tmp_path / "one.json") == 0
    write_people(record, [person(number) for number in range(1, 24)])
    assert export(workspace.folder, "lung cancer", tmp_path / "two.json") == 1


def test_exports_are_logged(project: Path, tmp_path: Path) -> None:
    export(project, "lung cancer", tmp_path / "one.json")
    export(project, "lung cancer and surgery", tmp_path / "two.json")
    lines = (project / "cohorts" / "exports" / "log.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    assert [(entry["query"], entry["count"]) for entry in entries] == [
        ("lung cancer", 40),
        ("lung cancer and surgery", 20),
    ]


def test_diff_says_who_moved_by_which_rule(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["cohort", "diff", "lung cancer and surgery", "ct sauf melanoma", "--json", "--workspace", str(project)]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["before"], found["after"], found["redated"]) == (20, 33, 0)
    assert {moved["rule"] for moved in found["entered"]} == {"surgery"}
    assert [(moved["person"], moved["rule"]) for moved in found["left"]] == [
        (str(number), "not melanoma") for number in range(1, 5)
    ]
