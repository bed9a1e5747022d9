"""Writes a workspace's findings and predictions as FHIR R4, one NDJSON file for each resource type.

Patients and reports go along as bare resources, so that references resolve: no name, no text of a report beyond the
words of each finding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from medomics_ehr.adapters.fhir.outgoing.findings import Evidence, report, resource_of
from medomics_ehr.adapters.fhir.outgoing.predictions import risk_assessment
from medomics_ehr.adapters.fhir.outgoing.provenance import provenance
from medomics_ehr.adapters.fhir.outgoing.validated import validated_json
from medomics_ehr.contracts.finding import Finding
from medomics_ehr.contracts.prediction import Prediction, read_predictions
from medomics_ehr.errors import EnvironmentFailed, InputRefused
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

Resource = dict[str, Any]
_BATCH = 5_000

_FINDINGS = sa.text(
    "SELECT f.*, n.note_date, substr(n.text, f.span_start + 1, f.span_end - f.span_start) AS words "
    "FROM medomics.finding f JOIN medomics.note_text n ON n.note_id = f.note_id ORDER BY f.finding_id"
)
_REPORTS = sa.text(
    "SELECT note_id, subject_id, note_date, language FROM medomics.note_text "
    "WHERE note_id IN (SELECT note_id FROM medomics.finding) ORDER BY note_id"
)
_PATIENTS = sa.text("SELECT person_id, gender_concept_id, year_of_birth FROM cdm.person ORDER BY person_id")
_GENDER = {8507: "male", 8532: "female"}


def export_fhir(workspace: Workspace, folder: Path) -> dict[str, int]:
    """Write the resources to an empty or new folder.

    Returns:
        resources written, by type.

    Raises:
        InputRefused: the folder holds something, or there is nothing to write.
        EnvironmentFailed: the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(f"{folder}: not an empty folder; name a new one")
    counts: Counter[str] = Counter()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            streams: dict[str, IO[str]] = {}
            for resource in _resources(workspace):
                kind = resource["resourceType"]
                if kind not in streams:
                    streams[kind] = stack.enter_context((folder / f"{kind}.ndjson").open("w", encoding="utf-8"))
                streams[kind].write(validated_json(resource) + "\n")
                counts[kind] += 1
    except OSError as error:
        raise EnvironmentFailed(f"{folder}: cannot be written ({error.strerror}); check folder and space") from error
    if not counts:
        raise InputRefused("there are neither findings nor predictions; run `medomics code` or `medomics fuse predict`")
    return dict(sorted(counts.items()))


def _resources(workspace: Workspace) -> Iterator[Resource]:
    record = Record.of(workspace)
    recorded = datetime.now(UTC).isoformat(timespec="seconds")
    subjects: set[int] = set()
    for finding, evidence in _findings(record):
        resource = resource_of(finding, evidence)
        if resource is not None:
            subjects.add(evidence.subject_id)
            yield resource
            yield provenance(resource, recorded, report(evidence))
    for prediction in _predictions(workspace):
        resource = risk_assessment(prediction)
        subjects.add(prediction.subject_id)
        yield resource
        yield provenance(resource, recorded, {"display": f"model {prediction.model_id}"})
    if subjects:
        yield from _patients(record, subjects)
        yield from _reports(record, workspace.time_zone)


def _rows(record: Record, statement: sa.Executable) -> Iterator[dict[str, Any]]:
    with record.read() as connection:
        result = connection.execute(statement)
        while rows := result.mappings().fetchmany(_BATCH):
            yield from (dict(row) for row in rows)


def _findings(record: Record) -> Iterator[tuple[Finding, Evidence]]:
    for row in _rows(record, _FINDINGS):
        date = row["note_date"].date().isoformat() if row["note_date"] else ""
        evidence = Evidence(row["finding_id"], row["note_id"], row["subject_id"], date, row["words"] or "")
        yield Finding.from_json({**row, "start": row["span_start"], "end": row["span_end"]}), evidence


def _predictions(workspace: Workspace) -> Iterator[Prediction]:
    import pandas as pd

    for path in sorted(workspace.path("predictions").glob("*.parquet")):
        yield from read_predictions(pd.read_parquet(path))


def _patients(record: Record, subjects: set[int]) -> Iterator[Resource]:
    for row in _rows(record, _PATIENTS):
        if row["person_id"] in subjects:
            known = {"gender": _GENDER.get(row["gender_concept_id"])}
            known["birthDate"] = f"{row['year_of_birth']:04d}" if row["year_of_birth"] else None
            filled = {name: value for name, value in known.items() if value}
            yield {"resourceType": "Patient", "id": str(row["person_id"]), **filled}


def _instant(local: datetime, zone: str) -> str:
    """A FHIR instant from the record's time, which is local and without an offset."""
    return local.replace(tzinfo=ZoneInfo(zone)).isoformat(timespec="seconds")


def _reports(record: Record, zone: str) -> Iterator[Resource]:
    """Bare documents: where the words are kept is this workspace's own matter."""
    for row in _rows(record, _REPORTS):
        attachment = {"contentType": "text/plain", **({"language": row["language"]} if row["language"] else {})}
        yield {
            "resourceType": "DocumentReference",
            "id": str(row["note_id"]),
            "status": "current",
            "subject": {"reference": f"Patient/{row['subject_id']}"},
            **({"date": _instant(row["note_date"], zone)} if row["note_date"] else {}),
            "content": [{"attachment": attachment}],
        }
