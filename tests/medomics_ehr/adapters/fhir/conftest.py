"""Small invented FHIR resources, a way to load them on either database, and a digest of what the record holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import LoadResult, load_fhir
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"


def coded(system: str, code: str, display: str = "") -> dict[str, Any]:
    """A CodeableConcept of one coding."""
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def patient(number: str = "p1", **elements: Any) -> dict[str, Any]:
    """A Patient."""
    return {"resourceType": "Patient", "id": number, "gender": "female", "birthDate": "1950-02-03"} | elements


def of(kind: str, number: str, **elements: Any) -> dict[str, Any]:
    """A resource of patient `p1`, unless told otherwise."""
    subject = "patient" if kind in {"Immunization", "AllergyIntolerance"} else "subject"
    return {"resourceType": kind, "id": number, subject: {"reference": "Patient/p1"}} | elements


def condition(number: str = "c1", **elements: Any) -> dict[str, Any]:
    """A Condition: lung cancer, coded twice, on 2 March 2020."""
    code = {
        "coding": [
            {"system": ICD10, "code": "C34.1", "display": "Upper lobe"},
            {"system": SNOMED, "code": "254637007", "display": "NSCLC"},
        ]
    }
    return of("Condition", number, code=code, onsetDateTime="2020-03-02", recordedDate="2020-03-05") | elements


def relative(number: str, **elements: Any) -> dict[str, Any]:
    """A maternal aunt with an ovarian cancer at 69."""
    role = coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MAUNT", "maternal aunt")
    tumour = {"code": coded(SNOMED, "363443007"), "onsetAge": {"value": 69, "code": "a"}}
    return {
        "resourceType": "FamilyMemberHistory",
        "id": number,
        "status": "completed",
        "patient": {"reference": "Patient/p1"},
        "name": "Jeanne Martin",
        "relationship": role,
        "condition": [tumour],
    } | elements


class Loader:
    """Writes resources as NDJSON and loads them into one workspace."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        self.record = Record.of(workspace)

    def __call__(self, *resources: dict[str, Any], name: str = "Input.ndjson", **options: Any) -> LoadResult:
        path = self.folder / name
        path.write_text("".join(json.dumps(r) + "\n" for r in resources), encoding="utf-8")
        return load_fhir(self.workspace, [path], **options)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query on the record."""
        with self.record.read() as connection:
            return [tuple(row) for row in connection.execute(sa.text(query))]

    def value(self, query: str) -> Any:
        """The one value of a query."""
        return self.rows(query)[0][0]

    def digest(self, but: Iterable[str] = ()) -> str:
        """A digest of all content tables, independent of the order of rows; the log of loads is no content."""
        return content_digest(self.record, but)


#: The log of loads; it grows with each load, whatever the record holds.
LOG = {"load_run", "load_file", "source_file", "quarantine", "exclusion", "unmapped_code"}


def content_digest(record: Record, but: Iterable[str] = ()) -> str:
    """SHA-256 over the sorted rows of each table of the record, without load ids."""
    from medomics_ehr.record.tables import metadata

    digest = hashlib.sha256()
    with record.read() as connection:
        for name in sorted(metadata.tables):
            if name.split(".")[1] in LOG | set(but):
                continue
            columns = [f'"{c.name}"' for c in metadata.tables[name].columns if c.name not in {"load_id", "file"}]
            statement = sa.text(f"SELECT {', '.join(columns)} FROM {name}")
            lines = sorted(map(repr, connection.execute(statement).tuples()))
            digest.update(f"{name}:{len(lines)}\n".encode())
            digest.update("\n".join(lines).encode())
    return digest.hexdigest()


def balanced(result: LoadResult) -> bool:
    """Does the account add up?"""
    counts = result.account.to_json()
    states = ("loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting")
    return (
        counts["read"] == sum(counts[s] for s in states)
        and sum(result.account.excluded_by.values()) == counts["excluded"]
    )


@pytest.fixture
def load(workspace: Workspace, tmp_path: Path) -> Loader:
    """Loads into a fresh workspace on DuckDB."""
    return Loader(workspace, tmp_path)


@pytest.fixture(params=["duckdb", "postgresql"])
def load_both(request: pytest.FixtureRequest, tmp_path: Path) -> Loader:
    """Loads into a fresh workspace, once on each database."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else "duckdb"
    return Loader(Workspace.create(tmp_path / "w", url=url), tmp_path)


@pytest.fixture
def new_loader(tmp_path: Path, workspace: Workspace) -> Callable[[str], Loader]:
    """Makes further workspaces that share the first one's key, so that their keys compare."""

    def make(name: str) -> Loader:
        other = Workspace.create(tmp_path / name)
        (other.folder / "workspace.key").write_text((workspace.folder / "workspace.key").read_text())
        (tmp_path / f"in-{name}").mkdir(exist_ok=True)
        return Loader(other, tmp_path / f"in-{name}")

    return make
