"""Hostile and impossible input of every form, from the command line: one sentence and exit status 1, never a fault.

The record must be as it was after each; a definition of nobody is a valid answer with exit status 0.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from apps.cli.main import main
from medomics_ehr.cohort.engines.reference import Fact, Person
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

HOSTILE = "x' OR '1'='1'; DROP TABLE medomics.event; --%_\\"
FACTS = (Fact(dt.datetime(2020, 1, 1), "EXAM//ct"), Fact(dt.datetime(2020, 2, 1), "MEDS_DEATH"))


@pytest.fixture
def project(workspace: Workspace, write_people) -> Path:
    record = Record.of(workspace)
    record.create()
    write_people(record, [Person(1, FACTS)])
    return workspace.folder


def asked(project: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["cohort", *arguments, "--workspace", str(project)])
    events = Record.of(Workspace.open(project)).frame(sa.select(sa.func.count().label("n")).select_from(tables.event))
    assert events["n"][0] == len(FACTS)
    return status, capsys.readouterr().err


def refused(project: Path, capsys: pytest.CaptureFixture[str], query: str, words: str) -> None:
    status, message = asked(project, capsys, "count", query)
    assert (status, message.count("\n")) == (1, 1)
    assert words in message


def window(start: Any, end: Any) -> dict[str, Any]:
    around = {"Criteria": {"Death": {}}, "StartWindow": {"Start": start, "End": end}}
    return {"AdditionalCriteria": {"Type": "ALL", "CriteriaList": [around]}}


def rule(**group: Any) -> dict[str, Any]:
    return {"InclusionRules": [{"name": HOSTILE, "expression": group}]}


def criterion(**body: Any) -> dict[str, Any]:
    return {"PrimaryCriteria": {"CriteriaList": [{"Death": body}]}}


def nested(depth: int) -> str:
    group = '{"Type":"ALL","CriteriaList":[{"Criteria":{"Death":{}}}]}'
    for _ in range(depth):
        group = f'{{"Type":"ALL","Groups":[{group}]}}'
    return f'{{"PrimaryCriteria":{{"CriteriaList":[{{"Death":{{}}}}]}},"AdditionalCriteria":{group}}}'


ATLAS = [
    ({"ConceptSets": HOSTILE}, "ConceptSets is no list"),
    ({"ConceptSets": [{"id": HOSTILE}]}, "id is no whole number"),
    ({"ConceptSets": [{"id": 0, "expression": {"items": [{"concept": {}}]}}]}, None),
    (criterion(CodesetId=7), "no concept set 7"),
    (criterion(Gender=[{"CONCEPT_ID": HOSTILE}]), "no whole number"),
    (criterion(OccurrenceStartDate={"Value": "2021-02-30", "Op": "gt"}), "no date"),
    (criterion(OccurrenceStartDate={"Value": "2021-02-03", "Op": HOSTILE}), "no comparison"),
    (criterion(Age={"Value": HOSTILE, "Op": "gt"}), "no number"),
    (criterion(Age={"Value": float("nan"), "Op": "gt"}), "no number"),
    (criterion(Age=5), "no mapping"),
    ({"PrimaryCriteria": {}}, "no CriteriaList"),
    ({"PrimaryCriteria": {"CriteriaList": []}}, "it is empty"),
    ({"PrimaryCriteria": {"CriteriaList": [{}]}}, "not supported"),
    ({"PrimaryCriteria": {"CriteriaList": [{HOSTILE: {}}]}}, "not supported"),
    (window({"Days": 10, "Coeff": 1}, {"Days": 5, "Coeff": 1}), "no day can lie"),
    (window({"Days": 10**12, "Coeff": 1}, {}), "beyond"),
    (window(HOSTILE, {}), "no mapping"),
    (rule(Type=HOSTILE, CriteriaList=[{"Criteria": {"Death": {}}}]), "no kind of group"),
    (rule(Type="ALL", CriteriaList=[{"Criteria": {"Death": {}}, "Occurrence": {"Type": 9, "Count": 1}}]), "0, 1 and 2"),
    ({"ExpressionLimit": {"Type": HOSTILE}}, "All, First or Last"),
    ({"CollapseSettings": {"EraPad": 10**9}}, "beyond"),
]


@pytest.mark.parametrize(("part", "words"), ATLAS)
def test_an_atlas_definition(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, part: dict[str, Any], words: str | None
) -> None:
    file = tmp_path / "d.json"
    file.write_text(json.dumps({"PrimaryCriteria": {"CriteriaList": [{"Death": {}}]}, **part}))
    if words is None:
        assert asked(project, capsys, "count", str(file))[0] == 0
    else:
        refused(project, capsys, str(file), words)


def test_an_atlas_definition_a_thousand_levels_deep(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "deep.json"
    file.write_text(nested(1000))
    refused(project, capsys, str(file), "nested too deep")


RULES = "medomics_cohort: 1\nname: n\nrules:\n- {label: a, "
FORMS = [
    (RULES + "not: {" * 1000 + "sex: male" + "}" * 1000 + "}", "nested too deep"),
    (RULES + "not: {" * 90 + "sex: male" + "}" * 90 + "}", "60 levels"),
    (RULES + "around_index: {has: {facts: {term: ct}}, from_days: 10, to_days: 5}}", "ends before"),
    (RULES + "has: {facts: {term: ct, age: {min: 40, max: 20}}}}", "age"),
    (RULES + "has: {facts: {term: ct, number: {min: 5, max: 1}}}}", "number"),
    (RULES + "has: {facts: {term: ct, number: {min: .nan}}}}", "number"),
    (RULES + "has: {facts: {term: ct, period: {from: 2021-01-01, to: 2020-01-01}}}}", "period"),
    ("!!python/object/apply:os.system ['true']", "not readable as YAML"),
    ("trigger: a\nwindows: {w: {start: trigger, end: start - 5 days}}\npredicates: {a: {code: X}}", "ends before"),
    ("trigger: a\nwindows: {w: {start: trigger, end: start + 1 day, has: {a: '(5, 2)'}}}\npredicates: {a: {code: X}}",
     "between 5 and 2"),
    ("trigger: a\nwindows: {w: 5}\npredicates: {a: {code: X}}", "no window"),
    ("trigger: a\nwindows: {w: {start: trigger, end: start + 1 day}}\npredicates: {a: {code: {regex: '(?=a)'}}}",
     "RE2"),
    ("trigger: a\nwindows: {w: {start: trigger, end: start + 1 day}}\npredicates: {a: {code: X, value_min: x}}",
     "no number"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), FORMS)
def test_a_yaml_definition_or_task(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "d.yaml"
    file.write_text(text)
    refused(project, capsys, str(file), words)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (HOSTILE, "no term"),
        (f'"{HOSTILE}"', "no term"),
        ("(" * 1000 + "ct" + ")" * 1000, "30 brackets"),
        ("except " * 500 + "ct", "denies more than 30"),
        ("ct or " * 200 + "ct", "100 terms"),
        ("a" * 100_000, "characters"),
        ("", "empty"),
        ("ct between 2021 and 2019", "ends before"),
        ("ct in 2021-13", "no day of the calendar"),
        ("aged 40-20", "no one can be"),
        ("at least 0 ct", "no count"),
    ],
)
def test_a_text_query(project: Path, capsys: pytest.CaptureFixture[str], query: str, words: str) -> None:
    refused(project, capsys, query, words)


NOBODY = [
    ("d.yaml", RULES + "has: {facts: {term: none, codes: []}}}"),
    ("d.json", json.dumps({"ConceptSets": [{"id": 0, "expression": {"items": []}}], **criterion(CodesetId=0)})),
    ("t.yaml", "trigger: a\nwindows: {w: {start: trigger, end: start + 1 day}}\npredicates: {a: {code: {any: []}}}"),
]


@pytest.mark.parametrize(("name", "text"), NOBODY)
def test_an_empty_set_of_codes_is_nobody_all_the_way_down(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str
) -> None:
    file = tmp_path / name
    file.write_text(text)
    for command in (
        ("count", str(file)),
        ("list", str(file)),
        ("explain", str(file), "--person", "1"),
        ("diff", str(file), "ct"),
        ("save", str(file), "--name", "nobody"),
        ("pathways", "nobody"),
        ("survival", "nobody"),
        ("export-counts", str(file), "--out", str(tmp_path / "counts.json")),
    ):
        assert asked(project, capsys, *command)[0] == 0, command
    assert json.loads((tmp_path / "counts.json").read_text())["count"] == 0


@pytest.mark.parametrize("person", ["", "0", "-1", "1e5", "١", "9" * 30, HOSTILE])
@pytest.mark.parametrize(("name", "text"), [("", "ct"), *NOBODY[1:]])
def test_a_person_who_does_not_exist(
    project: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, text: str, person: str
) -> None:
    query = text
    if name:
        (tmp_path / name).write_text(text)
        query = str(tmp_path / name)
    status, message = asked(project, capsys, "explain", query, f"--person={person}")
    assert status == 1
    assert "identifier" in message


@pytest.mark.parametrize(
    "command", [("count", "ct"), ("list", "ct"), ("explain", "ct", "--person=1"), ("save", "ct", "--name", "one")]
)
@pytest.mark.parametrize("lang", ["de", "FR", "", HOSTILE])
def test_a_language_that_no_query_is_read_in(
    project: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], lang: str
) -> None:
    status, message = asked(project, capsys, *command, f"--lang={lang}")
    assert status == 2
    assert "fr or en" in message
