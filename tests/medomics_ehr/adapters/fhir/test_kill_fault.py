"""SIGKILL at named seams and at random moments of loads into DuckDB and PostgreSQL.

After each kill the record holds what an undisturbed load holds after some number of whole batches; the next load ends
with the same content and the same account. `make test-deep` ends with the counts.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

from .conftest import condition, content_digest, of, patient
from .killable_load import SEAMS

ROOT = Path(__file__).resolve().parents[4]
#: A part's kills: at seams in turn, and as many at random moments, two on each record.
KILLS = 5
PARTS = {"duckdb": range(12), "postgresql": range(8)}


def _person(n: int, version: int = 1) -> list[dict[str, Any]]:
    """A condition before its encounter before its patient, so that it waits; a drug, so that eras are derived."""
    subject = {"subject": {"reference": f"Patient/p{n}"}}
    visit = {"encounter": {"reference": f"Encounter/e{n}"}}
    drug = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1"}]}
    day = f"2020-0{version}-02"
    return [
        condition(f"c{n}", recordedDate=day, **subject, **visit),
        of("MedicationRequest", f"m{n}", status="active", intent="order", authoredOn=day, **subject)
        | {"medicationCodeableConcept": drug},
        of("Encounter", f"e{n}", status="finished", period={"start": day}, **subject),
        patient(f"p{n}"),
    ]


def _write(path: Path, resources: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in resources))
    return path


class Loads:
    """The process that loads and is killed, and what an undisturbed load gave."""

    def __init__(self, process: subprocess.Popen[str], base: Workspace, copied: Callable[[str], Workspace], path: Path):
        self.process, self.base, self.copied, self.input = process, base, copied, path
        self.number = itertools.count()
        undisturbed = self.copy()
        first = self.order(undisturbed)
        assert not first["failed"]
        self.passed, self.seconds = first["passed"], first["seconds"]
        self.whole, self.loaded = content_digest(Record.of(undisturbed)), _loaded(undisturbed)
        self.states = {content_digest(Record.of(base)), self.whole}
        for batch in range(1, self.passed["batch committed"]):
            part = self.copy()
            assert self.order(part, seam="batch committed", nth=batch)["killed"]
            self.states.add(content_digest(Record.of(part)))

    def copy(self) -> Workspace:
        """A record as it was before the load."""
        return self.copied(f"copy{next(self.number)}")

    def order(self, workspace: Workspace, **how: Any) -> dict[str, Any]:
        """Load in a child of the other process; `seam` and `nth`, or `after`, say where it is killed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps({"workspace": str(workspace.folder), "input": str(self.input)} | how), file=self.process.stdin)
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))

    def check_whole_batches(self, workspace: Workspace) -> None:
        assert content_digest(Record.of(workspace)) in self.states

    def check_finished(self, workspace: Workspace) -> None:
        account = self.order(workspace)["account"]
        assert account["read"] == account["loaded"] + account["unchanged"]
        assert content_digest(Record.of(workspace)) == self.whole
        assert _loaded(workspace) == self.loaded


def _loaded(workspace: Workspace) -> int:
    """Resources loaded by all loads, finished or killed: each batch's account is committed with its rows."""
    return int(Record.of(workspace).rows("SELECT sum(loaded) FROM medomics.load_file")[0][0])


