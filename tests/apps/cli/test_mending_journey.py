"""What was refused is counted by field and reason, listed until its file is read well, and never cut silently."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from apps.cli.main import main
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

PERSON = "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n"


class Medomics:
    """The command line on one workspace."""

    def __init__(self, workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._workspace, self._capsys = ("-w", str(workspace)), capsys

    def __call__(self, *arguments: object) -> tuple[int, str]:
        status = main([*map(str, arguments), *self._workspace])
        return status, self._capsys.readouterr().out

    def status(self) -> dict[str, Any]:
        """What waits to be mended, as machines read it."""
        found: dict[str, Any] = json.loads(self("load", "status", "--json")[1])
        return found


@pytest.fixture
def medomics(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Medomics:
    return Medomics(tmp_path / "w", capsys)


def patients(*births: str) -> str:
    lines = [{"resourceType": "Patient", "id": f"p{n}", "birthDate": birth} for n, birth in enumerate(births)]
    return "".join(json.dumps(line) + "\n" for line in lines)


def test_a_mended_fhir_row_is_listed_no_more(tmp_path: Path, medomics: Medomics) -> None:
    file = tmp_path / "Patient.ndjson"
    file.write_text(patients("1950-01-01", "19", "20"))
    assert medomics("load", "fhir", file)[0] == 1
    found = medomics.status()
    assert found["totals"]["quarantined"] == 2
    assert [row["line"] for row in found["quarantined"]] == [2, 3]
    file.write_text(patients("1950-01-01", "1951-01-01", "20"))
    assert medomics("load", "fhir", file)[0] == 1
    assert [row["line"] for row in medomics.status()["quarantined"]] == [3]
    file.write_text(patients("1950-01-01", "1951-01-01", "1952-01-01"))
    assert medomics("load", "fhir", file)[0] == 0
    assert medomics.status()["totals"]["quarantined"] == 0
    assert "to be mended: 0 quarantined" in medomics("load", "status")[1]


def test_another_file_of_the_same_name_mends_nothing(tmp_path: Path, medomics: Medomics) -> None:
    for name, birth in (("a", "19"), ("b", "1950-01-01")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Patient.ndjson").write_text(patients(birth))
        medomics("load", "fhir", tmp_path / name)
    assert medomics.status()["totals"]["quarantined"] == 1


def test_a_whole_file_takes_the_place_of_a_cut_one(tmp_path: Path, medomics: Medomics) -> None:
    file = tmp_path / "Patient.ndjson.gz"
    whole = gzip.compress(patients(*["1950-01-01"] * 50).encode())
    file.write_bytes(whole[: len(whole) // 2])
    assert medomics("load", "fhir", file)[0] == 1
    assert medomics.status()["totals"]["quarantined"] >= 1
    file.write_bytes(whole)
    assert medomics("load", "fhir", file)[0] == 0
    assert medomics.status()["totals"]["quarantined"] == 0


def test_a_mended_omop_row_is_listed_no_more(tmp_path: Path, medomics: Medomics) -> None:
    (tmp_path / "cdm").mkdir()
    person = tmp_path / "cdm" / "person.csv"
    person.write_text(PERSON + "1,8507,1950,0,0\n2,x,1950,0,0\n")
    assert medomics("load", "omop", tmp_path / "cdm")[0] == 1
    assert medomics.status()["totals"]["quarantined"] == 1
    person.write_text(PERSON + "1,8507,1950,0,0\n2,8532,1950,0,0\n")
    assert medomics("load", "omop", tmp_path / "cdm")[0] == 0
    assert medomics.status()["quarantined_by"] == []


def test_a_later_export_of_the_same_cdm_settles_the_rows_of_the_first(tmp_path: Path, medomics: Medomics) -> None:
    for place in ("first", "later"):
        (tmp_path / place).mkdir()
    (tmp_path / "first" / "person.csv").write_text(PERSON + "1,8507,1950,0,0\n2,x,1950,0,0\n")
    assert medomics("load", "omop", tmp_path / "first")[0] == 1
    (tmp_path / "later" / "PERSON.csv").write_text(PERSON + "1,8507,1950,0,0\n2,8532,1950,0,0\n3,x,1950,0,0\n")
    assert medomics("load", "omop", tmp_path / "later", "--same-source")[0] == 1
    assert [(row["file"], row["line"]) for row in medomics.status()["quarantined"]] == [("PERSON.csv", 4)]


def test_the_status_of_a_record_of_an_earlier_version_is_read_without_a_write(
    tmp_path: Path, medomics: Medomics
) -> None:
    (tmp_path / "Patient.ndjson").write_text(patients("19"))
    medomics("load", "fhir", tmp_path / "Patient.ndjson")
    record = Record.of(Workspace.open(tmp_path / "w"))
    with record.write() as connection:
        connection.execute(sa.text("DROP TABLE medomics.source_file"))
    before = record.duckdb_path.read_bytes()
    assert medomics.status()["totals"]["quarantined"] == 1
    assert record.duckdb_path.read_bytes() == before


def test_refused_rows_are_counted_by_file_field_and_reason(tmp_path: Path, medomics: Medomics) -> None:
    (tmp_path / "cdm").mkdir()
    (tmp_path / "cdm" / "person.csv").write_text(PERSON + "1,8507,1950,0,0\n2,x,1950,0,0\n")
    period = "observation_period_id,person_id,observation_period_start_date,observation_period_end_date,"
    rows = "".join(f"{n},{n + 7},2020-01-01,2021-01-01,32817\n" for n in range(1, 132))
    (tmp_path / "cdm" / "observation_period.csv").write_text(period + "period_type_concept_id\n" + rows)
    status, screen = medomics("load", "omop", tmp_path / "cdm")
    assert status == 1
    assert "observation_period.csv person_id no such person 131" in " ".join(screen.split())
    found = medomics.status()
    assert found["totals"]["quarantined"] == 132
    assert [(kind["element"], kind["rows"]) for kind in found["quarantined_by"]] == [
        ("person_id", 131),
        ("gender_concept_id", 1),
    ]
    assert len(found["quarantined"]) == 100
    assert "and 32 more quarantined, as counted above" in medomics("load", "status")[1]


def test_a_screen_says_how_much_it_leaves_out(tmp_path: Path, medomics: Medomics) -> None:
    (tmp_path / "Patient.ndjson").write_text(patients(*["19"] * 31))
    _, screen = medomics("load", "fhir", tmp_path / "Patient.ndjson")
    assert "and 11 more quarantined" in screen


def test_a_view_says_how_many_refusals_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "Patient.ndjson").write_text("{\n" * 31)
    view = {"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id"}]}]}
    (tmp_path / "view.json").write_text(json.dumps(view))
    assert main(["view", "run", str(tmp_path / "view.json"), str(tmp_path / "Patient.ndjson")]) == 1
    assert "and 21 more" in capsys.readouterr().err
