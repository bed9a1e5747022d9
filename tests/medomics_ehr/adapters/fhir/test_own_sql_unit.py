"""A line that a database refused is the hospital's only where it can be no other's."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from medomics_ehr.adapters.fhir.own_sql import own_sql_told
from medomics_ehr.errors import InputRefused

OURS = files("medomics_ehr.adapters.fhir").joinpath("mapping", "Condition.sql").read_text(encoding="utf-8")
THEIRS = "SELECT resource_key, FROM FROM immunization;"


def refused(line: str, own: Path) -> None:
    with own_sql_told(own):
        raise duckdb.ParserException(f"Parser Error: syntax error\n\nLINE 7: {line}\n        ^")


@pytest.mark.parametrize(
    ("line", "own"),
    [
        (max(OURS.splitlines(), key=len), OURS),
        ("FROM x", "SELECT 1\nFROM x;"),
        (THEIRS, f"{THEIRS}\n{THEIRS}\n"),
    ],
    ids=["a line of ours", "a short line", "a line twice"],
)
def test_a_line_that_may_be_our_own_is_not_laid_on_the_hospital(line: str, own: str, tmp_path: Path) -> None:
    (tmp_path / "Vaccine.sql").write_text(own, encoding="utf-8")
    with pytest.raises(duckdb.ParserException):
        refused(line.strip(), tmp_path)


def test_a_line_of_the_hospitals_is_named(tmp_path: Path) -> None:
    (tmp_path / "Vaccine.sql").write_text(f"-- a vaccine\n{THEIRS}\n", encoding="utf-8")
    with pytest.raises(InputRefused, match=r"fhir/Vaccine\.sql:2: Parser Error: syntax error; mend the SQL"):
        refused(THEIRS, tmp_path)


def test_a_file_that_takes_the_place_of_ours_is_the_hospitals(tmp_path: Path) -> None:
    line = max(OURS.splitlines(), key=len).strip()
    (tmp_path / "Condition.sql").write_text(OURS, encoding="utf-8")
    with pytest.raises(InputRefused, match=r"fhir/Condition\.sql:\d+: "):
        refused(line, tmp_path)
