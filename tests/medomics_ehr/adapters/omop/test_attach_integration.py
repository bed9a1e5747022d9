"""An attached CDM is queried where it lies; only events are the workspace's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.omop.attach import attach_omop
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def rows(workspace: Workspace, query: str) -> list[dict[str, Any]]:
    return Record.of(workspace).frame(sa.text(query)).to_dict("records")


EVENTS = "SELECT subject_id, code, time, assertion, available_at, source_id FROM medomics.event ORDER BY 1, 2"


def test_a_duckdb_file_is_looked_at_not_copied(database: Path, cdm: Path, tmp_path: Path) -> None:
    attach_omop(tmp_path / "attached", str(database), "warehouse")
    attached = Workspace.open(tmp_path / "attached")
    loaded = Workspace.create(tmp_path / "loaded")
    load_omop(loaded, str(cdm))
    assert str(rows(attached, EVENTS)) == str(rows(loaded, EVENTS))
    visit = "SELECT admitted_from_concept_id AS a, discharged_to_source_value AS d FROM cdm.visit_occurrence"
    assert rows(attached, visit) == [{"a": 8717, "d": "home"}]
    with duckdb.connect(str(attached.folder / "record.duckdb"), read_only=True) as connection:
        kinds = connection.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'cdm'").fetchall()
    assert ("person",) in kinds


def test_attaching_again_follows_the_database(database: Path, tmp_path: Path) -> None:
    attach_omop(tmp_path / "attached", str(database), "warehouse")
    with duckdb.connect(str(database)) as connection:
        connection.execute("DELETE FROM warehouse.condition_occurrence WHERE condition_occurrence_id = 11")
    attach_omop(tmp_path / "attached", str(database), "warehouse")
    attached = Workspace.open(tmp_path / "attached")
    codes = {row["code"] for row in rows(attached, "SELECT code FROM medomics.event")}
    assert "LOCAL//HOSP-77" not in codes
    assert "ICD10//C34.1" in codes
    assert rows(attached, "SELECT count(*) AS n FROM cdm.condition_occurrence") == [{"n": 1}]


def test_a_schema_of_a_server_is_looked_at(cdm: Path, postgresql_url: str, tmp_path: Path) -> None:
    held = Workspace.create(tmp_path / "held", url=postgresql_url)
    load_omop(held, str(cdm))
    expected = str(rows(held, EVENTS))
    with Record.of(held).write() as connection:
        connection.execute(sa.text("ALTER SCHEMA cdm RENAME TO warehouse"))
        connection.execute(sa.text("DROP SCHEMA medomics CASCADE"))
    attach_omop(tmp_path / "attached", postgresql_url, "warehouse")
    assert str(rows(Workspace.open(tmp_path / "attached"), EVENTS)) == expected


def test_only_a_database_with_persons_is_attached(cdm: Path, database: Path, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="only a database"):
        attach_omop(tmp_path / "a", str(cdm))
    with pytest.raises(InputRefused, match="PERSON"):
        attach_omop(tmp_path / "b", str(database), "main")
