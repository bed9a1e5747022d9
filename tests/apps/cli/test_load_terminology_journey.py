"""`medomics load terminology` as a person runs it, up to a coder that knows the new terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["load", "terminology", *arguments])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def test_an_official_list_is_loaded_and_told_in_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "icdo.csv"
    source.write_text("ICDO3.2,Level,Term\n800,heading,Group\n8000/3,Preferred,a tumour\n", "utf-8")
    workspace = str(tmp_path / "workspace")
    status, out, _ = run(capsys, str(source), "--system", "icdo3", "--lang", "en", "-w", workspace, "--json")
    result = json.loads(out)
    assert (status, result["read"], result["loaded"], result["excluded"]) == (0, 2, 1, 1)
    assert len(list((tmp_path / "workspace" / "runs").glob("*.json"))) == 1


def test_a_file_of_something_else_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "list.csv"
    source.write_text("code,label\nnot a code,nothing\n", "utf-8")
    status, _, err = run(capsys, str(source), "--system", "ICD10", "-w", str(tmp_path / "workspace"))
    assert status == 1
    assert err.strip().count("\n") == 0
    assert "--system" in err


def test_a_hospitals_word_is_coded(tmp_path: Path) -> None:
    coder = pytest.importorskip("nlp.coder", reason="the report coder needs the extra nlp")
    (tmp_path / "ours.csv").write_text(
        "term,lang,kind,code,value,flags\nzorgulose,fr,diagnosis,E88.9,,\n", encoding="utf-8"
    )
    report = coder.Report("r", "Antécédents : zorgulose connue depuis dix ans.", "fr", "2024-01-01", "consultation")
    found = coder.Coder.load("fast", tmp_path).code(report)
    assert [(finding.kind, finding.code) for finding in found] == [("diagnosis", "E88.9")]
