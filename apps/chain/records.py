"""Stages `centre` and `load`: write the synthetic centre, load its FHIR into the record."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from apps.chain.stage import Advance, Measure
from apps.demo.centre import build
from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace


def build_centre(folder: Path, patients: int, seed: int, advance: Advance) -> list[Measure]:
    """Write the centre's files."""
    centre = build(folder, patients, seed, advance)
    return [
        Measure("patients", centre.patients),
        Measure("FHIR resources", sum(centre.resources.values())),
        Measure("reports", centre.reports),
    ]


def load_record(workspace: Workspace, centre: Path, advance: Advance) -> list[Measure]:
    """Load the centre's FHIR; its account must add up to the lines of its files."""
    result = load_fhir(workspace, [centre / "fhir"], progress=advance)
    counts = result.account.to_json()
    lines = sum(path.read_bytes().count(b"\n") for path in (centre / "fhir").glob("*.ndjson"))
    persons = _count(workspace, "cdm.person")
    patients = (centre / "fhir" / "Patient.ndjson").read_bytes().count(b"\n")
    account = ", ".join(f"{name} {counts[name]}" for name in ("loaded", "excluded", "quarantined") if counts[name])
    return [Measure("resources read", result.account.read, lines, account), Measure("persons", persons, patients)]


def _count(workspace: Workspace, table: str) -> int:
    statement = sa.text(f"SELECT count(*) AS n FROM {table}")  # noqa: S608 (a constant of this module)
    return int(Record.of(workspace).frame(statement)["n"][0])
