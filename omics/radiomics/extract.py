"""Extracts the features of a manifest into the workspace's omics table: in parallel, resumable, row by row honest.

A series is done when a file named by the digest of image, mask, settings and software lies in `omics/radiomics_done`;
that file holds feature values and no identifier.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import SimpleITK as sitk

from medomics_ehr.compute import Engine, map_in_order
from medomics_ehr.record.crosswalk import keys_of
from medomics_ehr.workspace import Workspace, keyed_hash
from omics.radiomics import features, images, preprocess
from omics.radiomics.images import ImageRefused
from omics.radiomics.manifest import RefusedRow, Series, read_manifest
from omics.radiomics.settings import Settings
from omics.table import KEYS, OmicsTable, merged, read_table

MODALITY = "radiomics"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a run did.

    Attributes:
        series: rows of the manifest.
        extracted, skipped: series computed now, and those found done.
        refused: the others, with line and reason.
        table: the Parquet file, None where no row was usable.
    """

    series: int
    extracted: int
    skipped: int
    refused: tuple[RefusedRow, ...]
    table: Path | None

    def counts(self) -> dict[str, object]:
        """The account, as `--json` and the run's manifest hold it."""
        reasons = Counter(row.reason for row in self.refused)
        return {
            "series": self.series,
            "extracted": self.extracted,
            "skipped": self.skipped,
            "refused": len(self.refused),
            "reasons": dict(reasons.most_common()),
            "refused_rows": [{"line": row.line, "reason": row.reason} for row in self.refused],
        }


@dataclass(frozen=True, slots=True)
class _Job:
    series: Series
    settings: Settings
    done_folder: Path


@dataclass(frozen=True, slots=True)
class _Outcome:
    values: Mapping[str, float | None]
    computed: bool
    reason: str = ""


def extract(
    manifest: Path,
    workspace: Workspace,
    settings: Mapping[str, Settings],
    *,
    processes: int | None = None,
    engine: Engine = "local",
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Extraction:
    """Compute, or take as done, every series of the manifest, and write the table once at the end.

    Args:
        settings: by DICOM modality; a modality without an entry takes `Settings()`.

    Raises:
        InputRefused: the manifest cannot be read, or the table holds other series under other settings.
    """
    rows, refused = read_manifest(manifest, workspace.time_zone)
    total = len(rows) + len(refused)
    done_folder = workspace.path("omics", "radiomics_done")
    done_folder.mkdir(exist_ok=True)
    jobs = [_Job(row, settings.get(row.modality, Settings()), done_folder) for row in rows]
    usable: list[tuple[_Job, _Outcome]] = []
    outcomes = map_in_order(_run, jobs, processes=processes, engine=engine, initializer=_one_thread)
    for number, (job, outcome) in enumerate(zip(jobs, outcomes, strict=True), start=1):
        if outcome.reason:
            refused.append(RefusedRow(job.series.line, outcome.reason))
        else:
            usable.append((job, outcome))
        advance(number, len(jobs))
    table = _table(usable, workspace) if usable else None
    target = merged(read_table(workspace, MODALITY), table).write(workspace) if table else None
    computed = sum(outcome.computed for _, outcome in usable)
    ordered = tuple(sorted(refused, key=lambda row: row.line))
    return Extraction(total, computed, len(usable) - computed, ordered, target)


def extract_features(image: Path, mask: Path, settings: Settings) -> dict[str, float]:
    """The features of one image and mask.

    Raises:
        ImageRefused: either cannot be read, their grids differ, or the region is empty or too small.
    """
    read = images.read_image(image)
    try:
        marked = images.read_image(mask)
    except ImageRefused as error:
        raise ImageRefused(f"mask: {error}") from None
    images.check_geometry(read, marked)
    region = images.region_of(marked, settings.label)
    return features.compute_features(preprocess.prepare(read, region, settings))


def _one_thread() -> None:
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)


def _run(job: _Job) -> _Outcome:
    try:
        done = job.done_folder / f"{_digest(job)}.json"
        if done.is_file():
            return _Outcome(json.loads(done.read_text(encoding="utf-8")), computed=False)
        found = extract_features(job.series.image, job.series.mask, job.settings)
    except ImageRefused as error:
        return _Outcome({}, computed=False, reason=str(error))
    except (OSError, RuntimeError, ValueError, IndexError, ZeroDivisionError) as error:
        return _Outcome({}, computed=False, reason=f"features could not be computed ({type(error).__name__})")
    values = {name: value if math.isfinite(value) else None for name, value in found.items()}
    staged = done.with_suffix(f".{os.getpid()}.new")
    staged.write_text(json.dumps(values), encoding="utf-8")
    os.replace(staged, done)
    return _Outcome(values, computed=True)


def _digest(job: _Job) -> str:
    for path in (job.series.image, job.series.mask):
        if not path.exists():
            raise ImageRefused("image or mask: no such file")
    content = images.content_digest(job.series.image, job.series.mask)
    return hashlib.sha256(f"{content}|{job.settings.digest()}|{features.software()}".encode()).hexdigest()


def _table(usable: list[tuple[_Job, _Outcome]], workspace: Workspace) -> OmicsTable:
    secret = workspace.secret()
    patients = keys_of(workspace, "Patient", (job.series.patient for job, _ in usable))
    settings = {job.series.modality: job.settings for job, _ in usable}
    dictionary = [entry for name, value in sorted(settings.items()) for entry in features.dictionary(name, value)]
    rows = [_row(job.series, outcome.values, patients[job.series.patient], secret) for job, outcome in usable]
    columns = [entry.column for entry in dictionary]
    frame = pd.DataFrame(rows).reindex(columns=[*KEYS, *columns])
    return OmicsTable(MODALITY, frame.astype(dict.fromkeys(columns, "float64")), tuple(dictionary))


def _row(series: Series, values: Mapping[str, float | None], subject: int, secret: bytes) -> dict[str, object]:
    return {
        "subject_id": subject,
        "time": series.time,
        "available_at": series.available_at,
        "item_id": keyed_hash(secret, "ImagingSeries", f"{series.patient}\x1f{series.series}"),
        **{features.column_name(series.modality, name): value for name, value in values.items()},
    }
