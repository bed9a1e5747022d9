"""Reads samples.csv: which patient a tumour sample is of, when it was taken and when its result could be known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from medomics_ehr.errors import InputRefused
from omics.table import parse_instants, read_csv_rows

COLUMNS = ("sample", "patient", "time", "available_at")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sequenced sample; without any variant in the files it counts as sequenced and not mutated."""

    sample: str
    patient: str
    time: dt.datetime
    available_at: dt.datetime


def read_samples(path: Path, time_zone: str) -> tuple[Sample, ...]:
    """The samples of the file.

    Raises:
        InputRefused: no such file, a column is missing, a cell is empty or no date, or a sample stands twice.
    """
    found: dict[str, Sample] = {}
    for line, cells in read_csv_rows(path, COLUMNS):
        sample, patient = cells["sample"].strip(), cells["patient"].strip()
        if not sample or not patient or sample in found:
            raise InputRefused(f"{path}:{line}: sample or patient is empty, or the sample stands twice; mend the row")
        try:
            found[sample] = Sample(sample, patient, *parse_instants(cells["time"], cells["available_at"], time_zone))
        except ValueError as error:
            raise InputRefused(f"{path}:{line}: time or available_at: {error}; mend the row") from None
    return tuple(found.values())
