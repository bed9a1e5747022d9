"""`medomics view run` as a user runs it: files in, rows out, refusals told."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from apps.cli.main import main

VIEW = {
    "resource": "Condition",
    "select": [
        {"column": [{"name": "id", "path": "id"}, {"name": "codes", "path": "code.coding.code", "collection": True}]}
    ],
}


def condition(number: int, *codes: str) -> dict[str, object]:
    return {
        "resourceType": "Condition",
        "id": f"c{number}",
        "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"code": code} for code in codes]},
    }


@pytest.fixture
def view(tmp_path: Path) -> str:
    path = tmp_path / "view.json"
    path.write_text(json.dumps(VIEW))
    return str(path)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """A folder with a bundle, a gzipped NDJSON, and a patient who is no row of the view."""
    folder = tmp_path / "export"
    folder.mkdir()
    patient = {"resourceType": "Patient", "id": "p"}
    entries = [{"resource": resource} for resource in (patient, condition(1, "C34.1"))]
    (folder / "bundle.json").write_text(json.dumps({"resourceType": "Bundle", "type": "batch", "entry": entries}))
    with gzip.open(folder / "Condition.ndjson.gz", "wt") as stream:
        stream.write(json.dumps(condition(2, "C50.9", "254837009")) + "\n")
    return folder


def test_rows_are_printed_as_csv(view: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "run", view, str(export)]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert sorted((row["id"], json.loads(row["codes"])) for row in rows) == [
        ("c1", ["C34.1"]),
        ("c2", ["C50.9", "254837009"]),
    ]


def test_json_prints_the_rows(view: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["view", "run", view, str(export / "bundle.json"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"id": "c1", "codes": ["C34.1"]}]


def test_parquet_goes_to_a_file(view: str, export: Path, tmp_path: Path) -> None:
    target = tmp_path / "rows.parquet"
    assert main(["view", "run", view, str(export), "--format", "parquet", "--out", str(target)]) == 0
    assert sorted(pq.read_table(target)["id"].to_pylist()) == ["c1", "c2"]


def test_a_damaged_line_is_told_with_its_place_and_the_rest_is_given(
    view: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Condition.ndjson"
    file.write_text(json.dumps(condition(1, "C34.1")) + '\n{"resourceType": "Condition", "name": "Jane Roe"\n')
    assert main(["view", "run", view, str(file)]) == 1
    printed = capsys.readouterr()
    assert "c1" in printed.out
    assert "Condition.ndjson:2" in printed.err
    assert "Jane" not in printed.err


def test_several_values_for_a_plain_column_are_refused(
    tmp_path: Path, export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plain.json"
    column = {"name": "code", "path": "code.coding.code"}
    path.write_text(json.dumps({"resource": "Condition", "select": [{"column": [column]}]}))
    assert main(["view", "run", str(path), str(export)]) == 1
    assert "column code: several values" in capsys.readouterr().err


def test_parquet_without_a_file_is_wrong_usage(view: str, export: Path) -> None:
    assert main(["view", "run", view, str(export), "--format", "parquet"]) == 2


@pytest.mark.parametrize(("key", "told"), [("forEech", "view.select[0]: has no key forEech; is it forEach?")])
def test_a_misspelt_key_is_named(
    key: str, told: str, export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "misspelt.json"
    select = {key: "code.coding", "column": [{"name": "code", "path": "code"}]}
    path.write_text(json.dumps({"resource": "Condition", "select": [select]}))
    assert main(["view", "run", str(path), str(export)]) == 1
    assert told in capsys.readouterr().err
