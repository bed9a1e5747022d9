"""Damaged, hostile and interrupted input: what is whole loads, the rest is quarantined with its place and reason."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.load_account import only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.workspace import Workspace

from .conftest import Loader, balanced, condition, of, patient

NewLoader = Callable[[str], Loader]


def _lines(resources: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(r).encode() + b"\n" for r in resources)


def _people(count: int) -> list[dict[str, Any]]:
    """Patients with a condition and an encounter each, children before parents."""
    resources: list[dict[str, Any]] = []
    for n in range(count):
        subject = {"subject": {"reference": f"Patient/p{n}"}}
        visit = of("Encounter", f"e{n}", status="finished", period={"start": "2020-03-01"}) | subject
        resources += [
            condition(f"c{n}", encounter={"reference": f"Encounter/e{n}"}, **subject),
            visit,
            patient(f"p{n}"),
        ]
    return resources


@pytest.mark.parametrize("step", [13])
def test_a_small_file_cut_anywhere_loads_its_whole_lines(new_loader: NewLoader, step: int) -> None:
    data = _lines([patient(), condition()])
    for cut in range(0, len(data), step):
        _check_cut(new_loader(f"cut{cut}"), data, cut)


@pytest.mark.deep
def test_a_small_file_cut_at_every_byte_loads_its_whole_lines(new_loader: NewLoader) -> None:
    data = _lines([patient()])
    for cut in range(len(data)):
        _check_cut(new_loader(f"cut{cut}"), data, cut)


def _check_cut(load: Loader, data: bytes, cut: int) -> None:
    path = load.folder / "Input.ndjson"
    path.write_bytes(data[:cut])
    result = load_fhir(load.workspace, [path])
    whole = [line for line in data[:cut].split(b"\n") if _parses(line)]
    tail = data[:cut].rsplit(b"\n", 1)[-1].strip()
    assert balanced(result)
    assert result.account.read - result.account.count("quarantined") == len(whole)
    assert result.account.count("quarantined") == int(bool(tail) and not _parses(tail))


def _parses(line: bytes) -> bool:
    try:
        return bool(json.loads(line))
    except ValueError:
        return False


def test_a_cut_gzip_loads_what_comes_before_the_cut(load: Loader) -> None:
    people = _people(2000)
    packed = gzip.compress(_lines(people))
    path = load.folder / "People.ndjson.gz"
    path.write_bytes(packed[: len(packed) // 2])
    result = load_fhir(load.workspace, [path])
    assert balanced(result)
    assert 100 < result.account.read < len(people)
    [refusal] = result.refusals
    assert refusal.reason.startswith("the compressed file is damaged or cut")
    path.write_bytes(packed)
    mended = load_fhir(load.workspace, [path])
    assert mended.account.count("quarantined") == 0
    assert load.value("SELECT count(*) FROM cdm.condition_occurrence") == 2000


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"resourceType": "Patient", "id": "x", "birthDate": NaN}', "not JSON"),
        (b'{"resourceType": "Patient", "id": "x", "multipleBirthInteger": -Infinity}', "not JSON"),
        (b'{"resourceType": "Patient", "id": "x", "multipleBirthInteger": 1e999}', "not JSON"),
        ('{"resourceType": "Patient", "id": "x", "language": "é"}'.encode("latin-1"), "not JSON"),
        (b'{"resourceType": "Patient", "id": "x",}', "not JSON"),
        (b'{"resourceType": "Patient", "id": "x"', "not JSON"),
        (b'{"resourceType": "Patient", "id": "\xff"}', "not JSON"),
        ('{"resourceType": "Patient", "id": "x"}'.encode("utf-16"), "not JSON"),
        (b'{"resourceType": "Patient", "id": "x", "gender": "a\\u0000b"}', "NUL"),
        (b"[" * 1000 + b"]" * 1000, "no FHIR resource"),
        (b"[" * 100000, "not JSON"),
        (b'{"a": 1}', "no FHIR resource"),
        (b'"text"', "no FHIR resource"),
        (b'{"resourceType": "Patient", "id": "x", "birthDate": "03/02/1950"}', "not a FHIR date"),
        (b'{"resourceType": "Condition", "id": "x"}', "required element is missing"),
        (b'{"resourceType": "Patient", "id": "no spaces allowed"}', "not a FHIR id"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_is_quarantined_with_its_place_and_reason(load: Loader, line: bytes, reason: str) -> None:
    path = load.folder / "Patient.ndjson"
    path.write_bytes(b"\xef\xbb\xbf" + _lines([patient()]) + line.replace(b"\n", b" ") + b"\n" + _lines([condition()]))
    result = load_fhir(load.workspace, [path])
    assert balanced(result)
    assert [(r.file, r.line) for r in result.refusals] == [("Patient.ndjson", 2)]
    assert reason in result.refusals[0].reason
    assert result.account.count("loaded") == 2
    assert load.rows("SELECT file, line FROM medomics.quarantine") == [("Patient.ndjson", 2)]


@pytest.mark.parametrize("depth", [200, 450, 1000])
def test_a_deeply_nested_resource_is_loaded_or_refused_with_a_reason(load: Loader, depth: int) -> None:
    nested = '{"url": "u", "extension": [' * depth + '{"url": "u"}' + "]}" * depth
    path = load.folder / "Patient.ndjson"
    path.write_text(f'{{"resourceType": "Patient", "id": "p9", "extension": [{nested}]}}\n')
    result = load_fhir(load.workspace, [path])
    assert balanced(result)
    assert result.account.count("loaded") == (1 if depth < 250 // 2 else 0)
    assert all("nested too deep" in r.reason or "not JSON" in r.reason for r in result.refusals)


def test_a_path_that_is_missing_or_holds_no_fhir_is_refused_before_anything_is_made(load: Loader) -> None:
    with pytest.raises(InputRefused, match="no such file"):
        load_fhir(load.workspace, [load.folder / "absent"])
    (load.folder / "empty").mkdir()
    with pytest.raises(InputRefused, match=r"holds no \.json"):
        load_fhir(load.workspace, [load.folder / "empty"])
    assert not load.record.duckdb_path.exists()


# VmHWM begins anew with the program; ru_maxrss also counts the parent, a test process that may be large.
_PEAK = """
import sys
from pathlib import Path
from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.workspace import Workspace
result = load_fhir(Workspace.open(sys.argv[1]), [Path(sys.argv[2])])
status = Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
print(*(refusal.reason for refusal in result.refusals), sep="; ")
"""


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Bomb.ndjson.gz", "longer than 64 MiB; no single resource is that large"),
        ("Bomb.json.gz", "not a FHIR bundle: no entries in its first 4 MiB"),
        ("bomb.tar.gz", "longer than 64 MiB; no single resource is that large"),
    ],
)
def test_a_gzip_bomb_of_a_gibibyte_is_refused_in_little_memory(load: Loader, name: str, reason: str) -> None:
    path = load.folder / name
    block, blocks = b"[" * 2**26, 16
    with path.open("wb") as stream:
        if name.startswith("bomb"):
            inside = tarfile.TarInfo("Bomb.ndjson")
            inside.size = len(block) * blocks
            stream.write(gzip.compress(inside.tobuf()))
        stream.write(gzip.compress(block) * blocks)
    command = [sys.executable, "-c", _PEAK, str(load.workspace.folder), str(path)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    assert path.stat().st_size < 2**21
    assert told[1] == reason
    assert int(told[0]) < 700, "MiB at the peak; the bomb has 1,024"


def test_links_that_leave_the_folder_or_archive_are_not_followed(load: Loader, tmp_path: Path) -> None:
    secret = tmp_path / "Secret.ndjson"
    secret.write_bytes(_lines([patient("secret")]))
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "Link.ndjson").symlink_to(secret)
    (folder / "Patient.ndjson").write_bytes(_lines([patient()]))
    archive = folder / "export.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        link = tarfile.TarInfo("Patient.ndjson")
        link.type, link.linkname = tarfile.SYMTYPE, str(secret)
        tar.addfile(link)
        data = _lines([patient("p2")])
        inside = tarfile.TarInfo("../../outside.ndjson")
        inside.size = len(data)
        tar.addfile(inside, io.BytesIO(data))
    result = load_fhir(load.workspace, [folder])
    assert load.value("SELECT count(*) FROM cdm.person") == 2
    assert [r.reason for r in result.refusals] == ["a link or device in an archive is not followed"]
    assert not (tmp_path.parent / "outside.ndjson").exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_and_split_input_gives_the_same_record(new_loader: NewLoader, seed: int) -> None:
    people = _people(20)
    whole = new_loader("whole")
    whole(*people)
    shuffled = random.Random(seed).sample(people, len(people))
    split = new_loader("split")
    for start in range(0, len(shuffled), 15):
        split(*shuffled[start : start + 15], name=f"Part{start}.ndjson")
    assert split.value("SELECT count(*) FROM medomics.waiting") == 0
    assert split.digest() == whole.digest()


_SLOW_LOAD = """
import sys
from pathlib import Path
from medomics_ehr.adapters.fhir import load, staging
from medomics_ehr.record.load_account import only_load
from medomics_ehr.record.patience import PATIENCE, Patience
from medomics_ehr.workspace import Workspace
load.BATCH_SIZE = 200
staging.CHUNK_BYTES = 60_000
staging.processes_here = lambda: 1
print("ready", flush=True)
load.load_fhir(Workspace.open(sys.argv[1]), [Path(sys.argv[2])])
"""


def _killed_load(load: Loader, path: Path, after: float) -> bool:
    """Start a load in another process and kill it; True if it was killed before it ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", _SLOW_LOAD, str(load.workspace.folder), str(path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after)
    os.kill(process.pid, signal.SIGKILL)
    return process.wait() != 0


