"""Names of files and archives, and the reasons for what is no FHIR: they tell what to mend and nothing of a patient."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

import pytest

from medomics_ehr.adapters.fhir.load import LoadResult, load_fhir
from medomics_ehr.errors import InputRefused

from .conftest import Loader, condition, of, patient


def _told(result: LoadResult) -> list[tuple[str, int, str]]:
    return [(refusal.file, refusal.line, refusal.reason) for refusal in result.refusals]


def _load(load: Loader, name: str, data: bytes) -> LoadResult:
    (load.folder / name).write_bytes(data)
    return load_fhir(load.workspace, [load.folder / name])


@pytest.mark.parametrize("name", ["DUPONT_Jean_1951.tar.gz", "dupont.tgz", "Dupont.tar"])
def test_the_name_of_an_archive_is_nowhere(load: Loader, name: str) -> None:
    path = load.folder / name
    with tarfile.open(path, "w" if name.endswith(".tar") else "w:gz") as archive:
        data = json.dumps(patient()).encode() + b"\n{\n"
        for inside in ("Patient.ndjson", "Dupont.1951.ndjson"):
            member = tarfile.TarInfo(f"dupont/{inside}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    result = load_fhir(load.workspace, [path])
    ending = name[name.index(".") :]
    assert [place for place, *_ in _told(result)] == [f"file-1{ending}#Patient.ndjson", f"file-1{ending}#file-2.ndjson"]
    rows = load.rows("SELECT file FROM medomics.quarantine UNION ALL SELECT file FROM medomics.load_file")
    assert "dupont" not in repr(rows).lower()
    assert all("dupont" not in run.read_text().lower() for run in (load.workspace.folder / "runs").iterdir())


@pytest.mark.parametrize("name", ["Dupont.ndjson", "Dupont.1951.ndjson", "patient.ndjson"])
def test_a_name_that_is_no_type_of_fhir_is_not_kept(load: Loader, name: str) -> None:
    assert _told(_load(load, name, b"{\n"))[0][0] == "file-1.ndjson"


def test_another_encoding_is_called_so(load: Loader) -> None:
    line = '{"resourceType": "Patient", "id": "é"}\n'.encode("latin-1")
    reason = "not JSON: not in UTF-8; write the file anew in this encoding"
    assert _told(_load(load, "Patient.ndjson", line)) == [("Patient.ndjson", 1, reason)]


def test_a_zip_is_refused_by_name(load: Loader) -> None:
    with zipfile.ZipFile(load.folder / "export.zip", "w") as archive:
        archive.writestr("Patient.ndjson", json.dumps(patient()))
    with pytest.raises(InputRefused, match=r"export\.zip: a \.zip archive is not read; unpack it"):
        load_fhir(load.workspace, [load.folder / "export.zip"])


def test_a_cut_file_is_told_in_words(load: Loader) -> None:
    data = gzip.compress(json.dumps(patient()).encode() * 50)
    reasons = {reason for *_, reason in _told(_load(load, "Patient.ndjson.gz", data[:-12]))}
    assert any("damaged or cut here" in reason for reason in reasons)
    assert not any("(" in reason for reason in reasons)


def test_the_manifest_of_a_bulk_export_is_no_fault(load: Loader) -> None:
    (load.folder / "export").mkdir()
    (load.folder / "export" / "Patient.ndjson").write_text(json.dumps(patient()) + "\n")
    manifest = {"transactionTime": "2024-01-01T00:00:00Z", "request": "https://h/$export", "output": [], "error": []}
    (load.folder / "export" / "manifest.json").write_text(json.dumps(manifest))
    account = load_fhir(load.workspace, [load.folder / "export"]).account
    assert (account.count("loaded"), account.count("quarantined")) == (1, 0)
    assert account.excluded_by == {("manifest", "list of a bulk export's files"): 1}


@pytest.mark.parametrize("zipped", [False, True])
def test_a_resource_over_many_lines_of_an_ndjson_loads(load: Loader, zipped: bool) -> None:
    spread = json.dumps(patient(), indent=2).encode()
    name, data = ("Patient.ndjson.gz", gzip.compress(spread)) if zipped else ("Patient.ndjson", spread)
    assert _load(load, name, data).account.count("loaded") == 1
    cut = _load(load, "Patient.json" if zipped else "Patient.ndjson", spread[:-3])
    assert len(cut.refusals) == 1


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0", "the reference to its patient leads nowhere"),
        ("Group/1", "its subject is no patient"),
    ],
)
def test_why_a_fact_has_no_patient(load: Loader, subject: str, reason: str) -> None:
    result = load(patient(), condition(subject={"reference": subject}))
    ((kind, told),) = result.account.excluded_by
    assert (kind, reason in told) == ("Condition", True)


def test_a_fact_that_names_nobody_says_so(load: Loader) -> None:
    result = load(patient(), of("Condition", "c", subject={"display": "Jeanne Martin"}, onsetDateTime="2020"))
    assert list(result.account.excluded_by) == [("Condition", "no patient named")]
