"""`medomics nlp evaluate` on a user's own gold: figures of all its reports, or a refusal before the work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main

TEXT = "TDM TAP : pas de métastase."
FINDING = {"start": 0, "end": 3, "kind": "exam", "value": "ct", "assertion": "present"}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [{"id": f"p{n}", "text": TEXT, "lang": "fr", "findings": [FINDING]} for n in range(6)]
    return write(tmp_path / "gold.jsonl", *rows)


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    return write(tmp_path / "coded.jsonl", *[{"id": f"p{n}", "findings": [FINDING][: n % 2]} for n in range(6)])


def run(*arguments: object) -> int:
    return main(["nlp", "evaluate", *map(str, arguments)])


def test_own_gold_is_one_group_and_all_its_errors_are_shown(
    gold: Path, coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--gold", gold, "--coded", coded, "--errors", tmp_path / "e.html") == 0
    told = capsys.readouterr().out
    assert "half" not in told
    assert "English" not in told
    assert "3 differences in 6 reports" in told
    assert run("--gold", gold, "--coded", coded, "--json") == 0
    assert list(json.loads(capsys.readouterr().out)) == ["all"]


def test_gold_and_output_that_cannot_be_scored_are_refused(
    gold: Path, coded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = write(tmp_path / "empty.jsonl", {"id": "p1", "text": TEXT, "findings": []})
    assert run("--gold", empty, "--coded", coded) == 1
    assert "no finding in 1 reports" in capsys.readouterr().err
    other = write(tmp_path / "other.jsonl", {"id": "x", "findings": []})
    assert run("--gold", gold, "--coded", other) == 1
    assert "holds no report of" in capsys.readouterr().err


@pytest.mark.parametrize(("page", "status"), [("none/p.html", 1), ("folder", 2), ("gold.jsonl", 2)])
def test_a_page_that_cannot_be_written_is_refused_before_the_work(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], page: str, status: int
) -> None:
    (tmp_path / "folder").mkdir()
    before = gold.read_bytes()
    assert run("--gold", gold, "--errors", tmp_path / page) == status
    told = capsys.readouterr()
    assert "--errors" in told.err
    assert told.out == ""
    assert gold.read_bytes() == before


def test_the_projects_gold_keeps_its_halves(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"id": f"open-fr-{n:03}", "text": TEXT, "findings": [FINDING]} for n in range(1, 7)]
    ours = write(tmp_path / "open.jsonl", *rows)
    assert run("--gold", ours, "--coded", ours, "--json") == 0
    assert list(json.loads(capsys.readouterr().out)) == ["all", "development", "scored"]
