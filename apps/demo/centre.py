"""Builds the synthetic cancer centre: one folder of files that agree with each other, and its truth.

See docs/demo.md. Imports nothing of the coder's or the terminology's: its truth is its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from apps.demo import SEED
from apps.demo.fhir import acts, diseases, documents, measurements, people
from apps.demo.fhir.coding import Resource
from apps.demo.genes import write_genomics
from apps.demo.images import MANIFEST_HEADER, write_image
from apps.demo.patient import Patient
from apps.demo.reports.report import Report
from apps.demo.reports.writer import write_reports
from apps.demo.sampling import draw_patient
from apps.demo.truth import write_truth
from apps.demo.writing import write_lines, write_ndjson


@dataclass(frozen=True, slots=True)
class Centre:
    """What was written: the folder, and how much of it.

    Attributes:
        folder: holds fhir/, images/, genomics/, reports.jsonl, truth.json and truth.csv.
        resources: number of FHIR resources by type.
    """

    folder: Path
    patients: int
    reports: int
    resources: dict[str, int]


def build(
    folder: Path | str,
    patients: int = 200,
    seed: int = SEED,
    advance: Callable[[int, int | None], None] = lambda done, total: None,
) -> Centre:
    """Write the centre into a folder; the same seed gives the same bytes.

    Patient number n is the same in a centre of any size.

    Args:
        advance: told of each patient written, and of all.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     build(folder, patients=2, seed=1).patients
    2
    """
    target = Path(folder)
    for name in ("fhir", "images", "genomics"):
        (target / name).mkdir(parents=True, exist_ok=True)
    everyone = [draw_patient(seed, number) for number in range(1, patients + 1)]
    reports: list[Report] = []
    manifest: list[str | None] = [MANIFEST_HEADER]
    resources: dict[str, list[Resource]] = defaultdict(list)
    for done, patient in enumerate(everyone, start=1):
        own = list(write_reports(patient, seed))
        reports += own
        for resource in resources_of(patient, own, seed):
            resources[resource["resourceType"]].append(resource)
        manifest.append(write_image(patient, target / "images", seed))
        advance(done, patients)
    for kind, rows in resources.items():
        write_ndjson(target / "fhir" / f"{kind}.ndjson", rows)
    write_ndjson(target / "reports.jsonl", (report.to_gold() for report in reports))
    write_lines(target / "images" / "manifest.csv", [line for line in manifest if line])
    write_genomics(everyone, target / "genomics", seed)
    write_truth(everyone, target, seed)
    return Centre(target, patients, len(reports), {kind: len(rows) for kind, rows in sorted(resources.items())})


def resources_of(patient: Patient, reports: Iterable[Report], seed: int) -> Iterable[Resource]:
    """All FHIR resources of a patient."""
    yield people.person(patient)
    yield from people.encounters(patient)
    yield from diseases.conditions(patient)
    yield from acts.procedures(patient)
    yield from acts.imaging_studies(patient)
    yield from acts.specimens(patient)
    yield from acts.administrations(patient)
    yield from acts.prescriptions(patient)
    yield from measurements.observations(patient, seed)
    yield from measurements.panels(patient)
    yield from documents.documents(patient, reports)
