"""Values that a database would choke on or that measure nothing: the row is quarantined, the rest loads."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

HEADER = b"measurement_id,person_id,measurement_concept_id,measurement_date,measurement_type_concept_id,value_as_number"
HEADER += b",measurement_source_value\n"
GOOD = b"20,1,3000963,2022-09-13,32856,12.4,718-7\n"


@pytest.fixture(params=["duckdb", "postgresql"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """A workspace whose record lies on either database: PostgreSQL takes no NUL, DuckDB does."""
    url = "duckdb" if request.param == "duckdb" else request.getfixturevalue("postgresql_url")
    return Workspace.create(tmp_path / "project", url=url)


@pytest.mark.parametrize(
    ("row", "element"),
    [
        (b"21,1,3000963,2022-09-13,32856,NaN,718-7\n", "value_as_number"),
        (b"21,1,3000963,2022-09-13,32856,-inf,718-7\n", "value_as_number"),
        (b"21,1,3000963,2022-09-13,32856,1e999,718-7\n", "value_as_number"),
        (b"21,1,3000963,2022-09-13,32856,1,71\x008-7\n", "measurement_source_value"),
        (b"99999999999999999999,1,3000963,2022-09-13,32856,1,718-7\n", "measurement_id"),
        (b"21,1,3000963,2022-09-13,32856,1," + b"x" * 1000 + b"\n", "measurement_source_value"),
    ],
    ids=["NaN", "infinite", "too large", "NUL", "beyond 64 bits", "too long"],
)
def test_a_hostile_value_is_quarantined_with_its_place(project: Workspace, cdm: Path, row: bytes, element: str) -> None:
    (cdm / "MEASUREMENT.csv").write_bytes(HEADER + GOOD + row)
    account = load_omop(project, str(cdm))
    assert (account.read, account.count("loaded"), account.count("quarantined")) == (13, 12, 1)
    told = Record.of(project).rows("SELECT file, line, element FROM medomics.quarantine")
    assert told == [("MEASUREMENT.csv", 3, element)]


def test_a_byte_order_mark_and_windows_lines_are_read(workspace: Workspace, cdm: Path) -> None:
    path = cdm / "MEASUREMENT.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEADER + GOOD).replace(b"\n", b"\r\n"))
    assert load_omop(workspace, str(cdm)).count("loaded") == 12


def test_a_file_in_another_encoding_is_quarantined_line_by_line(workspace: Workspace, cdm: Path) -> None:
    path = cdm / "MEASUREMENT.csv"
    path.write_bytes(HEADER + GOOD + "21,1,3000963,2022-09-13,32856,1,hémoglobine\n".encode("latin-1"))
    account = load_omop(workspace, str(cdm))
    assert (account.count("loaded"), account.count("quarantined")) == (12, 1)
    [(line, reason)] = Record.of(workspace).rows("SELECT line, reason FROM medomics.quarantine")
    assert (line, reason) == (3, "another encoding than UTF-8, save the file as UTF-8")


def test_lines_are_counted_as_an_editor_counts_them(workspace: Workspace, cdm: Path) -> None:
    rows = [
        b"23,1,3000963,not a day,32856,1,a\n",
        b"24,1\n",
        GOOD.replace(b"20,", b"25,", 1),
        b"26,1,3000963,2022-09-13,32856,1,a,b,c\n",
        b"27,1,3000963,not a day,32856,1,a\n",
    ]
    (cdm / "MEASUREMENT.csv").write_bytes(HEADER + GOOD + b"".join(rows))
    load_omop(workspace, str(cdm))
    told = Record.of(workspace).rows("SELECT line, element FROM medomics.quarantine ORDER BY line")
    assert told == [(3, "measurement_date"), (4, "line"), (6, "line"), (7, "measurement_date")]


def test_columns_parted_by_semicolons_are_told_with_the_cure(workspace: Workspace, cdm: Path) -> None:
    person = cdm / "PERSON.csv"
    person.write_text(person.read_text().replace(",", ";"))
    with pytest.raises(
        InputRefused, match=r"PERSON\.csv: its columns are parted by semicolons; save it again .* commas"
    ):
        load_omop(workspace, str(cdm))


def test_an_sqlite_database_is_named_as_such(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("cdm.db", "cdm.sqlite"):
        with sqlite3.connect(tmp_path / name) as connection:
            connection.execute("CREATE TABLE person (person_id INTEGER)")
        with pytest.raises(InputRefused, match="an SQLite database is not read"):
            load_omop(workspace, str(tmp_path / name))


def test_a_link_that_leaves_the_folder_is_not_followed(workspace: Workspace, cdm: Path, tmp_path: Path) -> None:
    (cdm / "MEASUREMENT.csv").rename(tmp_path / "outside.csv")
    (cdm / "MEASUREMENT.csv").symlink_to(tmp_path / "outside.csv")
    assert load_omop(workspace, str(cdm)).read == 11


def test_a_cut_gzip_is_refused_before_anything_is_written(workspace: Workspace, cdm: Path) -> None:
    packed = gzip.compress(HEADER + GOOD * 1000)
    (cdm / "MEASUREMENT.csv").unlink()
    (cdm / "MEASUREMENT.csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InputRefused, match=r"MEASUREMENT\.csv\.gz"):
        load_omop(workspace, str(cdm))
    assert Record.of(workspace).rows("SELECT count(*) FROM cdm.person") == [(0,)]
