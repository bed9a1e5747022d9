"""From a corpus to findings on the command line: plan, train, code with what was trained."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main
from nlp.trained.model_files import write_folder


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


def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.yaml"
    config.write_text("learn: [words]\nreports: reviewed.jsonl\n")
    assert main(["nlp", "train", str(config)]) == 1
    assert "learn: is no setting (did you mean `learns`?)" in capsys.readouterr().err


def test_codes_that_the_expression_does_not_fit_are_refused_before_training(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "own.yaml"
    config.write_text(
        f"corpus: {{train: {{jsonl: {corpus / 'reports.jsonl'}}}}}\nlinker: {{code_parts: '([A-Z]\\d\\d)'}}\n"
    )
    assert main(["nlp", "train", str(config), "--out", str(tmp_path / "m")]) == 1
    assert "no code of a morphology is made so" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["own.yaml"]


@pytest.mark.parametrize("linker", ["", "linker: {code_parts: '(\\d{4})(/\\d)'}\n"])
def test_few_reports_without_a_list_of_names_train_a_coder(tmp_path: Path, linker: str) -> None:
    rows = [
        {"id": "1", "text": "xx ab yy", "findings": [{"start": 3, "end": 5, "kind": "morphology", "code": "8140/3"}]},
        {"id": "2", "text": "xx qz yy", "findings": [{"start": 3, "end": 5, "kind": "morphology", "code": "8070/3"}]},
    ]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    config = tmp_path / "own.yaml"
    config.write_text(
        f"corpus: {{train: {{jsonl: gold.jsonl}}}}\ntagger: {{members: 1, epochs: 1, width: 8}}\n{linker}"
    )
    assert main(["nlp", "train", str(config), "--out", str(tmp_path / "m")]) == 0
    assert (tmp_path / "m" / "model.json").is_file()


def test_learnt_parts_and_a_coder_are_not_taken_for_each_other(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = tmp_path / "reports.jsonl"
    reports.write_text('{"id": "1", "text": "TDM"}\n')
    run = ["code", "--in", str(reports), "--out", str(tmp_path / "out.jsonl"), "--processes", "2"]
    assert main([*run, "--learnt", str(model)]) == 1
    assert "run it with --model" in capsys.readouterr().err
    parts = tmp_path / "parts"
    write_folder(parts, lambda folder: (folder / "ties.safetensors").touch(), {}, "card")
    assert main([*run, "--model", str(parts)]) == 1
    assert "run it with --learnt" in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))
