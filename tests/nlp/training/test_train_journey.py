"""From a corpus to findings on the command line: plan, train, code with what was trained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main


def test_a_dry_run_says_what_it_would_take_and_writes_nothing(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(corpus.iterdir())
    assert main(["nlp", "train", str(corpus / "config.yaml"), "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["reports"], plan["mentions"], plan["codes"]) == (20, 20, 5)
    assert plan["evaluated"] == {"same": 20}
    assert sorted(corpus.iterdir()) == before


def test_training_then_coding(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, reports, out = tmp_path / "m", tmp_path / "reports.jsonl", tmp_path / "out.jsonl"
    assert main(["nlp", "train", str(corpus / "config.yaml"), "--out", str(model), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["model"] == str(model)
    text = "Biopsia: adenoma tubulare, margini liberi."
    reports.write_text(json.dumps({"id": "1", "text": text}) + "\n", encoding="utf-8")
    assert main(["code", "--in", str(reports), "--out", str(out), "--model", str(model), "--processes", "1"]) == 0
    [line] = out.read_text(encoding="utf-8").splitlines()
    [finding] = json.loads(line)["findings"]
    assert finding["words"] == "adenoma tubulare"
    assert finding["code"] == "8211/0"


def test_a_missing_configuration_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nlp", "train", str(tmp_path / "none.yaml")]) == 1
    assert "no such file" in capsys.readouterr().err
