"""A hospital's corrections, from the command line: plan, learn, code with what was learnt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main
from nlp.batch.settings import Settings


def _assertions(folder: Path, *more: str) -> dict[str, str]:
    reports, out = folder / "in.jsonl", folder / f"out{len(more)}.jsonl"
    text = "Erlotinib dans les tuyaux. Pas de métastase hépatique."
    reports.write_text(json.dumps({"id": "1", "text": text, "lang": "fr", "date": "2022-05-12"}) + "\n")
    assert main(["code", "--in", str(reports), "--out", str(out), "--processes", "1", "--json", *more]) == 0
    return {found["code"]: found["assertion"] for found in json.loads(out.read_text())["findings"]}


def test_corrections_teach_the_shipped_coder(hospital: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config, folder = str(hospital / "own.yaml"), hospital / "own"
    assert main(["nlp", "train", config, "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["reports"], plan["assertions"], plan["evaluated"]) == (6, {"planned": 6}, {"later": 2})
    assert not folder.exists()

    assert main(["nlp", "train", config, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]["later"]
    assert (figures["reports"], figures["findings"]) == (2, 2)
    assert (figures["shipped"]["coded"], figures["learnt"]["coded"]) == (0.0, 1.0)

    assert _assertions(hospital) == {"L01EB02": "present", "C78.7": "absent"}
    assert _assertions(hospital, "--learnt", str(folder)) == {"L01EB02": "planned", "C78.7": "absent"}

    capsys.readouterr()
    later = ["nlp", "evaluate", "--gold", str(hospital / "later.jsonl"), "--json", "--learnt", str(folder)]
    assert main(later) == 0
    by_kind = json.loads(capsys.readouterr().out)["all"]["coded"]["by_kind"]
    assert by_kind["drug"] == 1.0
    assert main(later[:-2]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["coded"]["by_kind"]["drug"] == 0.0


def test_the_files_hold_no_word_of_a_report(hospital: Path) -> None:
    assert main(["nlp", "train", str(hospital / "own.yaml"), "--json"]) == 0
    for path in (hospital / "own").iterdir():
        content = path.read_bytes().lower()
        assert not any(word in content for word in (b"tuyaux", b"trastuzumab", b"scanner"))


def test_the_configuration_hash_follows_the_learnt_files(hospital: Path) -> None:
    assert main(["nlp", "train", str(hospital / "own.yaml"), "--json"]) == 0
    learnt = Settings(learnt=hospital / "own").configuration()
    assert learnt != Settings().configuration()
    lines = (hospital / "reviewed.jsonl").read_text(encoding="utf-8").splitlines()
    (hospital / "reviewed.jsonl").write_text("\n".join(lines[:4]) + "\n", encoding="utf-8")
    assert main(["nlp", "train", str(hospital / "own.yaml"), "--json"]) == 0
    assert Settings(learnt=hospital / "own").configuration() != learnt


@pytest.mark.parametrize(
    ("options", "message"),
    [(["--profile", "fast"], "need --profile default"), (["--model", "m"], "--model runs alone")],
)
def test_options_that_do_not_go_together(
    hospital: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reports, out = str(hospital / "reviewed.jsonl"), str(hospital / "out.jsonl")
    assert main(["code", "--in", reports, "--out", out, "--learnt", str(hospital), *options]) == 2
    assert message in capsys.readouterr().err


def test_a_person_reads_figures_and_where_the_folder_lies(hospital: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nlp", "train", str(hospital / "own.yaml")]) == 0
    said = capsys.readouterr()
    assert "0.000    1.000" in said.out
    assert "medomics code --learnt" in said.out
    assert "100 of 100" in said.err
