"""Preparation of images: which grid, which mask, which grey levels; and which pairs are refused."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk
import yaml

from medomics_ehr.errors import InputRefused
from omics.radiomics import images, preprocess
from omics.radiomics.images import ImageRefused
from omics.radiomics.settings import BY_MODALITY, Settings, read_settings


def _image(array: np.ndarray, spacing: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> sitk.Image:
    image = sitk.GetImageFromArray(array)
    image.SetSpacing(spacing)
    return image


def test_the_new_grid_shares_the_old_grids_centre() -> None:
    # 10 voxels of 3 mm: voxel centres from 0 to 27 mm, middle 13.5. 15 voxels of 2 mm about it: -0.5 to 27.5.
    image = _image(np.zeros((10, 10, 10)), (3.0, 3.0, 3.0))
    region = _image(np.ones((10, 10, 10), dtype=np.uint8), (3.0, 3.0, 3.0))
    prepared = preprocess.prepare(image, region, Settings(spacing_mm=(2.0, 2.0, 2.0)))
    assert prepared.image.GetSize() == (15, 15, 15)
    assert prepared.image.GetOrigin() == pytest.approx((-0.5, -0.5, -0.5))


def test_a_linear_ramp_stays_the_same_ramp_whatever_its_orientation() -> None:
    ramp = np.broadcast_to(np.arange(12.0)[None, None, :], (12, 12, 12)).copy()
    mask = np.zeros((12, 12, 12), dtype=np.uint8)
    mask[3:9, 3:9, 3:9] = 1
    image, region = _image(ramp, (2.0, 2.0, 2.0)), _image(mask, (2.0, 2.0, 2.0))
    for each in (image, region):
        each.SetDirection((0, -1, 0, 1, 0, 0, 0, 0, 1))
        each.SetOrigin((100.0, -50.0, 7.0))
    prepared = preprocess.prepare(image, region, Settings(spacing_mm=(1.0, 1.0, 1.0)))
    inside = sitk.GetArrayFromImage(prepared.intensity_mask) == 1
    for z, y, x in np.argwhere(inside)[::29]:
        place = prepared.image.TransformIndexToPhysicalPoint((int(x), int(y), int(z)))
        # The image's first axis points along physical y, 2 mm a step, from -50 mm.
        assert prepared.image[int(x), int(y), int(z)] == pytest.approx((place[1] + 50.0) / 2)


def test_the_mask_is_interpolated_linearly_and_cut_at_a_half() -> None:
    mask = np.zeros((1, 1, 8), dtype=np.uint8)
    mask[..., 2:6] = 1
    prepared = preprocess.prepare(
        _image(np.zeros((1, 1, 8))), _image(mask), Settings(spacing_mm=(0.5, 1.0, 1.0), min_voxels=1)
    )
    # Centres at -0.25 + 0.5 k; the linear mask is at least 0.5 from 1.5 to 5.5: 1.75 to 5.25 is 8 voxels.
    assert sitk.GetArrayFromImage(prepared.morphological_mask).sum() == 8


def test_resegmentation_leaves_the_shape_alone() -> None:
    values = np.zeros((4, 4, 4))
    values[0] = -2000.0
    settings = Settings(spacing_mm=None, resegment=(-1000, 400), bin_width=25, bin_count=None)
    prepared = preprocess.prepare(_image(values), _image(np.ones((4, 4, 4), dtype=np.uint8)), settings)
    assert sitk.GetArrayFromImage(prepared.morphological_mask).sum() == 64
    assert sitk.GetArrayFromImage(prepared.intensity_mask).sum() == 48
    assert set(np.unique(prepared.grey_levels)) == {0, 41}


def test_fixed_bin_number_fills_the_range() -> None:
    levels = preprocess.discretise(np.array([0.0, 1.0, 2.0, 4.0]), np.ones(4, dtype=bool), Settings(bin_count=4))
    assert levels.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("shift", [30.0, 0.01])
def test_a_mask_that_lies_elsewhere_is_refused(shift: float) -> None:
    image, mask = _image(np.zeros((5, 5, 5))), _image(np.ones((5, 5, 5), dtype=np.uint8))
    mask.SetOrigin((shift, 0.0, 0.0))
    with pytest.raises(ImageRefused, match="mask with other geometry"):
        images.check_geometry(image, mask)


def test_a_mask_with_another_direction_is_refused() -> None:
    image, mask = _image(np.zeros((5, 5, 5))), _image(np.ones((5, 5, 5), dtype=np.uint8))
    mask.SetDirection((1, 0, 0, 0, -1, 0, 0, 0, -1))
    with pytest.raises(ImageRefused, match="other geometry"):
        images.check_geometry(image, mask)


def test_header_rounding_is_no_other_geometry() -> None:
    image, mask = _image(np.zeros((5, 5, 5))), _image(np.ones((5, 5, 5), dtype=np.uint8))
    image.SetOrigin((-172.123456789, 10.1, 3.3))
    mask.SetOrigin(tuple(float(np.float32(x)) for x in image.GetOrigin()))
    images.check_geometry(image, mask)


def test_an_empty_mask_and_one_with_several_values_are_refused() -> None:
    with pytest.raises(ImageRefused, match="mask is empty"):
        images.region_of(_image(np.zeros((3, 3, 3), dtype=np.uint8)))
    several = np.zeros((3, 3, 3), dtype=np.uint8)
    several[0], several[1] = 1, 2
    with pytest.raises(ImageRefused, match="holds 2 values"):
        images.region_of(_image(several))
    assert sitk.GetArrayFromImage(images.region_of(_image(several), label=2)).sum() == 9


def test_values_that_are_not_finite_are_refused() -> None:
    values = np.zeros((4, 4, 4))
    values[2, 2, 2] = np.nan
    with pytest.raises(ImageRefused, match="not finite"):
        preprocess.prepare(_image(values), _image(np.ones((4, 4, 4), dtype=np.uint8)), Settings(spacing_mm=None))


def test_settings_change_the_defaults_they_name(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text("CT: {spacing_mm: [2, 2, 2], resegment: [-1000, 400]}\nMR: {bin_width: 5}\n")
    settings = read_settings(path)
    assert settings["CT"].spacing_mm == (2, 2, 2)
    assert settings["CT"].bin_width == BY_MODALITY["CT"].bin_width
    assert (settings["MR"].bin_width, settings["MR"].bin_count) == (5, None)


def test_the_docs_state_the_defaults_and_their_example_is_valid(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "radiomics.md").read_text(encoding="utf-8")
    path = tmp_path / "settings.yaml"
    path.write_text(text.split("```yaml\n")[1].split("```")[0])
    assert read_settings(path)["MR"].bin_count == 64
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")
    ]
    stated = {row[0].strip("`"): row[2:] for row in rows if len(row) == 5}
    assert set(stated) == {field.name for field in fields(Settings)}
    for name, cells in stated.items():
        for cell, settings in zip(cells, (BY_MODALITY["CT"], BY_MODALITY["PT"], Settings()), strict=True):
            value = getattr(settings, name)
            assert yaml.safe_load(f"[{cell}]") == (list(value) if isinstance(value, tuple) else [value])


@pytest.mark.parametrize("text", ["CT: {binwidth: 5}", "CT: [", "hello", "CT: {spacing_mm: [1, 0, 1]}"])
def test_settings_without_sense_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(text)
    with pytest.raises(InputRefused, match="not usable as radiomics settings"):
        read_settings(path)


@pytest.mark.parametrize("suffix", [".nii.gz", ".nii", ".mha", ".nrrd"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_a_truncated_image_is_refused_at_any_cut(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"image{suffix}"
    sitk.WriteImage(_image(np.random.default_rng(0).normal(0, 100, (12, 12, 12))), str(path))
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ImageRefused, match="not readable as an image"):
        images.read_image(path)
