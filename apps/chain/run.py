"""Runs the stages in order on one workspace; a second run skips what is done."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import medomics_ehr
from apps.chain.stage import Advance, Measure, StageResult, run_once
from medomics_ehr.errors import InputRefused
from medomics_ehr.workspace import Workspace

#: Opens a progress display for a stage.
Progress = Callable[[str], AbstractContextManager[Advance]]
Work = Callable[[Advance], list[Measure]]


def run_chain(folder: Path, patients: int, seed: int, progress: Progress) -> Iterator[StageResult]:
    """Build the centre in a workspace and take it through all rooms, a result for each stage as it ends.

    Raises:
        InputRefused: the folder is another project's workspace, or holds a demo of another seed or size.
    """
    if patients < 1:
        raise InputRefused(f"--patients {patients}: the centre needs at least one patient")
    workspace = _demo_workspace(folder, f"synthetic centre: {patients} patients, seed {seed}")
    results = workspace.folder / "demo"
    centre = results / "centre"
    fingerprint = f"{patients}/{seed}/{_rooms_digest()}"
    _refuse_other_demo(results, patients, seed)
    for stage, work in stages(workspace, centre, patients, seed):
        with progress(stage) as advance:
            yield run_once(stage, results, fingerprint, work, advance)


def stages(workspace: Workspace, centre: Path, patients: int, seed: int) -> tuple[tuple[str, Work], ...]:
    """The stages by name, in the order in which they need each other."""
    return (
        ("centre", _work("records", "build_centre", centre, patients, seed)),
        ("load", _work("records", "load_record", workspace, centre)),
        ("code", _work("coding", "code_reports", workspace, centre)),
        ("cohort", _work("cohorts", "ask_cohorts", workspace, centre)),
        ("radiomics", _work("omics_tables", "extract_radiomics", workspace, centre)),
        ("genomics", _work("omics_tables", "load_genomics", workspace, centre)),
        ("fuse", _work("multimodal", "fuse", workspace, centre)),
    )


def _work(module: str, function: str, *arguments: object) -> Work:
    """A stage whose room is imported only when it runs: a skipped one costs nothing, a measured one only its own."""

    def work(advance: Advance) -> list[Measure]:
        measures: list[Measure] = getattr(importlib.import_module(f"apps.chain.{module}"), function)(
            *arguments, advance
        )
        return measures

    return work


def _rooms_digest() -> str:
    """A digest of the code and tables of all rooms: what a changed room measured before is not shown again."""
    digest = hashlib.sha256()
    home = Path(medomics_ehr.__file__).parents[1]
    for room in ("medomics_ehr", "nlp", "omics", "fusion", "apps/demo", "apps/chain"):
        for path in sorted((home / room).rglob("*")):
            if path.suffix in {".py", ".csv", ".sql", ".yaml", ".safetensors"}:
                digest.update(path.relative_to(home).as_posix().encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _demo_workspace(folder: Path, name: str) -> Workspace:
    """The centre's own workspace: the same identifiers on every machine, hence the same folds and figures."""
    workspace = Workspace.create(folder, invented=name)
    marker = workspace.folder / "demo"
    if not marker.is_dir() and (workspace.folder / "record.duckdb").exists():
        raise InputRefused(f"{workspace.folder}: holds another project's record; name a new folder with --workspace")
    marker.mkdir(exist_ok=True)
    return workspace


def _refuse_other_demo(results: Path, patients: int, seed: int) -> None:
    """Patients of two centres share their identifiers, so one record must not hold both."""
    plan = results / "plan.txt"
    wanted = f"{patients} patients, seed {seed}\n"
    if plan.is_file() and plan.read_text(encoding="utf-8") != wanted:
        there = plan.read_text(encoding="utf-8").strip()
        raise InputRefused(f"{results.parent}: holds a demo of {there}; name a new folder with --workspace")
    plan.write_text(wanted, encoding="utf-8")
