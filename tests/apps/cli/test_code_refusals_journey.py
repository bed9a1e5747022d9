"""What `medomics code` refuses before it works, and what it sets aside: the user's files stay as they were."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from apps.cli.main import main

CSV = "id,text\n1,TDM TAP : pas de métastase.\n2,IRM : bidulôme droit.\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "q.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def run(*arguments: object) -> int:
    return main(["code", "--profile", "fast", "--processes", "1", *map(str, arguments)])


def ids_of(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def reasons_of(out: Path) -> dict[str, str]:
    rows = map(json.loads, out.with_name(f"{out.name}.failed.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["place"]: row["reason"] for row in rows}


@pytest.mark.parametrize("link", [None, "soft", "hard"])
def test_the_input_is_never_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str], link: str | None) -> None:
    source = out = tmp_path / "q.jsonl"
    source.write_text('{"id": "1", "text": "TDM"}\n')
    if link:
        out = tmp_path / "other.jsonl"
        out.symlink_to(source) if link == "soft" else os.link(source, out)
    before, files = source.read_bytes(), sorted(tmp_path.iterdir())
    assert run("--in", source, "--out", out) == 2
    assert "--out is the input" in capsys.readouterr().err
    for step in ("assert", "dates", "link"):
        assert main(["nlp", step, "--in", str(source), "--out", str(out)]) == 2
    assert source.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == files


def test_the_list_of_failures_is_not_written_over_while_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "q.jsonl.failed.jsonl"
    source.write_text('{"id": "1", "text": "TDM"}\n')
    assert run("--in", source, "--out", tmp_path / "q.jsonl") == 2
    assert source.read_text().startswith("{")


@pytest.mark.parametrize(("name", "words"), [("folder", "is a folder"), ("z.csv", ".jsonl, .ndjson, .parquet")])
def test_an_output_that_cannot_be_is_refused_before_the_work(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    (tmp_path / "folder").with_suffix(".jsonl").mkdir()
    out = tmp_path / ("folder.jsonl" if name == "folder" else name)
    before = sorted(tmp_path.iterdir())
    assert run("--in", table, "--out", out) == 2
    assert words in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_is_coded_into_itself_twice_and_its_reports_are_never_the_output(tmp_path: Path) -> None:
    folder = tmp_path / "fold"
    folder.mkdir()
    (folder / "a.txt").write_text("TDM", encoding="utf-8")
    (folder / "b.jsonl").write_text('{"id": "1", "text": "IRM"}\n')
    for _ in range(2):
        assert run("--in", folder, "--out", folder / "findings.jsonl", "--cache", folder / "c.sqlite") == 0
        assert ids_of(folder / "findings.jsonl") == ["a.txt", "1"]
    assert run("--in", folder, "--out", folder / "b.jsonl") == 2


def test_a_second_report_of_an_id_is_set_aside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "q.csv", tmp_path / "out.jsonl"
    source.write_text("id,text\n1,TDM\n2,IRM\n1,scanner\n1,échographie\n", encoding="utf-8")
    assert run("--in", source, "--out", out) == 1
    assert ids_of(out) == ["1", "2"]
    assert set(reasons_of(out)) == {"q.csv:4", "q.csv:5"}
    assert "another report before it has the same id; give each its own" in reasons_of(out)["q.csv:4"]


def test_a_refused_report_takes_no_id_from_the_next(tmp_path: Path) -> None:
    source, out = tmp_path / "q.csv", tmp_path / "out.jsonl"
    source.write_text("id,text,date\n1,TDM,soon\n1,TDM,2024-03-02\n1,IRM,2024-03-02\n", encoding="utf-8")
    assert run("--in", source, "--out", out) == 1
    assert ids_of(out) == ["1"]
    assert "no day of the calendar" in reasons_of(out)["q.csv:2"]
    assert "same id" in reasons_of(out)["q.csv:4"]


def test_malformed_rows_of_a_csv_are_set_aside_by_line(tmp_path: Path) -> None:
    source, out = tmp_path / "q.csv", tmp_path / "out.jsonl"
    source.write_text(
        'id,text\n1,"Pas de\n2,Adénocarcinome du poumon.\n3,foie, rate et rein\n4,fin\n', encoding="utf-8"
    )
    assert run("--in", source, "--out", out) == 1
    assert ids_of(out) == ["2", "4"]
    assert set(reasons_of(out)) == {"q.csv:2", "q.csv:4"}


def test_a_wrong_header_is_told_once_with_what_it_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "q.csv", tmp_path / "out.jsonl"
    source.write_text("NUMERO;COMPTE_RENDU;DT\n1;TDM du 02/03.;14/03/2024\n", encoding="latin-1")
    assert run("--in", source, "--out", out) == 1
    told = capsys.readouterr().err
    assert "no column `text`; it has NUMERO,COMPTE_RENDU,DT" in told
    assert "--columns id=NUMERO,text=COMPTE_RENDU" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["q.csv"]
    columns = "id=NUMERO,text=COMPTE_RENDU,date=DT"
    assert run("--in", source, "--out", out, "--columns", columns, "--date-order", "dmy") == 0
    [line] = map(json.loads, out.read_text().splitlines())
    assert (line["id"], line["findings"][0]["date"]) == ("1", "2024-03-02")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"terme;code\nADK;C34.1\n", "ours.csv:1: no column `term` or `kind`"),
        (b"term,lang,kind,code\nADK,fr,nonsense,C34.1\n", "ours.csv:2: unknown kind"),
        (b"term,lang,kind,code\nADK,fr,diagnosis,C341\n", "ours.csv:2: column `code`"),
    ],
)
def test_a_wrong_lexicon_is_one_sentence_before_any_process(
    tmp_path: Path, table: Path, capfd: pytest.CaptureFixture[str], content: bytes, words: str
) -> None:
    (tmp_path / "w" / "lexicon").mkdir(parents=True)
    (tmp_path / "w" / "lexicon" / "ours.csv").write_bytes(content)
    arguments = ["--in", str(table), "--out", str(tmp_path / "out.jsonl"), "--workspace", str(tmp_path / "w")]
    assert main(["code", "--profile", "fast", "--processes", "2", *arguments]) == 1
    told = capfd.readouterr().err
    assert words in told
    assert told.count("\n") == 1
    assert not list(tmp_path.glob("out*"))


def test_a_lexicon_of_semicolons_in_windows_1252_is_read(tmp_path: Path, table: Path) -> None:
    (tmp_path / "w" / "lexicon").mkdir(parents=True)
    lexicon = "Term;lang;Kind;code\nbidulôme;fr;diagnosis;C70.0\n"
    (tmp_path / "w" / "lexicon" / "ours.csv").write_bytes(lexicon.encode("cp1252"))
    assert run("--in", table, "--out", tmp_path / "out.jsonl", "--workspace", tmp_path / "w") == 0
    assert '"C70.0"' in (tmp_path / "out.jsonl").read_text()


@pytest.mark.parametrize("profile", ["default", "thorough"])
def test_an_encoder_that_is_not_there_is_refused_before_the_work(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str], profile: str
) -> None:
    arguments = ["--in", str(table), "--out", str(tmp_path / "out.jsonl"), "--profile", profile]
    assert main(["code", *arguments, "--encoder", "nope"]) == 1
    assert "no such folder" in capsys.readouterr().err
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("kind", ["folder", "lines", "table"])
def test_a_source_without_reports_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    source = tmp_path / {"folder": "in", "lines": "in.jsonl", "table": "in.csv"}[kind]
    source.mkdir() if kind == "folder" else source.touch()
    assert run("--in", source, "--out", tmp_path / "out.jsonl") == 0
    assert "holds no report" in capsys.readouterr().out
