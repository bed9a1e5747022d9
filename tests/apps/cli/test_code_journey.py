"""`medomics code` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    path = tmp_path / "reports.jsonl"
    rows = [{"id": "1", "text": "TDM TAP : pas de métastase."}, {"id": "2", "text": None}, {"id": "3", "text": ""}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    return main(["code", "--profile", "fast", "--processes", "1", *map(str, arguments)])


def test_files_are_coded_and_what_was_set_aside_is_told(reports, tmp_path, capsys):
    assert run("--in", reports, "--out", tmp_path / "out.jsonl") == 1
    printed = capsys.readouterr().out
    assert "1 reports were set aside" in printed
    assert "out.jsonl.failed.jsonl" in printed
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["1", "3"]


def test_json_prints_the_account_alone(reports, tmp_path, capsys):
    assert run("--in", reports, "--out", tmp_path / "out.jsonl", "--json") == 1
    account = json.loads(capsys.readouterr().out)
    assert list(account) == ["reports", "findings", "failed", "seconds"]
    assert (account["reports"], account["failed"]) == (3, 1)


def test_a_dry_run_counts_and_writes_nothing(reports, tmp_path, capsys):
    assert run("--in", reports, "--dry-run") == 0
    assert "3 reports" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["reports.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--in", "none.jsonl", "--out", "out.jsonl"], 1, "no such file"),
        (["--in", "none.jsonl"], 2, "--in and --out go together"),
        (["--out", "out.jsonl"], 2, "--in and --out go together"),
        (["--workspace", "nowhere"], 1, "no workspace here"),
        (["--profile", "best"], 2, "'best' is not"),
        (["--min-confidence", "2"], 2, "0<=x<=1"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(tmp_path, monkeypatch, capsys, arguments, status, words):
    monkeypatch.chdir(tmp_path)
    assert main(["code", *arguments]) == status
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


def test_an_output_that_cannot_be_written_is_the_environments_fault(reports, capsys):
    assert run("--in", reports, "--out", "/proc/out.jsonl") == 3
    assert "cannot be written" in capsys.readouterr().err


def test_no_words_of_a_report_are_told(tmp_path, capsys):
    source = tmp_path / "r.jsonl"
    source.write_text('{"id": "1", "text": "Mme SECRET"\n{"id": "2", "text": "Mme SECRET", "date": "SECRET"}\n')
    assert run("--in", source, "--out", tmp_path / "out.jsonl") == 1
    told = capsys.readouterr()
    assert "SECRET" not in told.out + told.err + (tmp_path / "out.jsonl.failed.jsonl").read_text()
