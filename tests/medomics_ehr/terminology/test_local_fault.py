"""A lexicon or an official file that is wrong is refused with its place and remedy, and never with its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from medomics_ehr.errors import InputRefused
from medomics_ehr.terminology import local, official

HEADER = "term,lang,kind,code,value,flags\n"


def write(folder: Path, text: str | bytes, name: str = "ours.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Mme Durand,fr,diagnosis,C341,,", "column `code`"),
        ("Mme Durand,fr,morphology,8140,,", "column `code`"),
        ("Mme Durand,fr,nonsense,C34.1,,", "unknown kind"),
        ("Mme Durand,fr,exam,,,", "column `value`"),
        (",fr,exam,,ct,", "no `term`"),
    ],
)
def test_a_wrong_row_is_refused_by_line_without_its_words(tmp_path: Path, row: str, fault: str) -> None:
    write(tmp_path, HEADER + row + "\n")
    with pytest.raises(InputRefused, match=rf"ours\.csv:2: .*{fault}") as refused:
        local.check(tmp_path)
    assert "Durand" not in str(refused.value)


def test_a_lexicon_without_its_columns_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "mot,code\nx,C34.1\n")
    with pytest.raises(InputRefused, match=r"ours\.csv:1: no column `term` or `kind`"):
        list(local.own_rows(tmp_path, "diagnoses"))


@pytest.mark.parametrize("content", [b"\xff\xfe\x00term", (HEADER + "é,fr,exam,,ct,\n").encode("utf-16")])
def test_a_lexicon_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, content)
    with pytest.raises(InputRefused, match="UTF-8"):
        list(local.own_rows(tmp_path, "exams"))


@pytest.mark.parametrize("row", ["poumon, droit,fr,diagnosis,C34.1,,", '"poumon,fr,diagnosis,C34.1,,'])
def test_a_row_that_its_separators_or_quotes_cut_is_refused_by_line(tmp_path: Path, row: str) -> None:
    write(tmp_path, HEADER + row + "\n")
    with pytest.raises(InputRefused, match=r"ours\.csv:2: "):
        local.check(tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "columns"), (b"PK\x03\x04\x00\x00binary", "not a text file"), (b"code,label\nx,y\n", "holds no ICD10 code")],
)
def test_an_official_file_without_codes_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = write(tmp_path, content, "list.csv")
    with pytest.raises(InputRefused, match=why):
        official.take_in(path, "ICD10", "fr", tmp_path / "lexicon")
    assert not (tmp_path / "lexicon").exists()
