"""What `medomics load omop` says of a source: another one, what is not read, its schemas, codes without concept."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from apps.cli.main import main

CDM = Path(__file__).resolve().parents[2] / "medomics_ehr" / "adapters" / "omop" / "small_cdm"


@pytest.fixture
def cdm(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CDM, tmp_path / "cdm"))


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    capsys.readouterr()
    status = main([*map(str, arguments)])
    printed = capsys.readouterr()
    return status, printed.out + printed.err


def test_another_source_is_refused_unless_it_is_said_to_be_the_same(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place, later = ("-w", tmp_path / "w"), shutil.copytree(cdm, tmp_path / "later")
    assert said(capsys, "load", "omop", cdm, *place)[0] == 0
    assert said(capsys, "load", "omop", cdm, *place)[0] == 0
    status, told = said(capsys, "load", "omop", later, *place)
    assert (status, "--same-source" in told) == (1, True)
    assert said(capsys, "load", "omop", later, *place, "--same-source")[0] == 0
    assert said(capsys, "load", "omop", later, *place)[0] == 0


def test_another_schema_of_the_same_database_is_another_source(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, place = tmp_path / "hospital.duckdb", ("-w", tmp_path / "w")
    with duckdb.connect(str(database)) as connection:
        for schema in ("main", "trial"):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            for table in cdm.iterdir():
                connection.execute(f"CREATE TABLE {schema}.{table.stem} AS FROM read_csv('{table}')")
    assert said(capsys, "load", "omop", database, *place)[0] == 0
    assert said(capsys, "load", "omop", database, "--schema", "main", *place)[0] == 0
    status, told = said(capsys, "load", "omop", database, "--schema", "trial", *place)
    assert (status, "schema trial: this workspace's CDM came from another place" in told) == (1, True)
    assert said(capsys, "load", "omop", database, "--schema", "trial", "--same-source", *place)[0] == 0


def test_files_and_columns_that_are_not_read_are_told(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("CONDITION_OCURRENCE.csv", "patients.xlsx", "Person_Dupont.csv", "dupont.csv", "DEATH.parquet"):
        (cdm / name).write_text("" if name.startswith("DEATH") else "x")
    lines = (cdm / "PERSON.csv").read_text().splitlines()
    (cdm / "PERSON.csv").write_text("\n".join([lines[0] + ",favourite_colour", *(line + ",red" for line in lines[1:])]))
    status, told = said(capsys, "load", "omop", cdm, "-w", tmp_path / "w")
    assert status == 0
    assert "5 files are no CDM table and not read: 1 named nearly condition_occurrence" in told
    assert "DEATH.parquet (empty, or given twice)" in told
    assert "1 .xlsx" in told
    assert "dupont" not in told.lower()
    assert told.count("PERSON.csv: columns that the CDM has not, left out: favourite_colour") == 1


def test_a_file_without_a_header_tells_none_of_its_values(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, line in enumerate(("7,dupont,2020-01-01", "dupont,jeanne,toux")):
        (cdm / "DEATH.csv").write_text(line + "\n")
        told = said(capsys, "load", "omop", cdm, "-w", tmp_path / f"w{number}")[1]
        assert "DEATH.csv: columns that the CDM has not, left out: 3 of its first line" in told
        assert "dupont" not in told


def test_files_of_a_folder_that_are_no_fhir_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "Patient.ndjson").write_text('{"resourceType": "Patient", "id": "p"}\n')
    for name in ("Ann_Lee.xml", "b.xml", "c.txt"):
        (tmp_path / "in" / name).write_text("x")
    status, told = said(capsys, "load", "fhir", tmp_path / "in", "-w", tmp_path / "w")
    assert (status, "3 files were not read, for they are no FHIR as JSON: 2 .xml, 1 .txt" in told) == (0, True)
    assert "Ann_Lee" not in told


def test_a_wrong_schema_is_answered_with_those_there_are(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = tmp_path / "hospital.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE SCHEMA warehouse")
        for table in cdm.iterdir():
            connection.execute(f"CREATE TABLE warehouse.{table.stem} AS FROM read_csv('{table}')")
    for way in ([], ["--attach"]):
        place = ("-w", tmp_path / f"w{len(way)}")
        status, told = said(capsys, "load", "omop", database, "--schema", "wrong", *way, *place)
        assert (status, "with --schema: warehouse" in told) == (1, True)
        assert said(capsys, "load", "omop", database, "--schema", "warehouse", *way, *place)[0] == 0
    status, told = said(capsys, "load", "omop", cdm, "--schema", "warehouse", "-w", tmp_path / "w2")
    assert (status, "--schema is for a database" in told) == (2, True)


def test_codes_without_a_concept_are_told_and_so_is_a_vocabulary_that_came_late(
    cdm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("-w", tmp_path / "w")
    (cdm / "CONCEPT.csv").rename(tmp_path / "CONCEPT.csv")
    told = said(capsys, "load", "omop", cdm, *place)[1]
    assert "no vocabulary is loaded" in told
    assert "OMOP//ID" in told
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "CONCEPT.csv").rename(tmp_path / "vocabulary" / "CONCEPT.csv")
    status, told = said(capsys, "load", "vocabulary", tmp_path / "vocabulary", *place)
    assert (status, "load it into a new workspace, after the vocabulary" in told) == (0, True)
    assert "loaded before" not in said(capsys, "load", "vocabulary", tmp_path / "vocabulary", *place)[1]