def _killed_loads_converge(new_loader: NewLoader, kills: int, seed: int) -> None:
    people = _people(400)
    whole = new_loader("whole")
    whole(*people)
    broken = new_loader("broken")
    paths = [broken.folder / f"Part{n}.ndjson" for n in range(4)]
    for n, path in enumerate(paths):
        path.write_bytes(_lines(people[n * 300 : (n + 1) * 300]))
    chance = random.Random(seed)
    for _ in range(kills):
        _killed_load(broken, broken.folder, chance.uniform(0, 2.0))
    assert balanced(load_fhir(broken.workspace, [broken.folder]))
    assert broken.digest() == whole.digest()


def test_a_killed_load_is_finished_by_the_next(new_loader: NewLoader) -> None:
    _killed_loads_converge(new_loader, kills=3, seed=0)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(10))
def test_a_load_killed_again_and_again_loses_and_doubles_nothing(new_loader: NewLoader, seed: int) -> None:
    _killed_loads_converge(new_loader, kills=20, seed=seed)


def _read_while_loading(load: Loader, still_loading: Callable[[], bool]) -> list[int]:
    """Count conditions over and over until the load ends; any error of a lock ends the test."""
    counts = []
    while still_loading():
        counts.append(int(load.value("SELECT count(*) FROM cdm.condition_occurrence")))
    return [*counts, int(load.value("SELECT count(*) FROM cdm.condition_occurrence"))]


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(5))
def test_a_load_into_postgresql_killed_again_and_again_loses_nothing(
    new_loader: NewLoader, postgresql_url: str, tmp_path: Path, seed: int
) -> None:
    people = _people(400)
    whole = new_loader("whole")
    whole(*people)
    server = Workspace.create(tmp_path / "server", url=postgresql_url)
    (server.folder / "workspace.key").write_text((whole.workspace.folder / "workspace.key").read_text())
    (tmp_path / "in").mkdir()
    broken = Loader(server, tmp_path / "in")
    (broken.folder / "People.ndjson").write_bytes(_lines(people))
    chance = random.Random(seed)
    for _ in range(20):
        _killed_load(broken, broken.folder, chance.uniform(0, 4.0))
    assert balanced(load_fhir(server, [broken.folder]))
    assert broken.digest() == whole.digest()


