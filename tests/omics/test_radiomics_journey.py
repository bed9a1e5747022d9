"""`medomics radiomics extract` from a manifest to the table: what is refused, skipped and computed again."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import SimpleITK as sitk

from apps.cli.main import main
from medomics_ehr.workspace import Workspace
from omics.table import read_table

#: The default grid of CT, so that voxels stay as they are.
SPACING = (1.5, 1.5, 1.5)
HEADER = "patient,series,time,available_at,modality,image,mask\n"


def _write_case(folder: Path, name: str, seed: int, side: int = 12) -> None:
    rng = np.random.default_rng(seed)
    image = sitk.GetImageFromArray(rng.normal(0, 100, (side, side, side)))
    mask = np.zeros((side, side, side), dtype=np.uint8)
    mask[3:9, 3:9, 3:9] = 1
    image.SetSpacing(SPACING)
    sitk.WriteImage(image, str(folder / f"{name}.nii.gz"))
    _write_mask(folder / f"{name}_mask.nii.gz", mask)


def _write_mask(path: Path, array: np.ndarray) -> None:
    mask = sitk.GetImageFromArray(array)
    mask.SetSpacing(SPACING)
    sitk.WriteImage(mask, str(path))


def _row(patient: str, name: str, mask: str | None = None, time: str = "2024-03-01", known: str = "2024-03-04") -> str:
    return f"{patient},{name},{time},{known},CT,{name}.nii.gz,{mask or name + '_mask.nii.gz'}\n"


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    _write_case(tmp_path, "one", 1)
    _write_case(tmp_path, "two", 2)
    path = tmp_path / "manifest.csv"
    path.write_text(HEADER + _row("p1", "one") + _row("p2", "two"))
    return path


def _extract(manifest: Path, workspace: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict]:
    status = main(["radiomics", "extract", str(manifest), "-w", str(workspace), "--processes", "1", "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_manifest_becomes_a_table_with_its_dictionary(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, counts = _extract(manifest, tmp_path / "w", capsys)
    assert (status, counts["extracted"], counts["refused"]) == (0, 2, 0)
    workspace = Workspace.open(tmp_path / "w")
    table = read_table(workspace, "radiomics")
    assert table is not None
    assert set(table.frame["subject_id"]) == {workspace.key_of("Patient", p) for p in ("p1", "p2")}
    assert set(table.frame["time"]) == {pd.Timestamp("2024-03-01")}
    assert (table.frame["available_at"] > pd.Timestamp("2024-03-04T23:59")).all()
    contrast = next(entry for entry in table.dictionary if entry.column == "CT_original_glcm_Contrast")
    assert contrast.standard_code == "IBSI//ACUI"
    assert json.loads(contrast.settings)["bin_width"] == 25
    assert {entry.column for entry in table.dictionary} == set(table.frame.columns[4:])


def test_a_second_run_skips_what_is_done_and_a_changed_mask_is_computed_again(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _extract(manifest, tmp_path / "w", capsys)
    before = read_table(Workspace.open(tmp_path / "w"), "radiomics")
    _, counts = _extract(manifest, tmp_path / "w", capsys)
    assert (counts["extracted"], counts["skipped"]) == (0, 2)
    smaller = np.zeros((12, 12, 12), dtype=np.uint8)
    smaller[4:8, 4:8, 4:8] = 1
    _write_mask(tmp_path / "one_mask.nii.gz", smaller)
    _, counts = _extract(manifest, tmp_path / "w", capsys)
    assert (counts["extracted"], counts["skipped"]) == (1, 1)
    after = read_table(Workspace.open(tmp_path / "w"), "radiomics")
    assert before is not None
    assert after is not None
    assert len(after.frame) == len(before.frame) == 2
    volumes = {table.frame["CT_original_shape_VoxelVolume"].min() for table in (before, after)}
    assert volumes == {216 * 1.5**3, 64 * 1.5**3}


def test_bad_rows_are_refused_with_line_and_reason_and_the_others_go_on(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_case(tmp_path, "big", 3, side=14)
    (tmp_path / "cut.nii.gz").write_bytes((tmp_path / "one.nii.gz").read_bytes()[:200])
    (tmp_path / "text.nii.gz").write_bytes(gzip.compress(b"no image"))
    _write_mask(tmp_path / "none.nii.gz", np.zeros((12, 12, 12), dtype=np.uint8))
    with manifest.open("a") as stream:
        stream.write(_row("p3", "one", mask="big_mask.nii.gz"))
        stream.write(_row("p4", "cut", mask="one_mask.nii.gz"))
        stream.write(_row("p5", "text", mask="one_mask.nii.gz"))
        stream.write(_row("p6", "one", mask="none.nii.gz"))
        stream.write(_row("p7", "absent"))
        stream.write(_row("p8", "one", time="01/03/2024"))
        stream.write(_row("p1", "one"))
        stream.write(_row("p9", "one", time="2024-03-01", known="2024-02-01"))
    status, counts = _extract(manifest, tmp_path / "w", capsys)
    reasons = {row["line"]: row["reason"] for row in counts["refused_rows"]}
    assert (status, counts["series"], counts["extracted"], counts["refused"]) == (1, 10, 2, 8)
    for line, words in {
        4: "mask with other geometry",
        5: "not readable as an image",
        6: "not readable as an image",
        7: "mask is empty",
        8: "no such file",
        9: "not an ISO 8601 date",
        10: "earlier row",
        11: "available_at lies before time",
    }.items():
        assert words in reasons[line]
    assert not any(patient in json.dumps(counts["refused_rows"]) for patient in ("p3", "p8"))


@pytest.mark.parametrize(
    ("content", "words"),
    [("patient,series\n1,2\n", "column time is missing"), ("", "not a CSV"), ("\xff\xfe", "column patient is missing")],
)
def test_a_file_that_is_no_manifest_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    path = tmp_path / "m.csv"
    path.write_text(content)
    assert main(["radiomics", "extract", str(path), "-w", str(tmp_path / "w")]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "w" / "omics" / "radiomics.parquet").exists()


def test_other_settings_do_not_mix_into_a_column(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _extract(manifest, tmp_path / "w", capsys)
    _write_case(tmp_path, "three", 4)
    later = tmp_path / "later.csv"
    later.write_text(HEADER + _row("p3", "three"))
    (tmp_path / "s.yaml").write_text("CT: {bin_width: 10}")
    arguments = ["radiomics", "extract", str(later), "-w", str(tmp_path / "w"), "--settings", str(tmp_path / "s.yaml")]
    assert main([*arguments, "--processes", "1"]) == 1
    assert "other settings" in capsys.readouterr().err
