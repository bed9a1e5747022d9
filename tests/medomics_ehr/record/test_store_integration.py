"""The record opens on both databases with the same tables."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


@pytest.fixture(params=["duckdb", "postgresql"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> Record:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else "duckdb"
    return Record.of(Workspace.create(tmp_path / "w", url=url))


def test_all_39_cdm_tables_and_432_fields_are_there(record: Record) -> None:
    record.create()
    record.create()
    count = sa.text("SELECT count(*) AS n FROM information_schema.columns WHERE table_schema = 'cdm'")
    tables = sa.text("SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = 'cdm'")
    assert int(record.frame(count)["n"][0]) == 432
    assert int(record.frame(tables)["n"][0]) == 39


def test_an_error_rolls_the_whole_write_back(record: Record) -> None:
    record.create()
    insert = sa.text("INSERT INTO medomics.code_display VALUES ('ICD10//C34', 'lung')")

    def insert_and_fail() -> None:
        with record.write() as connection:
            connection.execute(insert)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        insert_and_fail()
    assert record.frame(sa.text("SELECT * FROM medomics.code_display")).empty


def test_reading_before_any_load_names_the_remedy(workspace: Workspace) -> None:
    with pytest.raises(InputRefused, match="medomics load"), Record.of(workspace).read():
        pass
