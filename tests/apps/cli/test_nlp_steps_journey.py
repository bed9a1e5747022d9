"""The coder's steps as commands: line n of the output answers line n of the input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from apps.cli.main import main


def run(step: str, folder: Path, *lines: str, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, object]]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    status = main(["nlp", step, "--in", str(source), "--out", str(out), *options])
    return status, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_assert_judges_the_spans_it_is_given(tmp_path):
    row = {
        "id": "1",
        "text": "No fever; possible pneumonia.",
        "lang": "en",
        "spans": [[3, 8], {"start": 19, "end": 28}],
    }
    status, answers = run("assert", tmp_path, json.dumps(row))
    assert status == 0
    assert answers == [
        {
            "id": "1",
            "spans": [
                {"start": 3, "end": 8, "assertion": "absent"},
                {"start": 19, "end": 28, "assertion": "possible"},
            ],
        }
    ]


def test_dates_are_found_with_their_values(tmp_path):
    row = {"id": "1", "text": "TDM du 12/03, opéré il y a un an.", "date": "2019-10-14"}
    _, [answer] = run("dates", tmp_path, json.dumps(row))
    assert [(d["start"], d["value"]) for d in answer["dates"]] == [(7, "2019-03-12"), (20, "2018-10")]


def test_link_ranks_codes_of_a_term(tmp_path):
    rows = [
        json.dumps({"id": "1", "term": "pembrolizumab"}),
        json.dumps({"id": "2", "term": "BPCO", "kind": "diagnosis"}),
    ]
    status, answers = run("link", tmp_path, *rows, options=("--encoder", "none", "--top", "3"))
    assert status == 0
    assert answers[0]["codes"][0]["code"] == "L01FF02"
    assert answers[1]["codes"][0]["code"].startswith("J44")
    assert all(len(answer["codes"]) <= 3 for answer in answers)
    for answer in answers:
        sure = [code["confidence"] for code in answer["codes"]]
        assert sure == sorted(sure, reverse=True)


def test_a_reports_date_that_is_none_is_refused_and_not_passed_over(tmp_path):
    rows = [{"id": "1", "text": "opéré il y a un an", "date": "14/10/2019"}, {"id": "2", "text": "en 2019"}]
    status, answers = run("dates", tmp_path, *map(json.dumps, rows))
    assert status == 1
    assert "no day of the calendar" in answers[0]["error"]
    assert answers[1]["dates"][0]["value"] == "2019"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{broken", "no JSON in UTF-8"),
        ("[1]", "no JSON object"),
        ('{"id": "7", "spans": []}', "no `text`"),
        ('{"id": "7", "text": "abc"}', "no list `spans`"),
        ('{"id": "7", "text": "abc", "spans": [[1, 9]]}', "a span that does not lie in the text"),
        ('{"id": "7", "text": "abc", "spans": ["ab"]}', "a span that does not lie in the text"),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_with_its_error(tmp_path, line, error):
    good = '{"id": "8", "text": "fever", "spans": [[0, 5]]}'
    status, answers = run("assert", tmp_path, line, good)
    assert status == 1
    assert answers[0]["error"] == error
    assert answers[1]["id"] == "8"


def test_terms_that_are_refused_keep_their_lines_among_many(tmp_path):
    rows = [json.dumps({"id": str(n), "term": "pembrolizumab" if n % 3 else None}) for n in range(70)]
    status, answers = run("link", tmp_path, *rows[:40], "[1]", *rows[40:], options=("--encoder", "none", "--top", "1"))
    assert status == 1
    assert [answer["id"] for answer in answers] == [*map(str, range(40)), None, *map(str, range(40, 70))]
    told = {answer["id"]: answer.get("error") or answer["codes"][0]["code"] for answer in answers}
    assert {told[str(n)] for n in range(0, 70, 3)} == {"no `term`"}
    assert {told[str(n)] for n in range(70) if n % 3} == {"L01FF02"}


def test_a_missing_file_is_refused(tmp_path, capsys):
    assert main(["nlp", "dates", "--in", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "no such file" in capsys.readouterr().err