def test_counts_go_on_while_another_process_loads(load: Loader) -> None:
    load(patient())
    path = load.folder / "People.ndjson"
    path.write_bytes(_lines(_people(300)))
    process = subprocess.Popen([sys.executable, "-c", _SLOW_LOAD, str(load.workspace.folder), str(path)])
    counts = _read_while_loading(load, lambda: process.poll() is None)
    assert process.wait() == 0
    assert counts == sorted(counts)
    assert counts[-1] == 300


def test_counts_go_on_while_the_same_process_loads(load: Loader) -> None:
    load(patient())
    people = _people(300)
    worker = threading.Thread(target=lambda: load(*people, name="People.ndjson"))
    worker.start()
    counts = _read_while_loading(load, worker.is_alive)
    worker.join()
    assert counts[-1] == 300


def test_two_loads_at_once_are_told_apart(load: Loader) -> None:
    load(patient())
    with only_load(load.workspace, PATIENCE), pytest.raises(EnvironmentFailed, match="another load"):
        load(condition(), patience=Patience(seconds=0.2))


def test_a_file_that_is_no_database_fails_as_environment(load: Loader) -> None:
    load.record.duckdb_path.write_bytes(b"not a database" * 100)
    with pytest.raises(EnvironmentFailed, match=r"record\.duckdb"):
        load(patient())
