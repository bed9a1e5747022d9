"""`medomics cohort` from the command line, on a small record with structured facts and a coded report."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest
import yaml

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

REPORT = "Consultation.\nPatient suivi pour un adénocarcinome du lobe supérieur droit. Sous pembrolizumab."
LUNG = (REPORT.index("adénocarcinome"), REPORT.index(". Sous"))
BIG = 2**62 + 7


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def fact(code: str, time: str, **more: object) -> Fact:
    return Fact(day(time), code, **more)  # type: ignore[arg-type]


REPORTED = {"source_table": "finding", "note_id": 7, "span_start": LUNG[0], "span_end": LUNG[1]}
PEOPLE = [
    Person(
        BIG,
        (
            fact("ICD10//C34.1", "2023-01-10", source_id=1),
            fact("ICD10//C34.1", "2023-01-12", source_id=2, **REPORTED),
            fact("ATC//L01FF02", "2023-03-01", source_id=3),
            fact("EXAM//ct", "2023-05-02", source_id=4),
        ),
        "female",
        1960,
    ),
    Person(
        2,
        (
            fact("ICD10//C34.9", "2023-02-01", source_id=5, **REPORTED),
            fact("TREATMENT//immunotherapy", "2023-02-01", source_id=6),
            fact("EXAM//ct", "2023-02-01", source_id=7),
        ),
        "male",
        1970,
    ),
    Person(3, (fact("ICD10//C34.9", "2023-02-01", assertion="possible", source_id=8, **REPORTED),), "male", 1980),
]


@pytest.fixture
def project(workspace: Workspace, write_people) -> Path:
    record = Record.of(workspace)
    record.create()
    write_people(record, PEOPLE)
    note = {
        "note_id": 7,
        "subject_id": BIG,
        "note_date": day("2023-01-12"),
        "text": REPORT,
        "sha256": hashlib.sha256(REPORT.encode()).hexdigest(),
    }
    with record.write() as connection:
        connection.execute(tables.note_text.insert(), [note])
        connection.execute(tables.code_display.insert(), [{"code": "ATC//L01FF02", "display": "pembrolizumab"}])
    return workspace.folder


def run(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(["cohort", *arguments, "--workspace", str(project)]) == status
    captured = capsys.readouterr()
    return captured.out if status == 0 else captured.err


def test_count_tells_the_same_in_both_languages(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english = json.loads(run(project, capsys, "count", "lung cancer and immunotherapy then ct", "--json"))
    french = json.loads(run(project, capsys, "count", "cancer du poumon et immunothérapie puis scanner", "--json"))
    assert {"count", "waterfall", "understood"} <= set(english)
    assert english["count"] == french["count"] == 1
    assert [step["people"] for step in english["waterfall"]] == [3, 2, 2, 1]
    assert [step["people"] for step in french["waterfall"]] == [3, 2, 2, 1]
    assert english["waterfall"][0]["people"] - sum(step["lost"] for step in english["waterfall"]) == 1


def test_count_says_how_terms_were_understood(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    term = json.loads(run(project, capsys, "count", "lung cancer", "--json"))["understood"][0]
    assert term["origin"] == "value set lung cancer"
    assert {code["code"]: (code["events"], code["people"]) for code in term["codes"]} == {
        "ICD10//C34.1": (2, 1),
        "ICD10//C34.9": (1, 1),
    }
    assert (term["structured"], term["reports"], term["not_counted"]) == (1, 2, {"possible": 1})


def test_a_person_known_from_both_sources_is_counted_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(run(project, capsys, "count", "lung cancer", "--json"))
    assert answer["count"] == 2
    assert answer["found_in"] == {"structured": 0, "reports": 1, "both": 1, "together": 0}


def test_list_gives_identifiers_as_text_with_index_dates(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    people = json.loads(run(project, capsys, "list", "lung cancer and immunotherapy then ct", "--json"))["people"]
    assert people == [{"person": str(BIG), "index_date": "2023-05-02"}]


def test_explain_shows_the_sentence_of_the_report(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "lung cancer and immunotherapy then ct"
    account = json.loads(run(project, capsys, "explain", query, "--person", str(BIG), "--json"))
    assert account["member"]
    sentences = [row["sentence"] for row in account["rules"][0]["rows"]]
    assert sentences == [None, "Patient suivi pour un adénocarcinome du lobe supérieur droit."]


def test_explain_names_the_first_rule_that_fails_and_why(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "lung cancer and immunotherapy then ct"
    second = json.loads(run(project, capsys, "explain", query, "--person", "2", "--json"))
    assert (second["member"], second["first_failed"]) == (False, "immunotherapy then ct")
    assert {row["why_not"] for row in second["rules"][2]["nearest"]} == {
        "too few, or not in the order or within the gap that is asked"
    }
    third = json.loads(run(project, capsys, "explain", query, "--person", "3", "--json"))
    assert third["first_failed"] == "lung cancer"
    assert [row["why_not"] for row in third["rules"][0]["nearest"]] == ["it is possible"]


def test_save_keeps_definition_and_people(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(project, capsys, "save", "lung cancer", "--name", "lung")
    people = pd.read_parquet(project / "cohorts" / "lung.parquet")
    assert list(people["subject_id"]) == [2, BIG]
    assert yaml.safe_load((project / "cohorts" / "lung.yaml").read_text())["name"] == "lung cancer"
    again = json.loads(run(project, capsys, "count", str(project / "cohorts" / "lung.yaml"), "--json"))
    assert again["count"] == 2


def test_a_cohort_of_nobody_is_a_valid_answer(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(project, capsys, "count", "melanoma", "--json"))["count"] == 0
    assert json.loads(run(project, capsys, "list", "melanoma", "--json"))["people"] == []
    run(project, capsys, "save", "melanoma", "--name", "nobody")
    assert pd.read_parquet(project / "cohorts" / "nobody.parquet").empty


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["count", "lung cancr"], "near ones: lung cancer"),
        (["count", "lung cancer; DROP TABLE cdm.person"], "no term"),
        (["explain", "lung cancer", "--person", "99"], "no such person"),
        (["explain", "lung cancer", "--person", "1 OR 1=1"], "no identifier"),
        (["save", "lung cancer", "--name", "../../etc"], "a cohort's name"),
        (["count", "absent.yaml"], "absent.yaml"),
    ],
)
def test_bad_input_is_one_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    message = run(project, capsys, *arguments, status=1)
    assert words in message
    assert message.count("\n") == 1
