"""A small CDM as a folder of CSV: two persons, two diagnoses, a measurement, a visit, a note, a vocabulary of four."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def cdm(tmp_path: Path) -> Path:
    """A copy of the folder; a test may rewrite a table before it loads."""
    return Path(shutil.copytree(Path(__file__).with_name("small_cdm"), tmp_path / "cdm"))


@pytest.fixture
def database(cdm: Path, tmp_path: Path) -> Path:
    """The same CDM as a DuckDB file, in a schema of its own."""
    import duckdb

    path = tmp_path / "hospital.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA warehouse")
        for table in cdm.iterdir():
            connection.execute(f"CREATE TABLE warehouse.{table.stem} AS FROM read_csv('{table}')")
    return path
