"""A full disk, a held file, a queue of loads, a server that restarts: one sentence, exit status 3, and nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.compute import processes_here
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.load_account import only_load
from medomics_ehr.record.patience import PATIENCE, READER, Patience
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

from .conftest import Loader, condition, content_digest, of, patient

NewLoader = Callable[[str], Loader]
ROOT = Path(__file__).resolve().parents[4]
#: `medomics`, with batches so small that a load has many.
COMMAND = """
import sys
from apps.cli.main import main
from medomics_ehr.adapters.fhir import load, staging
load.BATCH_SIZE, staging.CHUNK_BYTES = 300, 60_000
sys.exit(main(sys.argv[1:]))
"""
HOLDER = """
import sys, time
import duckdb
with duckdb.connect(sys.argv[1]):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _command(*arguments: object, **options: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", COMMAND, *map(str, arguments)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True, **options)


def _sentence(process: subprocess.Popen[str], status: int) -> str:
    """The one line that a command ends with on standard error, once its status is checked."""
    _, err = process.communicate()
    lines = err.strip().splitlines()
    assert (process.returncode, len(lines)) == (status, 1), err
    return lines[0]


def _export(folder: Path, people: int) -> Path:
    folder.mkdir()
    resources = []
    for n in range(people):
        subject = {"subject": {"reference": f"Patient/p{n}"}}
        resources += [condition(f"c{n}", **subject), patient(f"p{n}")]
        resources.append(of("Encounter", f"e{n}", status="finished", period={"start": "2020-03-01"}, **subject))
    (folder / "People.ndjson").write_text("".join(json.dumps(r) + "\n" for r in resources))
    return folder


def _same_key(workspace: Workspace, other: Workspace) -> None:
    shutil.copy(other.folder / "workspace.key", workspace.folder / "workspace.key")


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own; only root may make one."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("only root may mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.deep
@pytest.mark.parametrize("megabytes", [1, 2, 4, 6])
def test_a_full_disk_is_told_and_the_load_goes_on_once_there_is_room(
    new_loader: NewLoader, tmp_path: Path, megabytes: int
) -> None:
    export, whole = _export(tmp_path / "export", 2000), new_loader("whole")
    load_fhir(whole.workspace, [export])
    with _small_disk(tmp_path / "disk", megabytes) as disk:
        workspace = Workspace.create(disk / "w")
        _same_key(workspace, whole.workspace)
        sentence = _sentence(_command("load", "fhir", export, "-w", workspace.folder), status=3)
        assert "the disk is full" in sentence
        subprocess.run(["mount", "-o", "remount,size=100m", str(disk)], check=True)
        assert load_fhir(workspace, [export]).account.read == 6000
        assert content_digest(Record.of(workspace)) == whole.digest()


@pytest.mark.parametrize("database", ["duckdb", "postgresql"])
def test_a_file_that_may_grow_no_further_is_told_and_the_load_goes_on(
    new_loader: NewLoader, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    """The record on DuckDB, the rows staged for COPY on PostgreSQL, whose server has no such limit."""
    export, whole = _export(tmp_path / "export", 600), new_loader("whole")
    load_fhir(whole.workspace, [export])
    url = request.getfixturevalue("postgresql_url") if database == "postgresql" else "duckdb"
    workspace = Workspace.create(tmp_path / "small", url=url)
    _same_key(workspace, whole.workspace)
    bound = 1_500_000 if database == "duckdb" else 20_000

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bound, bound))

    sentence = _sentence(_command("load", "fhir", export, "-w", workspace.folder, preexec_fn=limit), status=3)
    assert "the disk is full" in sentence
    load_fhir(workspace, [export])
    assert content_digest(Record.of(workspace)) == whole.digest()


