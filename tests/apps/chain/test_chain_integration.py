"""The whole chain on PostgreSQL: every stage runs on a real server and finds what it finds on the embedded record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from apps.chain.run import run_chain
from apps.chain.stage import Advance, StageResult
from medomics_ehr.workspace import Workspace

PATIENTS, SEED = 24, 5


@contextmanager
def _silent(stage: str) -> Iterator[Advance]:
    yield lambda done, total: None


def _chain(folder: Path, url: str) -> dict[str, StageResult]:
    Workspace.create(folder, url=url)
    return {result.stage: result for result in run_chain(folder, PATIENTS, SEED, _silent)}


def test_both_databases_give_the_same_chain(tmp_path: Path, postgresql_url: str) -> None:
    server = _chain(tmp_path / "server", postgresql_url)
    embedded = _chain(tmp_path / "embedded", "duckdb")
    assert list(server) == ["centre", "load", "code", "cohort", "radiomics", "genomics", "fuse"]
    for stage in ("centre", "load", "code", "cohort", "genomics"):
        found = [(measure.name, measure.found, measure.true) for measure in server[stage].measures]
        assert found == [(measure.name, measure.found, measure.true) for measure in embedded[stage].measures], stage
    persons = {measure.name: measure.found for measure in server["load"].measures}["persons"]
    assert persons == PATIENTS
    assert not (tmp_path / "server" / "record.duckdb").exists()