@pytest.fixture(scope="module")
def process() -> Iterator[subprocess.Popen[str]]:
    script = Path(__file__).with_name("killable_load.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, str(script)], env=environment, **pipes) as started:
        yield started
        assert started.stdin is not None
        started.stdin.close()


@pytest.fixture(scope="module")
def duckdb_loads(process: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Loads:
    folder = tmp_path_factory.mktemp("kills")
    base = Workspace.create(folder / "base")

    def copied(name: str) -> Workspace:
        return Workspace.open(shutil.copytree(base.folder, folder / name))

    return _prepared(process, base, copied, folder)


@pytest.fixture(scope="module")
def postgresql_loads(
    process: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory, postgresql_server: str
) -> Loads:
    folder = tmp_path_factory.mktemp("kills")
    server = postgresql_server.rsplit("/", 1)[0]
    prefix = f"kills{os.getpid()}"
    engine = sa.create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {prefix}base"))
    base = Workspace.create(folder / "base", url=f"{server}/{prefix}base")

    def copied(name: str) -> Workspace:
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {prefix}{name} TEMPLATE {prefix}base"))
        workspace = Workspace.create(folder / name, url=f"{server}/{prefix}{name}")
        shutil.copy(base.folder / "workspace.key", workspace.folder / "workspace.key")
        return workspace

    return _prepared(process, base, copied, folder)


def _prepared(
    process: subprocess.Popen[str], base: Workspace, copied: Callable[[str], Workspace], folder: Path
) -> Loads:
    """Five persons are there; then come new versions of theirs, and nineteen more, children before parents."""
    from medomics_ehr.adapters.fhir.load import load_fhir

    load_fhir(base, [_write(folder / "First.ndjson", [r for n in range(5) for r in _person(n)])])
    later = [r for n in range(5) for r in _person(n, version=2)[:2]]
    later += sorted((r for n in range(5, 24) for r in _person(n)), key=lambda r: str(r["resourceType"]))
    return Loads(process, base, copied, _write(folder / "Then.ndjson", later))


@pytest.fixture
def loads(request: pytest.FixtureRequest, database: str) -> Loads:
    return request.getfixturevalue(f"{database}_loads")


def _parts() -> list[Any]:
    return [pytest.param(database, part, id=f"{database}-{part}") for database in PARTS for part in PARTS[database]]


@pytest.mark.deep
@pytest.mark.parametrize(("database", "part"), _parts())
def test_a_load_killed_at_named_seams_is_finished_by_the_next(
    loads: Loads, database: str, part: int, record_property: Callable[[str, Any], None]
) -> None:
    seams = [seam for seam in SEAMS if loads.passed.get(seam)]
    for kill in range(part * KILLS, (part + 1) * KILLS):
        seam, workspace = seams[kill % len(seams)], loads.copy()
        nth = random.Random(kill).randint(1, loads.passed[seam])
        assert loads.order(workspace, seam=seam, nth=nth)["killed"], seam
        loads.check_whole_batches(workspace)
        loads.check_finished(workspace)
        record_property(f"kills of {database} loads at named seams", 1)


@pytest.mark.deep
@pytest.mark.parametrize(("database", "part"), _parts())
def test_a_load_killed_at_random_moments_is_finished_by_the_next(
    loads: Loads, database: str, part: int, record_property: Callable[[str, Any], None]
) -> None:
    chance, killed = random.Random(part), 0
    while killed < KILLS:
        workspace = loads.copy()
        for latest in (0.9, 0.5):
            if killed == KILLS:
                break
            answer = loads.order(workspace, after=chance.uniform(0, latest * loads.seconds))
            if answer["killed"]:
                killed += 1
                record_property(f"kills of {database} loads at random moments", 1)
                loads.check_whole_batches(workspace)
            else:  # the machine is less busy than it was
                loads.seconds = answer["seconds"]
        loads.check_finished(workspace)


def test_a_load_killed_while_its_tables_are_made_is_finished_by_the_next(
    process: subprocess.Popen[str], tmp_path: Path
) -> None:
    """The one seam that only a first load passes."""
    path = _write(tmp_path / "First.ndjson", _person(1))
    whole, killed = Workspace.create(tmp_path / "whole"), Workspace.create(tmp_path / "killed")
    shutil.copy(whole.folder / "workspace.key", killed.folder / "workspace.key")
    loads = object.__new__(Loads)
    loads.process, loads.input = process, path
    passed = loads.order(whole)["passed"]["tables being made"]
    assert loads.order(killed, seam="tables being made", nth=passed // 2)["killed"]
    assert loads.order(killed)["account"]["loaded"] == 4
    assert content_digest(Record.of(killed)) == content_digest(Record.of(whole))
