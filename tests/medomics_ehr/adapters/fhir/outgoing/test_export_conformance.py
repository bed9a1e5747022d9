"""Every finding of the gold reports, and predictions, go out as resources that fhir.resources finds valid."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fhir.resources.R4B import get_fhir_model_class

from medomics_ehr.adapters.fhir.outgoing.export import export_fhir
from medomics_ehr.adapters.fhir.outgoing.findings import Evidence, resource_of
from medomics_ehr.contracts.finding import Finding
from medomics_ehr.contracts.prediction import FeatureContribution, Prediction, predictions_frame
from medomics_ehr.errors import InputRefused
from medomics_ehr.record import tables
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

TEXT = (
    "Patient en PR sous pembrolizumab. Pas de diabète. Mère : cancer du sein. ADK pulmonaire pT2a, PD-L1 60 %, OMS 1."
)

GOLD = Path(__file__).resolve().parents[4] / "data" / "gold" / "open.jsonl"


def words(text: str) -> tuple[int, int]:
    start = TEXT.index(text)
    return start, start + len(text)


FINDINGS = [
    Finding(*words("PR"), "response", value="PR"),
    Finding(*words("pembrolizumab"), "drug", code="L01FF02"),
    Finding(*words("diabète"), "diagnosis", code="E14.9", assertion="absent"),
    Finding(*words("cancer du sein"), "diagnosis", code="C50.9", assertion="family"),
    Finding(*words("ADK"), "morphology", code="8140/3", date="2019-03"),
    Finding(*words("pT2a"), "stage", value="pT2a"),
    Finding(*words("PD-L1 60 %"), "biomarker", code="CD274", value="60 %"),
    Finding(*words("OMS 1"), "performance", value="1"),
    Finding(*words("sous pembrolizumab"), "treatment", value="immunotherapy", assertion="planned"),
]


def fill(workspace: Workspace, findings: list[Finding], text: str = TEXT) -> None:
    record = Record.of(workspace)
    record.create()
    at = dt.datetime(2024, 5, 6, 10)
    note = {"note_id": 11, "subject_id": 5, "note_date": at, "language": "fr", "text": text, "sha256": "0" * 64}
    person = {"person_id": 5, "gender_concept_id": 8532, "year_of_birth": 1957, "race_concept_id": 0}
    with record.write() as connection:
        connection.execute(sa.insert(tables.metadata.tables["cdm.person"]).values(**person, ethnicity_concept_id=0))
        connection.execute(sa.insert(tables.note_text).values(**note))
        for number, finding in enumerate(findings, start=1):
            fields = {name: getattr(finding, name) for name in ("kind", "code", "value", "assertion", "date")}
            place = {"finding_id": number, "note_id": 11, "subject_id": 5, "span_start": finding.start}
            row = {**place, "span_end": finding.end, "confidence": 0.9, **fields}
            connection.execute(sa.insert(tables.finding).values(**row))


def resources(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in folder.glob("*.ndjson")
    }


def test_findings_go_out_with_their_evidence_and_provenance(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, FINDINGS)
    counts = export_fhir(workspace, tmp_path / "out")
    written = resources(tmp_path / "out")
    assert {kind: len(rows) for kind, rows in written.items()} == counts
    assert counts["Provenance"] == len(FINDINGS)
    for kind, rows in written.items():
        for row in rows:
            get_fhir_model_class(kind).model_validate(row)

    by_id = {row["id"]: row for rows in written.values() for row in rows}
    diabetes = by_id["finding-3"]
    assert diabetes["verificationStatus"]["coding"][0]["code"] == "refuted"
    assert diabetes["evidence"] == [{"detail": [{"reference": "DocumentReference/11"}]}]
    assert by_id["finding-4"]["resourceType"] == "FamilyMemberHistory"
    assert by_id["finding-5"]["effectiveDateTime"] == "2019-03"
    assert by_id["finding-6"]["code"]["coding"][0]["code"] == "21899-0"
    assert by_id["finding-7"]["valueQuantity"] == {"value": 60.0, "unit": "%"}
    assert by_id["finding-8"]["valueInteger"] == 1
    assert by_id["finding-9"]["status"] == "preparation"

    span = {part["url"]: part for part in by_id["finding-2"]["extension"][0]["extension"]}
    start, end = span["start"]["valueInteger"], span["end"]["valueInteger"]
    assert TEXT[start:end] == span["words"]["valueString"] == "pembrolizumab"


def test_references_resolve_within_the_export(workspace: Workspace, tmp_path: Path) -> None:
    fill(workspace, FINDINGS)
    export_fhir(workspace, tmp_path / "out")
    written = resources(tmp_path / "out")
    known = {f"{kind}/{row['id']}" for kind, rows in written.items() for row in rows}

    def references(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {value["reference"]} if isinstance(value.get("reference"), str) else set()
            return own.union(*(references(item) for item in value.values()), set())
        return set().union(*(references(item) for item in value)) if isinstance(value, list) else set()

    assert references(written) <= known


def test_predictions_go_out_as_risk_assessments(workspace: Workspace, tmp_path: Path) -> None:
    top = (FeatureContribution("age", "ehr", 70.0, 0.3),)
    made = Prediction(5, dt.datetime(2024, 1, 2), "cox", 365, 0.25, 0.1, 0.4, {"ehr": 0.3, "text": -0.1}, top)
    withheld = Prediction(6, dt.datetime(2024, 1, 2), "cox", 365, 0.0, 0.0, 1.0, abstained=True, reason="no CT")
    Record.of(workspace).create()
    predictions_frame([made, withheld]).to_parquet(workspace.path("predictions", "cox.parquet"))
    counts = export_fhir(workspace, tmp_path / "out")
    assert counts["RiskAssessment"] == counts["Provenance"] == 2
    risks = {row["subject"]["reference"]: row for row in resources(tmp_path / "out")["RiskAssessment"]}
    stated = risks["Patient/5"]["prediction"][0]
    assert stated["probabilityDecimal"] == 0.25
    assert stated["whenPeriod"] == {"start": "2024-01-02", "end": "2025-01-01"}
    assert risks["Patient/6"]["status"] == "cancelled"
    assert "prediction" not in risks["Patient/6"]


def test_a_folder_that_holds_something_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("x")
    with pytest.raises(InputRefused, match="not an empty folder"):
        export_fhir(workspace, tmp_path / "out")


def test_every_gold_finding_is_a_valid_resource() -> None:
    kinds: dict[str, int] = {}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        report = json.loads(line)
        for number, row in enumerate(report["findings"]):
            words = report["text"][row["start"] : row["end"]]
            built = resource_of(Finding.from_json(row), Evidence(number, 1, 2, report["date"], words))
            if built is None:
                assert row["assertion"] == "family"
                continue
            get_fhir_model_class(built["resourceType"]).model_validate(built)
            kinds[built["resourceType"]] = kinds.get(built["resourceType"], 0) + 1
    assert set(kinds) >= {"Condition", "Observation", "MedicationStatement", "Procedure"}
