"""What a user or the machine did wrong is told with its place and remedy, and is no fault of medomics."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main

CDM = Path(__file__).resolve().parents[2] / "medomics_ehr" / "adapters" / "omop" / "small_cdm"


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    status = main([*map(str, arguments)])
    sentence = capsys.readouterr().err
    assert "fault of medomics" not in sentence
    assert len(sentence.splitlines()) == 1
    return status, sentence


def test_a_report_that_cannot_be_written_names_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "absent" / "report.md"
    status, sentence = told(capsys, "load", "omop", CDM, "--check", target)
    assert (status, str(target) in sentence) == (3, True)


def test_a_cohort_that_cannot_be_saved_names_its_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("-w", tmp_path / "w")
    assert main(["load", "omop", str(CDM), "-w", str(tmp_path / "w")]) == 0
    (tmp_path / "w" / "cohorts").rmdir()
    (tmp_path / "w" / "cohorts").write_text("not a folder")
    status, sentence = told(capsys, "cohort", "save", "lung cancer", "--name", "lung", *place)
    assert (status, str(tmp_path / "w" / "cohorts") in sentence) == (3, True)


SYNTAX = "-- a vaccine\nINSERT INTO fact BY NAME\nSELECT resource_key, FROM FROM immunization;\n"
COLUMN = (
    "-- a vaccine\nINSERT INTO fact BY NAME\nSELECT resource_key, subject, no_such_column AS code\nFROM immunization;\n"
)


@pytest.mark.parametrize(("sql", "said"), [(SYNTAX, "syntax error"), (COLUMN, "no_such_column")])
def test_a_fault_in_a_hospitals_own_sql_names_its_file_and_line(
    sql: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Patient.ndjson").write_text('{"resourceType": "Patient", "id": "p"}\n')
    given = {"resourceType": "Immunization", "id": "i", "status": "completed", "occurrenceDateTime": "2020-01-01"}
    given |= {"patient": {"reference": "Patient/p"}, "vaccineCode": {"coding": [{"code": "08"}]}}
    (tmp_path / "Immunization.ndjson").write_text(json.dumps(given) + "\n")
    assert main(["load", "fhir", str(tmp_path / "Patient.ndjson"), "-w", str(tmp_path / "w")]) == 0
    (tmp_path / "w" / "fhir" / "Immunization.sql").write_text(sql)
    status, sentence = told(capsys, "load", "fhir", tmp_path / "Immunization.ndjson", "-w", tmp_path / "w")
    assert (status, "fhir/Immunization.sql:3" in sentence, said in sentence) == (1, True, True)


def test_a_file_in_a_folder_named_is_not_named_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from apps.cli.main import _shown_path

    assert _shown_path(str(tmp_path / "Ann_Lee.json"), ["load", "fhir", str(tmp_path)]) == f"a file in {tmp_path}"
    assert _shown_path(str(tmp_path / "x.md"), ["--check", str(tmp_path / "x.md")]) == str(tmp_path / "x.md")


def test_questions_to_a_server_before_the_first_load_say_that_there_is_no_record(
    postgresql_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgresql_url.replace("+psycopg", "")
    (tmp_path / "medomics.toml").write_text(f'format = 2\n[record]\nurl = "{url}"\n')
    for asked in (["cohort", "count", "lung cancer"], ["load", "status"]):
        status, sentence = told(capsys, *asked, "-w", tmp_path)
        assert (status, "no record yet; load data with `medomics load`" in sentence) == (1, True)
    assert main(["load", "omop", str(CDM), "-w", str(tmp_path)]) == 0
    assert main(["load", "status", "-w", str(tmp_path)]) == 0


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (["load", "fhir", "x", "--polcy", "strict"], "medomics load fhir --help"),
        (["load", "nothing"], "medomics load --help"),
        (["nothing"], "medomics --help"),
    ],
)
def test_wrong_usage_points_to_the_help_of_its_command(
    arguments: list[str], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status, sentence = told(capsys, *arguments)
    assert (status, sentence.strip().endswith(f"see {command}")) == (2, True)
