"""Brat and JSON Lines are read as they are meant, and what is no annotation is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from nlp.training.corpus import Mention, read_brat, read_jsonl

KINDS = {"TUMOR": "morphology"}
TEXT = "Carcinoma de células\nclaras. Sin otros."


def brat(folder: Path, annotations: str) -> Path:
    (folder / "a.txt").write_bytes(TEXT.encode())
    (folder / "a.ann").write_bytes(annotations.encode())
    return folder


def test_codes_come_from_notes_and_normalisations(tmp_path: Path) -> None:
    folder = brat(
        tmp_path,
        "T1\tTUMOR 0 27\tCarcinoma de células claras\n#1\tAnnotatorNotes T1\t8310/3\n"
        "T2\tTUMOR 0 9\tCarcinoma\nN1\tReference T2 ICDO:8010/3\tCarcinoma\nT3\tOTHER 29 32\tSin\n",
    )
    [report] = read_brat(folder, folder, KINDS)
    assert report.mentions == (Mention(0, 9, "morphology", "8010/3"), Mention(0, 27, "morphology", "8310/3"))


def test_a_span_in_pieces_goes_from_its_first_to_its_last_character(tmp_path: Path) -> None:
    folder = brat(tmp_path, "T1\tTUMOR 0 9;21 27\tCarcinoma claras\n")
    [report] = read_brat(folder, folder, KINDS)
    assert report.mentions == (Mention(0, 27, "morphology"),)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tTUMOR 0 900\tx\n", r"a\.ann:1: the annotation does not lie in its text"),
        ("T1\tTUMOR nought one\tx\n", r"a\.ann:1: not a text-bound annotation"),
    ],
)
def test_bad_annotations_are_refused_with_their_line(tmp_path: Path, line: str, message: str) -> None:
    folder = brat(tmp_path, line)
    with pytest.raises(InputRefused, match=message):
        read_brat(folder, folder, KINDS)


def test_a_missing_text_or_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("")
    with pytest.raises(InputRefused, match=r"a\.txt: the text of a\.ann is missing"):
        read_brat(tmp_path, tmp_path, KINDS)
    with pytest.raises(InputRefused, match="no such folder"):
        read_brat(tmp_path / "gone", tmp_path, KINDS)


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        '{"id": 1, "text": "a"}',
        '{"id": 1, "text": "ab", "findings": [{"start": 0, "end": 3, "kind": "drug"}]}',
        '{"id": 1, "text": "ab", "findings": [{"start": 0, "end": 2, "kind": "colour"}]}',
    ],
)
def test_a_line_that_is_no_annotated_report_is_refused(tmp_path: Path, line: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text('{"id": 0, "text": "ab", "findings": []}\n' + line + "\n")
    with pytest.raises(InputRefused, match=r"r\.jsonl:2: not a report"):
        read_jsonl(path)
