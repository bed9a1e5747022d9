"""`cohort pathways` and `cohort survival` from the command line, with every sort of cohort downstream of `save`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

START = dt.datetime(2022, 1, 1)


def fact(code: str, after: int) -> Fact:
    return Fact(START + dt.timedelta(days=after), code)


def person(number: int) -> Person:
    """A lung cancer on day 0; 20 have surgery, of these 12 chemotherapy, 3 more immunotherapy alone; half die."""
    facts = [fact("ICD10//C34.1", 0), fact("EXAM//ct", 700)]
    facts += [fact("TREATMENT//surgery", 20)] * (number <= 20)
    facts += [fact("ATC//L01XA01", 60 + 21 * n) for n in range(4)] * (number <= 12)
    facts += [fact("ATC//L01FF02", 30)] * (20 < number <= 23)
    facts += [fact("MEDS_DEATH", 30 * number)] * (number % 2)
    return Person(number, tuple(facts), "female" if number <= 20 else "male", 1950)


@pytest.fixture
def project(workspace: Workspace, write_people) -> Path:
    record = Record.of(workspace)
    record.create()
    write_people(record, [person(number) for number in range(1, 41)])
    for query, name in (("lung cancer", "lung"), ("melanoma", "nobody"), ("lung cancer and immunotherapy", "few")):
        assert main(["cohort", "save", query, "--name", name, "--workspace", str(workspace.folder)]) == 0
    return workspace.folder


def run(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["cohort", *arguments, "--json", "--workspace", str(project)]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_paths_add_up_to_the_cohort(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(project, capsys, "pathways", "lung")
    assert {tuple(one["path"]): one["people"] for one in answer["paths"]} == {
        (): 17,
        ("surgery", "chemotherapy"): 12,
        ("surgery",): 8,
        ("immunotherapy",): 3,
    }
    assert answer["people"] == 40


def test_files_of_pathways_hold_nothing_small(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(project, capsys, "pathways", "lung", "--out", str(tmp_path / "out"))
    account = json.loads((tmp_path / "out" / "pathways.json").read_text())
    people = [one["people"] for one in account["paths"]]
    assert account["people"] == 40
    assert all(n is None or (n >= 10 and n % 5 == 0) for n in people)
    for name in ("sankey.svg", "sunburst.svg"):
        words = "".join(ElementTree.fromstring((tmp_path / "out" / name).read_text()).itertext())
        assert "immunotherapy" not in words
    page = (tmp_path / "out" / "pathways.html").read_text()
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "<script" not in page
    log = (project / "cohorts" / "exports" / "log.jsonl").read_text()
    assert '"pathways": "lung"' in log


def test_an_export_of_pathways_too_close_to_a_count_is_refused(project: Path, tmp_path: Path) -> None:
    count = ["cohort", "export-counts", "lung cancer and ct", "--out", str(tmp_path / "c.json")]
    assert main([*count, "--workspace", str(project)]) == 0
    assert main(["cohort", "save", "lung cancer except immunotherapy", "--name", "n", "--workspace", str(project)]) == 0
    pathways = ["cohort", "pathways", "n", "--out", str(tmp_path / "p"), "--workspace", str(project)]
    assert main(pathways) == 1
    assert not (tmp_path / "p").exists()


def test_survival_by_sex_and_its_files(project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    answer = run(project, capsys, "survival", "lung", "--by", "sex", "--out", str(tmp_path / "out"))
    assert [(one["group"], one["people"], one["events"]) for one in answer["groups"]] == [
        ("female", 20, 10),
        ("male", 20, 10),
    ]
    assert answer["groups"][0]["at_risk"][0] == 20
    assert answer["log_rank"]["p"] < 0.05
    (female, _) = json.loads((tmp_path / "out" / "survival.json").read_text())["groups"]
    assert (female["people"], female["events"], len(female["times"])) == (20, 10, 2)
    assert (tmp_path / "out" / "survival.png").read_bytes().startswith(b"\x89PNG")
    ElementTree.fromstring((tmp_path / "out" / "survival.svg").read_text())


def test_a_small_group_hides_the_other_that_would_give_it_away(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """On the day of the CT, 12 of 40 have died, of the three with an immunotherapy one is left."""
    run(project, capsys, "save", "lung cancer then ct", "--name", "dated_later")
    answer = run(project, capsys, "survival", "dated_later", "--by", "immunotherapy", "--out", str(tmp_path / "out"))
    assert [(one["group"], one["people"]) for one in answer["groups"]] == [
        ("immunotherapy", 1),
        ("not immunotherapy", 27),
    ]
    groups = json.loads((tmp_path / "out" / "survival.json").read_text())["groups"]
    assert [(one["people"], one["events"], one["times"]) for one in groups] == [(None, None, [])] * 2


def test_an_outcome_and_a_group_are_queries(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(project, capsys, "survival", "lung", "--outcome", "immunotherapy or death", "--by", "over 60")
    assert [(one["group"], one["events"]) for one in answer["groups"]] == [
        ("over 60", 21),
        ("not over 60", 0),
    ]
    french = run(project, capsys, "survival", "lung", "--outcome", "immunothérapie ou décès", "--lang", "fr")
    assert french["groups"][0]["events"] == 21


def test_a_group_of_nobody_is_shown_and_who_came_to_it_later_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The index is the cancer's first mention, before any treatment."""
    answer = run(project, capsys, "survival", "lung", "--by", "immunotherapy")
    assert [(one["group"], one["people"]) for one in answer["groups"]] == [
        ("immunotherapy", 0),
        ("not immunotherapy", 40),
    ]
    assert answer["log_rank"] is None
    later = "met `immunotherapy` only after their index date, and are in `not immunotherapy`"
    assert answer["remarks"] == {later: 3}


