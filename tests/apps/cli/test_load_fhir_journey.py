"""`medomics load fhir` and `load status` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from apps.cli.main import main

KEYS = ["read", "loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting", "tables", "seconds"]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    folder.mkdir()
    patient = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Unmistakable"}], "birthDate": "1950-01-02"}
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "subject": {"reference": "Patient/p1", "display": "Unmistakable"},
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C34.1"}]},
        "onsetDateTime": "2020-01-01",
    }
    (folder / "Patient.ndjson").write_text(json.dumps(patient) + "\n")
    (folder / "Condition.ndjson").write_text(json.dumps(condition) + "\n" + json.dumps({"resourceType": "Goal"}) + "\n")
    return folder


def _run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_json_has_exactly_the_promised_names_and_adds_up(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = _run(capsys, "load", "fhir", export, "-w", tmp_path / "w", "--json")
    result: dict[str, Any] = json.loads(out)
    assert status == 0
    assert list(result) == KEYS
    assert result["read"] == sum(result[key] for key in KEYS[1:7]) == 3
    assert result["tables"]["condition_occurrence"] == 1


def test_the_account_names_each_excluded_type_and_no_patient(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = _run(capsys, "load", "fhir", export, "-w", tmp_path / "w")
    assert status == 0
    assert "Goal" in out
    assert "type is not mapped" in out
    assert "no vocabulary is loaded" in out
    assert "Unmistakable" not in out + err


def test_a_broken_line_ends_with_status_1_and_status_shows_its_place(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (export / "Condition.ndjson").open("a") as stream:
        stream.write('{"resourceType": "Condition", "note": "Unmistakable\n')
    status, out, _ = _run(capsys, "load", "fhir", export, "-w", tmp_path / "w")
    assert status == 1
    assert "Condition.ndjson:3" in out
    status, out, _ = _run(capsys, "load", "status", "-w", tmp_path / "w")
    assert status == 0
    assert "Condition.ndjson" in out
    assert "not JSON" in out
    assert "Unmistakable" not in out


def test_unknown_code_systems_are_told(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(capsys, "load", "fhir", export, "-w", tmp_path / "known")
    assert "unknown code systems" not in out
    path = export / "Condition.ndjson"
    path.write_text(path.read_text().replace("http://hl7.org/fhir/sid/icd-10", "https://hospital.example/cim"))
    _, out, _ = _run(capsys, "load", "fhir", export, "-w", tmp_path / "unknown")
    assert "unknown code systems: 1" in out


def test_broken_lines_of_two_files_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "export").mkdir()
    files = [tmp_path / "export" / "a_name.ndjson", tmp_path / "export" / "b_name.ndjson"]
    files[0].write_text('{"resourceType": "Patient", "id": "p1"}\n{"resourceType": "Patient"\n')
    files[1].write_text('{"resourceType": "Patient", "id": "p2", "birthDate": "19"}\n')
    _, out, _ = _run(capsys, "load", "fhir", *files, "-w", tmp_path / "w")
    assert "file-1.ndjson:2 not JSON: unexpected end of data at column 27" in out
    assert "file-2.ndjson:1 Patient.birthDate" in out
    assert "name.ndjson" not in out
    assert "Nth file in the order given" in out
    _, out, _ = _run(capsys, "load", "status", "-w", tmp_path / "w", "--json")
    places = [(row["file"], row["line"], row["element"]) for row in json.loads(out, parse_constant=str)["quarantined"]]
    assert places == [("file-1.ndjson", 2, None), ("file-2.ndjson", 1, "Patient.birthDate")]


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["load", "fhir", "absent"], 1, "no such file"),
        (["load", "fhir"], 2, "paths"),
        (["load", "fhir", "x", "--policy", "lax"], 2, "lax"),
        (["load", "status", "-w", "absent"], 1, "no workspace"),
    ],
)
def test_an_error_is_one_sentence_with_its_exit_status(
    arguments: list[str], status: int, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    got, _, err = _run(capsys, *arguments)
    assert got == status
    assert word in err
    assert len(err.strip().splitlines()) == 1


def test_a_refused_path_leaves_nothing_behind(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(capsys, "load", "fhir", tmp_path / "absent", "-w", tmp_path / "w")
    assert not (tmp_path / "w").exists()
