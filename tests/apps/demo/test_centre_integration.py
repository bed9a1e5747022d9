"""The files of the centre agree with each other and are the same bytes each time."""

import base64
import csv
import importlib
import json
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from apps.demo.centre import build
from apps.demo.images import draw_volume
from apps.demo.sampling import draw_patient
from medomics_ehr.workspace import sha256_of

SEED, PATIENTS = 7, 40


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("centre"), PATIENTS, SEED).folder


def digests(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): sha256_of(p) for p in sorted(folder.rglob("*")) if p.is_file()}


def ndjson(centre: Path, kind: str) -> list[dict]:
    return [json.loads(line) for line in (centre / "fhir" / f"{kind}.ndjson").read_text("utf-8").splitlines()]


def gold(centre: Path) -> list[dict]:
    return [json.loads(line) for line in (centre / "reports.jsonl").read_text("utf-8").splitlines()]


def truth_rows(centre: Path) -> dict[str, dict[str, str]]:
    with (centre / "truth.csv").open(encoding="utf-8", newline="") as stream:
        return {row["patient"]: row for row in csv.DictReader(stream)}


def subject(resource: dict) -> str:
    return resource["subject"]["reference"].removeprefix("Patient/")


def test_same_seed_same_bytes(tmp_path):
    assert digests(build(tmp_path / "a", 6, 11).folder) == digests(build(tmp_path / "b", 6, 11).folder)


def test_another_seed_gives_another_centre(tmp_path):
    one, other = digests(build(tmp_path / "a", 3, 11).folder), digests(build(tmp_path / "b", 3, 12).folder)
    assert one["fhir/Patient.ndjson"] != other["fhir/Patient.ndjson"]


def test_a_patient_is_the_same_in_a_larger_centre(centre, tmp_path):
    small = build(tmp_path, 5, SEED).folder
    assert ndjson(centre, "Condition")[: len(ndjson(small, "Condition"))] == ndjson(small, "Condition")


def test_every_resource_is_valid_r4(centre):
    for path in sorted((centre / "fhir").glob("*.ndjson")):
        model = getattr(importlib.import_module(f"fhir.resources.R4B.{path.stem.lower()}"), path.stem)
        for line in path.read_bytes().splitlines():
            model.model_validate_json(line)


def test_references_lead_to_resources_and_ids_are_unique(centre):
    kinds = [path.stem for path in (centre / "fhir").glob("*.ndjson")]
    ids = [f"{kind}/{resource['id']}" for kind in kinds for resource in ndjson(centre, kind)]
    assert len(ids) == len(set(ids))
    for panel in ndjson(centre, "DiagnosticReport"):
        assert {entry["reference"] for entry in panel["result"]} <= set(ids)
    assert {f"Patient/{subject(c)}" for c in ndjson(centre, "Condition")} <= set(ids)


def test_documents_hold_the_gold_reports_and_one_mistake(centre):
    documents = ndjson(centre, "DocumentReference")
    texts = {d["id"]: base64.b64decode(d["content"][0]["attachment"]["data"]).decode() for d in documents}
    reports = {report["id"]: report["text"] for report in gold(centre)}
    assert {name: texts[name] for name in reports} == reports
    others = [d for d in documents if d["id"] not in reports]
    assert others
    assert {d["status"] for d in others} == {"entered-in-error"}


def test_a_diagnosis_known_in_one_source_is_silent_in_the_other(centre):
    truth = truth_rows(centre)
    own = {"lung": "C34", "breast": "C50", "colorectal": ("C18", "C20"), "sarcoma": ("C49", "C48")}
    confirmed = {subject(c) for c in ndjson(centre, "Condition") if c["id"].endswith("-cancer")}
    named = {
        report["patient"]
        for report in gold(centre)
        for f in report["findings"]
        if f["kind"] == "diagnosis"
        and f["assertion"] == "present"
        and f["code"].startswith(own[truth[report["patient"]]["cancer"]])
    }
    for patient, row in truth.items():
        assert (patient in confirmed) == (row["diagnosis_known_in"] != "report")
        assert (patient in named) == (row["diagnosis_known_in"] != "structured")


def test_results_are_issued_after_their_sample(centre):
    labs = [o for o in ndjson(centre, "Observation") if "category" in o]
    late = [o for o in labs if o["issued"][:10] > o["effectiveDateTime"][:10]]
    assert len(late) > len(labs) / 2
    assert all(o["issued"] >= o["effectiveDateTime"] for o in labs)


def test_the_leak_detector_is_drawn_before_the_index_and_issued_after_it(centre):
    truth = truth_rows(centre)
    found = [o for o in ndjson(centre, "Observation") if o["id"].endswith("-ldh-0")]
    assert len(found) == PATIENTS
    for observation in found:
        index = truth[subject(observation)]["index_date"]
        assert observation["effectiveDateTime"][:10] < index < observation["issued"][:10]


def test_death_and_last_contact_follow_the_truth(centre):
    truth = truth_rows(centre)
    last = {}
    for visit in ndjson(centre, "Encounter"):
        last[subject(visit)] = max(last.get(subject(visit), ""), visit["period"]["start"][:10])
    for person in ndjson(centre, "Patient"):
        row = truth[person["id"]]
        end = person.get("deceasedDateTime", last[person["id"]])[:10]
        days = np.datetime64(end) - np.datetime64(row["index_date"])
        assert (int(days.astype(int)), "deceasedDateTime" in person) == (
            int(row["survival_days"]),
            row["event"] == "1",
        )


def test_the_maf_holds_the_genes_of_the_truth(centre):
    lines = (centre / "genomics" / "mutations.maf").read_text().splitlines()[1:]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    samples = list(csv.DictReader((centre / "genomics" / "samples.csv").read_text().splitlines()))
    patient_of = {sample["sample"]: sample["patient"] for sample in samples}
    truth = truth_rows(centre)
    for gene in ("TP53", "PIK3CA"):
        mutated = {
            patient_of[r["Tumor_Sample_Barcode"]]
            for r in rows
            if r["Hugo_Symbol"] == gene and r["Variant_Classification"] != "Silent"
        }
        assert mutated == {p for p, row in truth.items() if row["sequenced"] == "1" and row[gene] == "1"}
    assert any(sample["available_at"][:10] > truth[sample["patient"]]["index_date"] for sample in samples)


def test_images_open_with_simpleitk_and_hold_what_was_drawn(centre):
    manifest = list(csv.DictReader((centre / "images" / "manifest.csv").read_text().splitlines()))
    assert {row["patient"] for row in manifest} == {p for p, r in truth_rows(centre).items() if r["imaged"] == "1"}
    row = manifest[0]
    image = sitk.ReadImage(str(centre / "images" / row["image"]))
    mask = sitk.ReadImage(str(centre / "images" / row["mask"]))
    drawn, inside = draw_volume(draw_patient(SEED, int(row["patient"][1:])), SEED)
    assert image.GetSpacing() == pytest.approx((1.6, 1.6, 2.4))
    assert image.GetDirection() == mask.GetDirection() == (1, 0, 0, 0, 1, 0, 0, 0, 1)
    assert np.array_equal(sitk.GetArrayFromImage(image), drawn.T)
    assert np.array_equal(sitk.GetArrayFromImage(mask), inside.T)
