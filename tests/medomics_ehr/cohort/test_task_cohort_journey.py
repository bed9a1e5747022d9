"""An ACES task as a cohort, from the command line; the expected steps and rows are worked out by hand.

The task: an immunotherapy with a lung cancer and no platinum before it, then a CT within 30 days.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

TASK = """
predicates:
  lung: {code: {regex: "^ICD10//C34"}}
  io: {code: {any: [ATC//L01FF02, TREATMENT//immunotherapy]}}
  platinum: {code: {regex: "^ATC//L01XA"}}
  ct: {code: EXAM//ct}
trigger: io
windows:
  before: {start: null, end: trigger, end_inclusive: false, has: {lung: "(1, None)", platinum: "(None, 0)"}}
  month: {start: trigger, end: start + 30 days, start_inclusive: false, has: {ct: "(1, None)"}, index_timestamp: end}
"""


def facts(*given: tuple[str, int]) -> tuple[Fact, ...]:
    start = dt.datetime(2022, 1, 1)
    return tuple(Fact(start + dt.timedelta(days=n), code, source_id=n) for code, n in given)


PEOPLE = [
    Person(1, facts(("ICD10//C34.1", 0), ("ATC//L01FF02", 10), ("EXAM//ct", 20))),
    Person(2, facts(("ICD10//C34.1", 0), ("ATC//L01XA01", 5), ("TREATMENT//immunotherapy", 10), ("EXAM//ct", 20))),
    Person(3, facts(("ICD10//C34.1", 0), ("ATC//L01FF02", 10), ("EXAM//ct", 60), ("ATC//L01FF02", 100))),
    Person(4, facts(("ATC//L01FF02", 10), ("ICD10//C34.1", 10), ("EXAM//ct", 20))),
    Person(5, facts(("ICD10//C34.1", 0))),
]


@pytest.fixture
def project(workspace: Workspace, write_people) -> Path:
    record = Record.of(workspace)
    record.create()
    write_people(record, PEOPLE)
    (workspace.folder / "task.yaml").write_text(TASK)
    return workspace.folder


def run(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    given = [str(project / "task.yaml") if one == "TASK" else one for one in arguments]
    assert main(["cohort", *given, "--json", "--workspace", str(project)]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_waterfall_shows_each_demand(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(project, capsys, "count", "TASK")
    assert [(step["label"], step["people"]) for step in answer["waterfall"]] == [
        ("everybody in the record", 5),
        ("trigger io", 4),
        ("window before can be placed", 4),
        ("window before has at least 1 lung", 3),
        ("window before has no platinum", 2),
        ("window month can be placed", 2),
        ("window month has at least 1 ct", 1),
    ]


@pytest.mark.parametrize(
    ("person", "failed", "nearest", "notes"),
    [
        (
            2,
            "window before has no platinum",
            ["ATC//L01XA01"],
            ["window from the start to 2022-01-11 00:00", "1 found"],
        ),
        (3, "window month has at least 1 ct", [], ["window from 2022-01-11 00:00 to 2022-02-10 00:00", "0 found"]),
        (4, "window before has at least 1 lung", [], ["window from the start to 2022-01-11 00:00", "0 found"]),
        (5, "trigger io", [], ["0 found"]),
    ],
)
def test_explain_names_the_first_demand_that_fails(
    project: Path,
    capsys: pytest.CaptureFixture[str],
    person: int,
    failed: str,
    nearest: list[str],
    notes: list[str],
) -> None:
    account = run(project, capsys, "explain", "TASK", "--person", str(person))
    assert (account["member"], account["first_failed"]) == (False, failed)
    last = account["rules"][-1]
    assert ([row["code"] for row in last["nearest"]], last["notes"]) == (nearest, notes)


def test_explain_shows_the_rows_of_a_member(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    account = run(project, capsys, "explain", "TASK", "--person", "1")
    assert (account["member"], account["index_date"]) == (True, "2022-02-10")
    rows = [(row["code"], row["time"]) for rule in account["rules"] for row in rule["rows"]]
    assert rows == [("ATC//L01FF02", "2022-01-11"), ("ICD10//C34.1", "2022-01-01"), ("EXAM//ct", "2022-01-21")]


def test_diff_with_a_text_query_says_who_moved_by_which_rule(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(project, capsys, "diff", "TASK", "lung cancer and immunotherapy then ct")
    assert (found["before"], found["after"], found["left"]) == (1, 4, [])
    assert {moved["person"]: moved["rule"] for moved in found["entered"]} == {
        "2": "window before has no platinum",
        "3": "window month has at least 1 ct",
        "4": "window before has at least 1 lung",
    }
    back = run(project, capsys, "diff", "lung cancer and melanoma", "TASK")
    assert back["entered"] == [{"person": "1", "rule": "melanoma"}]


def test_a_saved_task_is_a_cohort_like_any_other(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, capsys, "save", "TASK", "--name", "io")
    people = pd.read_parquet(project / "cohorts" / "io.parquet")
    assert people["subject_id"].tolist() == [1]
    assert run(project, capsys, "count", str(project / "cohorts" / "io.yaml"))["count"] == 1
    assert run(project, capsys, "survival", "io")["groups"][0]["people"] == 1
