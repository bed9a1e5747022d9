"""Values in several units: compared in one, on both databases; what cannot be converted is left out and said."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from apps.cli.main import main
from medomics_ehr.cohort import ask
from medomics_ehr.cohort.engines.reference import Fact, Person, members
from medomics_ehr.cohort.explain import explain
from medomics_ehr.cohort.units import LeftOut
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

HB = "LOINC//718-7"
#: Haemoglobin of one person each. Below 100 g/L are the first three and the ninth; 9.5 mmol/L would be 153 g/L.
VALUES: tuple[tuple[float, str | None], ...] = (
    (95.0, "g/L"), (9.5, "g/dL"), (9.5, "g/dl"), (9.5, None), (125.0, "g/L"), (5.9, "mmol/L"), (10.0, "g/dL"),
    (100.0, "g/L"), (99.9, "g/L"),
)  # fmt: skip
LOW = [1, 2, 3, 9]


def person(number: int, value: float, unit: str | None, code: str = HB) -> Person:
    fact = Fact(dt.datetime(2024, 1, 1), code, numeric_value=value, unit=unit, source_table="measurement")
    return Person(number, (fact,), year_of_birth=1960)


PEOPLE = [person(number, value, unit) for number, (value, unit) in enumerate(VALUES, 1)]


@pytest.fixture
def haemoglobin(record: Record, write_people) -> Record:
    write_people(record, PEOPLE)
    with record.write() as connection:
        connection.execute(tables.code_display.insert(), [{"code": HB, "display": "Hemoglobin"}])
    return record


@pytest.mark.parametrize("query", ["hemoglobin < 100 g/L", "hemoglobin < 10 g/dL", "hemoglobin < 100"])
def test_one_threshold_in_either_unit_finds_the_same_people(haemoglobin: Record, query: str) -> None:
    question = ask.understand(haemoglobin, query)
    assert list(ask.people(haemoglobin, question.definition)["subject_id"]) == LOW
    assert [member.person_id for member in members(question.definition, PEOPLE)] == LOW


def test_the_answer_says_what_was_left_out(haemoglobin: Record) -> None:
    (term,) = ask.count(haemoglobin, ask.understand(haemoglobin, "hemoglobin < 10 g/dL")).understood
    (found,) = term.values
    assert (found.unit, found.asked, found.values) == ("g/dL", True, 7)
    assert found.left_out == (
        LeftOut("", 1, "without a unit, and g/dL is compared"),
        LeftOut("mmol/L", 1, "mmol/L does not convert to g/dL"),
    )


def test_without_a_unit_the_one_most_used_is_taken_and_said(haemoglobin: Record) -> None:
    (term,) = ask.count(haemoglobin, ask.understand(haemoglobin, "hemoglobin < 100")).understood
    assert [(found.unit, found.asked) for found in term.values] == [("g/L", False)]


def test_explain_says_why_a_value_was_not_compared(haemoglobin: Record) -> None:
    question = ask.understand(haemoglobin, "hemoglobin < 100 g/L")
    verdicts = {number: explain(haemoglobin, question.definition, number, {}).verdicts[0] for number in (2, 4, 6, 7)}
    assert verdicts[2].met
    reasons = {number: verdicts[number].nearest[0].why_not for number in (4, 6, 7)}
    assert reasons[4] == "without a unit, and g/L is compared"
    assert reasons[6] == "mmol/L does not convert to g/L"
    assert reasons[7] == "its value is outside the range or missing"
    assert verdicts[2].notes[0].startswith("7 values compared in g/L; 1 left out: ")


def test_a_percentage_is_not_a_number_without_unit(record: Record, write_people) -> None:
    pdl1 = "BIOMARKER//PD-L1"
    people = [person(1, 60.0, "%", pdl1), person(2, 0.6, None, pdl1), person(3, 60.0, "%", pdl1)]
    write_people(record, people)
    question = ask.understand(record, f"{pdl1} >= 50 %")
    assert list(ask.people(record, question.definition)["subject_id"]) == [1, 3]


def test_the_command_line_tells_it(workspace: Workspace, write_people, capsys: pytest.CaptureFixture[str]) -> None:
    record = Record.of(workspace)
    record.create()
    write_people(record, PEOPLE)
    place = ("--workspace", str(workspace.folder))
    assert main(["cohort", "count", f"{HB} < 100", *place]) == 0
    assert "7 values compared in g/L, the unit most used; 1 left out: without a unit" in capsys.readouterr().out
    assert main(["cohort", "count", f"{HB} < 100", *place, "--json"]) == 0
    (values,) = json.loads(capsys.readouterr().out)["understood"][0]["values"]
    assert (values["unit"], values["asked"], [one["values"] for one in values["left_out"]]) == ("g/L", False, [1, 1])
