"""Reads the manifest of images and masks: one row for each imaging series. Opens no image."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from omics.table import parse_instants, read_csv_rows

COLUMNS = ("patient", "series", "time", "available_at", "modality", "image", "mask")


@dataclass(frozen=True, slots=True)
class Series:
    """One row of the manifest.

    Attributes:
        line: its line in the file.
        patient, series: the source's identifiers, such as a FHIR logical id and a series UID.
        time, available_at: when it was taken, and when its contours could be known.
        modality: DICOM modality, such as `CT`.
        image, mask: files, or folders of one DICOM series.
    """

    line: int
    patient: str
    series: str
    time: dt.datetime
    available_at: dt.datetime
    modality: str
    image: Path
    mask: Path


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not used: its line in the file, and why. Holds no identifier."""

    line: int
    reason: str


def read_manifest(path: Path, time_zone: str) -> tuple[list[Series], list[RefusedRow]]:
    """The usable rows and the refused ones. Relative paths start at the manifest's folder.

    Raises:
        InputRefused: no such file, no CSV, or a column is missing.
    """
    rows: list[Series] = []
    refused: list[RefusedRow] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in read_csv_rows(path, COLUMNS):
        try:
            row = _series(line, cells, path.parent, time_zone)
            if (row.patient, row.series) in seen:
                raise ValueError("this patient's series stands in an earlier row")
            seen.add((row.patient, row.series))
            rows.append(row)
        except ValueError as error:
            refused.append(RefusedRow(line, str(error)))
    return rows, refused


def _series(line: int, cells: dict[str, str], folder: Path, time_zone: str) -> Series:
    cells = {name: cells[name].strip() for name in COLUMNS}
    empty = [name for name in COLUMNS if not cells[name] and name != "available_at"]
    if empty:
        raise ValueError(f"{empty[0]} is empty")
    try:
        time, available_at = parse_instants(cells["time"], cells["available_at"], time_zone)
    except ValueError as error:
        raise ValueError(f"time or available_at: {error}") from None
    image, mask = folder / cells["image"], folder / cells["mask"]
    modality = cells["modality"].upper()
    if not modality.isalnum():
        raise ValueError("modality is no DICOM modality such as CT, MR or PT")
    return Series(line, cells["patient"], cells["series"], time, available_at, modality, image, mask)