@contextmanager
def _held(load: Loader, seconds: float) -> Iterator[None]:
    """Another process, which knows nothing of us, has the record open for writing for some time."""
    command = [sys.executable, "-c", HOLDER, str(load.record.duckdb_path), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        process.kill()


def test_a_reader_waits_for_a_file_that_is_held_but_not_for_ever(load: Loader) -> None:
    load(patient())
    with _held(load, seconds=1.5):
        assert load.value("SELECT count(*) FROM cdm.person") == 1
    with _held(load, seconds=600):
        began = time.monotonic()
        with pytest.raises(EnvironmentFailed, match="another process holds it"):
            load.value("SELECT count(*) FROM cdm.person")
        assert time.monotonic() - began >= READER.seconds


def test_a_load_waits_for_a_file_that_is_held_and_says_so(load: Loader) -> None:
    load(patient())
    told: list[str] = []
    with _held(load, seconds=2.5):
        load(condition(), patience=Patience(60, told.append))
    assert told
    assert all("waiting for another process" in sentence for sentence in told)
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 1
    with _held(load, seconds=600), pytest.raises(EnvironmentFailed, match="another process holds it"):
        load(condition("c2"), patience=Patience(0.5))


def test_a_writer_gets_in_between_readers_who_follow_closely(load: Loader) -> None:
    """Four processes read without a pause; without a gate a writer would find the file free only by chance."""
    load(patient())
    reading = "import sys\nfrom medomics_ehr.record.store import Record\n" + (
        "while True:\n    Record('duckdb:///' + sys.argv[1]).rows('SELECT count(*) FROM cdm.person')\n"
        "    print('read', flush=True)\n"
    )
    command = [sys.executable, "-c", reading, str(load.record.duckdb_path)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    readers = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(4)]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline()
        for number in range(5):
            load(condition(f"c{number}"))
        assert [reader.poll() for reader in readers] == [None] * 4
    finally:
        for reader in readers:
            reader.kill()
            reader.communicate()
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 5


def test_a_queued_load_waits_its_turn_and_says_so(load: Loader, tmp_path: Path) -> None:
    export = _export(tmp_path / "export", 3)
    with only_load(load.workspace, PATIENCE):
        impatient = _command("load", "fhir", export, "-w", load.workspace.folder, "--wait", 0.2)
        assert "another load is at work" in _sentence(impatient, status=3)
        queued = _command("load", "fhir", export, "-w", load.workspace.folder, "--json", stdout=subprocess.PIPE)
        assert queued.stderr is not None
        assert "this one waits for it" in queued.stderr.readline()
        assert queued.poll() is None
    out, err = queued.communicate()
    assert (queued.returncode, err) == (0, "")
    assert json.loads(out)["loaded"] == 9


@pytest.mark.deep
@pytest.mark.parametrize("mode", ["fast", "immediate"])
@pytest.mark.parametrize("steps", [("stop", "start"), ("restart",)], ids=["stays down", "restarts"])
def test_a_server_that_goes_away_ends_a_load_with_one_sentence_and_the_next_finishes_it(
    new_loader: NewLoader, tmp_path: Path, postgresql_url: str, mode: str, steps: tuple[str, ...]
) -> None:
    """A load that holds no connection while the server restarts does not even notice."""
    export, whole = _export(tmp_path / "export", 1500), new_loader("whole")
    load_fhir(whole.workspace, [export])
    workspace = Workspace.create(tmp_path / "server", url=postgresql_url)
    _same_key(workspace, whole.workspace)
    process = _command("load", "fhir", export, "-w", workspace.folder)
    while not _batches_committed(workspace):
        assert process.poll() is None
        time.sleep(0.05)
    server = _server(postgresql_url)
    server(steps[0], "-m", mode)
    if steps[0] == "stop" or process.wait():
        assert "the server is down or went away" in _sentence(process, status=3)
    for step in steps[1:]:
        server(step)
    committed = _batches_committed(workspace)
    assert steps[0] == "restart" or committed < 15
    assert load_fhir(workspace, [export]).account.count("unchanged") >= 300 * committed
    assert content_digest(Record.of(workspace)) == whole.digest()


@pytest.mark.deep
@pytest.mark.skipif(processes_here() < 2, reason="one core: a load has no workers")
def test_a_worker_that_is_killed_ends_the_load_with_one_sentence(new_loader: NewLoader, tmp_path: Path) -> None:
    """As the system does when memory runs out."""
    export, load = _export(tmp_path / "export", 3000), new_loader("load")
    process = _command("load", "fhir", export, "-w", load.workspace.folder)
    while not (load.record.duckdb_path.exists() and _batches_committed(load.workspace)):
        assert process.poll() is None
        time.sleep(0.05)
    workers = [worker for server in _children(process.pid) for worker in _children(server)]
    os.kill(workers[0], signal.SIGKILL)
    assert "a worker process died" in _sentence(process, status=3)
    assert load_fhir(load.workspace, [export]).account.read == 9000
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 3000


def _children(process: int) -> list[int]:
    """Of all its threads."""
    found = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for children in found for child in children.read_text().split()]


def test_a_server_that_is_down_is_told(load: Loader, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "nowhere", url="postgresql+psycopg://nobody@127.0.0.1:9/none")
    sentence = _sentence(_command("load", "fhir", _export(tmp_path / "export", 1), "-w", workspace.folder), status=3)
    assert "127.0.0.1:9" in sentence
    assert "the server is down" in sentence


def _batches_committed(workspace: Workspace) -> int:
    try:
        return int(Record.of(workspace).rows("SELECT count(*) FROM medomics.load_file")[0][0])
    except (InputRefused, sa.exc.ProgrammingError, duckdb.CatalogException):  # the tables are not made yet
        return 0


def _server(url: str) -> Callable[..., None]:
    """Runs `pg_ctl` on the server of a URL; with the options that it was started with, it starts again."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        folder = str(connection.execute(sa.text("SHOW data_directory")).scalar_one())
    options = (Path(folder) / "postmaster.opts").read_text().split(" ", 1)[1].replace('"', "").strip()
    control = str(sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))[-1])
    command = ["/usr/sbin/runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}

    def run(*arguments: str) -> None:
        subprocess.run([*command, control, "-D", folder, "-o", options, "-w", *arguments], **quiet)

    return run