def test_two_cohorts_are_compared_without_those_in_both(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = run(project, capsys, "survival", "lung", "--against", "few")
    assert [(one["group"], one["people"]) for one in answer["groups"]] == [("lung", 37), ("few", 0)]
    assert answer["remarks"] == {"are in both cohorts and are left out": 3}


@pytest.mark.parametrize("command", ["pathways", "survival"])
def test_nobody_and_a_few_are_valid_downstream(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    nobody = run(project, capsys, command, "nobody", "--out", str(tmp_path / "nobody"))
    assert nobody.get("paths", []) == []
    assert [one["people"] for one in nobody.get("groups", [{"people": 0}])] == [0]
    run(project, capsys, command, "few", "--out", str(tmp_path / "few"))
    file = next((tmp_path / "few").glob("*.json"))
    assert {"3", "2", "1"}.isdisjoint(file.read_text().replace(",", " ").split())


@pytest.mark.parametrize(
    ("arguments", "words", "status"),
    [
        (["pathways", "unknown"], "no saved cohort", 1),
        (["survival", "unknown"], "no saved cohort", 1),
        (["survival", "lung", "--against", "unknown"], "no saved cohort", 1),
        (["pathways", "../lung"], "a cohort's name", 1),
        (["pathways", "lung", "-t", "x'; DROP TABLE cdm.person; --"], "no term", 1),
        (["pathways", "lung", "-t", "drugs", "-t", "surgery"], "a whole list", 2),
        (["pathways", "lung", "--max-depth", "0"], "max_depth", 2),
        (["pathways", "lung", "--era-gap", "-1"], "era_gap", 2),
        (["survival", "lung", "--by", "sex", "--against", "few"], "either", 2),
        (["survival", "lung", "--by", "except ct"], "known at the index date", 1),
        (["survival", "lung", "--by", "last ct"], "known at the index date", 1),
        (["survival", "lung", "--outcome", "ct and death"], "an outcome is one term", 1),
        (["survival", "lung", "--outcome", "x' OR '1'='1"], "no term", 1),
    ],
)
def test_bad_input_is_one_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str, status: int
) -> None:
    capsys.readouterr()
    assert main(["cohort", *arguments, "--workspace", str(project)]) == status
    message = capsys.readouterr().err
    assert words in message
    assert message.count("\n") == 1
