"""Public FHIR sets through the loader: every account adds up, nobody's name gets in, parsers' hard cases are judged."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from medomics_ehr.adapters.fhir.load import load_fhir
from medomics_ehr.adapters.fhir.structure import NotJson, parse
from medomics_ehr.record.store import Record
from medomics_ehr.record.tables import metadata
from medomics_ehr.workspace import Workspace

STATES = ("loaded", "unchanged", "superseded", "excluded", "quarantined", "waiting")


@pytest.fixture(scope="module")
def loaded(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Any]:
    """Both large sets in one workspace, and the account."""
    workspace = Workspace.create(tmp_path_factory.mktemp("sets") / "w")
    paths = [shared / "data/fhir/synthea_r4.tar.gz", shared / "data/fhir/notes_10_patients"]
    return workspace, load_fhir(workspace, paths)


def test_the_account_of_the_large_sets_adds_up(loaded: tuple[Workspace, Any]) -> None:
    counts = loaded[1].account.to_json()
    assert counts["read"] == 32911 + 7160
    assert counts["read"] == sum(counts[state] for state in STATES)
    assert (counts["quarantined"], counts["waiting"]) == (0, 0)


def test_the_record_holds_what_the_sets_hold(loaded: tuple[Workspace, Any]) -> None:
    tables = loaded[1].account.tables
    expected = {
        "person": 103 + 13,
        "visit_occurrence": 3289 + 1215,
        "condition_occurrence": 795 + 555,
        "drug_exposure": 904 + 1225 + 1745 + 161,
        "note": 1215,
        "medomics.note_text": 1215,
        "observation_period": 116,
    }
    assert {name: tables[name] for name in expected} == expected


def test_the_same_sets_again_change_nothing(loaded: tuple[Workspace, Any], shared: Path) -> None:
    result = load_fhir(loaded[0], [shared / "data/fhir/notes_10_patients"])
    assert result.account.count("loaded") == 0
    assert result.account.count("unchanged") == 7160 - 43


def test_no_name_address_telephone_or_number_of_a_person_is_in_any_field(
    loaded: tuple[Workspace, Any], shared: Path
) -> None:
    """f2o-022: every text field of the record but the notes' words, which are reported as not de-identified."""
    secrets = _identifying(shared)
    unmistakable = [s for s in secrets if s[-1].isdigit() and s[0].isalpha() and len(s) > 6]
    assert len(secrets) > 1000
    assert len(unmistakable) > 50
    record = Record.of(loaded[0])
    leaks = []
    for name, table in metadata.tables.items():
        for column in table.columns:
            if str(column.type) in {"TEXT"} or "VARCHAR" in str(column.type):
                if (name, column.name) in {("medomics.note_text", "text"), ("medomics.crosswalk", "logical_id")}:
                    continue
                query = sa.text(f'SELECT DISTINCT "{column.name}" AS v FROM {name} WHERE "{column.name}" IS NOT NULL')
                found = {str(v) for v in record.frame(query)["v"]}
                leaks += [(name, column.name) for value in found if value in secrets]
                words = "\n".join(found)
                leaks += [(name, column.name) for name_word in unmistakable if name_word in words]
    assert leaks == []


def _identifying(shared: Path) -> set[str]:
    values: set[str] = set()
    for resource in _resources(shared):
        if resource["resourceType"] in {"Patient", "Practitioner"}:
            for name in resource.get("name", []):
                values |= {name.get("family", ""), *name.get("given", [])}
            for place in resource.get("address", []):
                values |= {place.get("city", ""), place.get("postalCode", ""), *place.get("line", [])}
            values |= {t.get("value", "") for t in resource.get("telecom", [])}
            values |= {i.get("value", "") for i in resource.get("identifier", [])} - {resource["id"]}
    return {value for value in values if len(value) > 3}


def _resources(shared: Path) -> Iterator[dict[str, Any]]:
    with tarfile.open(shared / "data/fhir/synthea_r4.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and member.name.endswith(".json"):
                yield from (entry["resource"] for entry in json.load(stream)["entry"])
    for path in (shared / "data/fhir/notes_10_patients").glob("*.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def test_every_settled_case_of_the_json_suite_is_judged_right(shared: Path) -> None:
    judged = {}
    with tarfile.open(shared / "data/fhir/json_test_suite.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member)
            name = Path(member.name).name
            if stream is not None and name[:2] in {"y_", "n_"}:
                judged[name] = _is_json(stream.read()) == name.startswith("y_")
    assert len(judged) == 283
    assert [name for name, right in judged.items() if not right] == []


def _is_json(data: bytes) -> bool:
    try:
        parse(data)
    except (NotJson, RecursionError):
        return False
    return True


def test_the_validators_cases_are_loaded_or_refused_with_place_and_reason(shared: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cases"
    with tarfile.open(shared / "data/fhir/test_cases_r4.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    files = sorted(p for p in folder.rglob("*.json") if "outcomes" not in p.parts)
    assert len(files) > 200
    workspace = Workspace.create(tmp_path / "w")
    result = load_fhir(workspace, files)
    counts = result.account.to_json()
    assert counts["read"] == sum(counts[state] for state in STATES)
    quarantine = Record.of(workspace).frame(sa.text("SELECT file, line, reason FROM medomics.quarantine"))
    assert len(quarantine) == counts["quarantined"]
    assert (quarantine["line"] >= 1).all()
    assert (quarantine["reason"].str.len() > 5).all()


def test_a_bundle_too_large_to_hold_is_read_as_a_stream(shared: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from medomics_ehr.adapters.fhir import bundle_stream, sources

    monkeypatch.setattr(bundle_stream, "_CHUNK", 20_000)
    with tarfile.open(shared / "data/fhir/synthea_r4.tar.gz") as archive:
        member = max((m for m in archive if m.name.endswith(".json")), key=lambda m: m.size)
        stream = archive.extractfile(member)
        assert stream is not None
        data = stream.read()
    path = tmp_path / "Bundle.json"
    path.write_bytes(data)
    accounts = []
    for limit in (sources.WHOLE_FILE_LIMIT, 1000):
        monkeypatch.setattr(sources, "WHOLE_FILE_LIMIT", limit)
        result = load_fhir(Workspace.create(tmp_path / f"w{limit}"), [path])
        accounts.append(
            (result.account.excluded_by, {k: v for k, v in result.account.to_json().items() if k != "seconds"})
        )
    assert accounts[0] == accounts[1]
    assert accounts[0][1]["read"] == len(json.load(io.BytesIO(data))["entry"])
