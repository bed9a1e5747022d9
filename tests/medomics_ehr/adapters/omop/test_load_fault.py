"""A load killed between or within its transactions: nothing is lost, nothing comes twice, the next load finishes it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.omop import commit
from medomics_ehr.adapters.omop.load import load_omop
from medomics_ehr.adapters.omop.vocabulary import load_vocabulary
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

#: Commits every row apart, and kills its own process at the n-th push of rows, or statement, of a visit to the record.
KILLED = """
import os, signal, sys
from medomics_ehr.adapters.omop import commit, load, vocabulary
from medomics_ehr.record.duckdb_visit import DuckDBVisit
from medomics_ehr.record.postgres_visit import PostgresVisit
from medomics_ehr.workspace import Workspace

folder, source, step, left = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

def counted(function):
    def called(self, *arguments):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(self, *arguments)
    return called

commit.PART_ROWS = vocabulary.PART_ROWS = 1
for visit in (DuckDBVisit, PostgresVisit):
    setattr(visit, step, counted(getattr(visit, step)))
if step == "push":
    load.load_omop(Workspace.open(folder), source)
else:
    vocabulary.load_vocabulary(Workspace.open(folder), source)
"""


def content(workspace: Workspace) -> dict[str, str]:
    """Every row of the tables that a load fills, as sorted text."""
    record = Record.of(workspace)
    names = ("cdm.person", "cdm.condition_occurrence", "cdm.measurement", "cdm.note", "cdm.concept", "medomics.event")
    names = (*names, "medomics.code_display", "medomics.note_text")
    frames = {name: record.frame(sa.text(f"SELECT * FROM {name}")) for name in names}
    return {name: "\n".join(sorted(map(str, frame.itertuples(index=False)))) for name, frame in frames.items()}


def kill(workspace: Workspace, cdm: Path, step: str, nth: int) -> None:
    command = [sys.executable, "-c", KILLED, str(workspace.folder), str(cdm), step, str(nth)]
    root = Path(__file__).resolve().parents[4]
    assert subprocess.run(command, cwd=root, check=False).returncode == -signal.SIGKILL


def loaded(workspace: Workspace) -> int:
    frame = Record.of(workspace).frame(sa.text("SELECT sum(loaded) AS n FROM medomics.load_file"))
    return int(frame["n"][0])


@pytest.mark.parametrize("database", ["duckdb", "postgresql"])
@pytest.mark.parametrize("pushes", [0, 2, 7, 14, 22, 30])
def test_a_killed_load_is_finished_by_the_next(
    tmp_path: Path,
    cdm: Path,
    pushes: int,
    database: str,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, Any], None],
) -> None:
    undisturbed = Workspace.create(tmp_path / "undisturbed")
    load_omop(undisturbed, str(cdm))
    url = request.getfixturevalue("postgresql_url") if database == "postgresql" else "duckdb"
    killed = Workspace.create(tmp_path / "killed", url=url)
    kill(killed, cdm, "push", pushes)
    record_property(f"kills of {database} loads at named seams", 1)
    account = load_omop(killed, str(cdm))
    assert account.count("loaded") + account.count("unchanged") == 12
    assert content(killed) == content(undisturbed)
    assert loaded(killed) == loaded(undisturbed) == 12
    assert load_omop(killed, str(cdm)).count("loaded") == 0


@pytest.mark.parametrize("statements", [0, 1, 5, 8])
def test_a_vocabulary_is_the_old_or_the_new_one_whenever_its_load_is_killed(
    workspace: Workspace, cdm: Path, statements: int
) -> None:
    load_vocabulary(workspace, str(cdm))
    query = sa.text("SELECT concept_name AS n FROM cdm.concept ORDER BY concept_id")
    old = list(Record.of(workspace).frame(query)["n"])
    path = cdm / "CONCEPT.csv"
    path.write_text(path.read_text().replace("Hemoglobin", "Haemoglobin"))
    kill(workspace, cdm, "execute", statements)
    assert list(Record.of(workspace).frame(query)["n"]) == old
    load_vocabulary(workspace, str(cdm))
    assert list(Record.of(workspace).frame(query)["n"]) == [n.replace("Hemoglobin", "Haemoglobin") for n in old]
    tables = Record.of(workspace).rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'cdm'")
    assert [name for (name,) in tables if name.startswith("next_")] == []


def test_a_part_of_any_size_gives_the_same_record_and_account(
    tmp_path: Path, cdm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that are replaced, and rows that are refused, too."""
    workspaces = []
    for rows in (1, 2, 100_000):
        monkeypatch.setattr(commit, "PART_ROWS", rows)
        folder = Path(shutil.copytree(cdm, tmp_path / f"cdm{rows}"))
        workspaces.append(Workspace.create(tmp_path / f"w{rows}"))
        load_omop(workspaces[-1], str(folder))
        conditions = folder / "CONDITION_OCCURRENCE.csv"
        changed = [line.replace("2020", "2021") for line in conditions.read_text().splitlines()]
        conditions.write_text("\n".join([*changed, "x" + changed[-1], ""]))
        load_omop(workspaces[-1], str(folder))
    query = (
        "SELECT file, sum(read) AS r, sum(loaded) AS l, sum(unchanged) AS u, sum(quarantined) AS q "
        "FROM medomics.load_file GROUP BY file ORDER BY file"
    )
    accounts = [Record.of(workspace).frame(sa.text(query)).to_dict("list") for workspace in workspaces]
    assert accounts[0] == accounts[1] == accounts[2]
    assert sum(accounts[0]["q"]) == 1
    assert content(workspaces[0]) == content(workspaces[1]) == content(workspaces[2])
