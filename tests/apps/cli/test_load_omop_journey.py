"""`medomics load omop|vocabulary|meds` and `medomics export` as a user runs them, one after the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.cli.main import main

CDM = Path(__file__).resolve().parents[2] / "medomics_ehr" / "adapters" / "omop" / "small_cdm"
KEYS = {"read", "loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting", "tables", "seconds"}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main([*arguments, "--json"])
    printed = capsys.readouterr().out
    return status, json.loads(printed) if printed else {}


def test_a_cdm_in_meds_and_omop_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ("--workspace", str(tmp_path / "a")), ("--workspace", str(tmp_path / "b"))
    status, account = run(capsys, "load", "omop", str(CDM), *first)
    assert (status, set(account)) == (0, KEYS)
    assert account["read"] == account["loaded"] == 12

    status, written = run(capsys, "export", "meds", str(tmp_path / "meds"), *first)
    assert (status, written["subjects"]) == (0, 2)
    # The doubtful diagnosis stays behind.
    assert written["left_out"] == {"possible": 1}
    status, account = run(capsys, "load", "meds", str(tmp_path / "meds"), *second)
    assert (status, account["loaded"]) == (0, written["events"])
    assert run(capsys, "load", "meds", str(tmp_path / "meds"), *second)[1]["unchanged"] == written["events"]

    status, written = run(capsys, "export", "omop", str(tmp_path / "omop"), *first)
    assert (status, written["tables"]["condition_occurrence"]) == (0, 2)
    assert "CREATE TABLE cdm.person" in (tmp_path / "omop" / "ddl_postgresql.sql").read_text()


def test_a_straight_conversion_gives_the_same_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import pyarrow.parquet as pq

    status, written = run(capsys, "export", "meds", str(tmp_path / "straight"), "--from", str(CDM))
    assert (status, written["subjects"]) == (0, 2)
    codes = set(pq.read_table(tmp_path / "straight" / "metadata" / "codes.parquet")["code"].to_pylist())
    assert {"ICD10//C34.1", "SNOMED//93880001", "LOINC//718-7", "MEDS_BIRTH", "GENDER//female"} <= codes


def test_refused_rows_end_with_status_1_and_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "cdm").mkdir()
    header = "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n"
    (tmp_path / "cdm" / "person.csv").write_text(header + "1,8507,1950,0,0\n2,x,1950,0,0\n")
    status, account = run(capsys, "load", "omop", str(tmp_path / "cdm"), "--workspace", str(tmp_path / "w"))
    assert (status, account["loaded"], account["quarantined"]) == (1, 1, 1)


def test_a_check_writes_its_report_and_loads_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "quality.md"
    place = ("--workspace", str(tmp_path / "w"))
    status, result = run(capsys, "load", "omop", str(CDM), "--check", str(target), *place)
    assert status == 1
    assert result["failed"] > 0
    assert "| cdmTable | observation_period |" in target.read_text()
    assert not (tmp_path / "w").exists()


def test_a_vocabulary_comes_from_a_cdm_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, account = run(capsys, "load", "vocabulary", str(CDM), "--workspace", str(tmp_path / "w"))
    assert (status, account["tables"]) == (0, {"concept": 4})


def test_nothing_to_export_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ("--workspace", str(tmp_path / "w"))
    run(capsys, "load", "vocabulary", str(CDM), *place)
    for kind in ("meds", "fhir"):
        assert main(["export", kind, str(tmp_path / kind), *place]) == 1
        assert "medomics" in capsys.readouterr().err
