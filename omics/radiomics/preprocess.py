"""Prepares an image and its region as IBSI-1 chapter 2 says: interpolate, round, resegment, discretise.

Own steps, because pyradiomics' resampling aligns grids at the corner, takes the mask's nearest neighbour, does not
round and anchors bins at zero (IBSI: centre, linear and at least 0.5, whole Hounsfield units, resegmentation bound).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import SimpleITK as sitk

from omics.radiomics.images import ImageRefused
from omics.radiomics.settings import Settings

_INTERPOLATORS = {"linear": sitk.sitkLinear, "bspline": sitk.sitkBSpline}
#: Grid values are compared after rounding, so that 0.5 stays 0.5 whatever the interpolator's last bit says.
_DECIMALS = 6


@dataclass(frozen=True)
class Prepared:
    """What the calculators take.

    Attributes:
        image: intensities, float64.
        morphological_mask: the region as contoured, 0 and 1; shape features read it.
        intensity_mask: the region after resegmentation; all other features read it.
        grey_levels: array (z, y, x) of grey levels from 1, 0 outside the intensity mask.
    """

    image: sitk.Image
    morphological_mask: sitk.Image
    intensity_mask: sitk.Image
    grey_levels: np.ndarray


def prepare(image: sitk.Image, region: sitk.Image, settings: Settings) -> Prepared:
    """Interpolate, round, resegment and discretise.

    Raises:
        ImageRefused: the region is empty or too small after preparation, or holds a value that is not finite.
    """
    image = sitk.Cast(image, sitk.sitkFloat64)
    if settings.spacing_mm is not None:
        image, region = _interpolate(image, region, settings)
    if settings.round_intensities:
        image = _like(image, np.rint(sitk.GetArrayViewFromImage(image)))
    values, inside = sitk.GetArrayViewFromImage(image), sitk.GetArrayViewFromImage(region) == 1
    kept = _resegmented(values, inside, settings)
    if kept.sum() < settings.min_voxels:
        raise ImageRefused(
            f"the region has {int(kept.sum())} voxels after preparation, {settings.min_voxels} are needed"
        )
    if not np.isfinite(values[kept]).all():
        raise ImageRefused("the region holds values that are not finite")
    return Prepared(image, region, _like(region, kept.astype(np.uint8)), discretise(values, kept, settings))


def discretise(values: np.ndarray, inside: np.ndarray, settings: Settings) -> np.ndarray:
    """Grey levels from 1 (IBSI-1 section 2.7), 0 outside.

    >>> level = discretise(np.array([-1000.0, -975.0, 0.0]), np.array([True, True, True]),
    ...                    Settings(resegment=(-1000, None), bin_width=25, bin_count=None))
    >>> level.tolist()
    [1, 2, 41]
    """
    region = values[inside]
    lowest, highest = float(region.min()), float(region.max())
    if settings.bin_width is not None:
        anchor = lowest if settings.resegment[0] is None else settings.resegment[0]
        found = np.floor((region - anchor) / settings.bin_width) + 1
    else:
        count = settings.bin_count or 1
        share = (region - lowest) / (highest - lowest) if highest > lowest else np.zeros_like(region)
        found = np.minimum(np.floor(count * share) + 1, count)
    levels = np.zeros(values.shape, dtype=np.int64)
    levels[inside] = found
    return levels


def _resegmented(values: np.ndarray, inside: np.ndarray, settings: Settings) -> np.ndarray:
    lower, upper = settings.resegment
    kept = inside.copy()
    if lower is not None:
        kept &= values >= lower
    if upper is not None:
        kept &= values <= upper
    if settings.outlier_sigma is not None and kept.any():
        distance = np.abs(values - values[kept].mean())
        kept &= distance <= settings.outlier_sigma * values[kept].std()
    return kept


def _interpolate(image: sitk.Image, region: sitk.Image, settings: Settings) -> tuple[sitk.Image, sitk.Image]:
    """Both on a grid that shares the image's centre (IBSI-1 section 2.4), cut to the region's surroundings."""
    assert settings.spacing_mm is not None
    origin, size = _centred_grid(image, settings.spacing_mm)
    first, last = _surroundings(region, origin, size, settings.spacing_mm)
    origin = origin + image_axes(image) @ (first * np.array(settings.spacing_mm))
    fill = float(sitk.GetArrayViewFromImage(image).min())

    def on_grid(source: sitk.Image, interpolator: int, default: float) -> sitk.Image:
        resampler = sitk.ResampleImageFilter()
        resampler.SetOutputSpacing([float(s) for s in settings.spacing_mm or ()])
        resampler.SetOutputOrigin(origin.tolist())
        resampler.SetOutputDirection(image.GetDirection())
        resampler.SetSize([int(n) for n in last - first + 1])
        resampler.SetInterpolator(interpolator)
        resampler.SetDefaultPixelValue(default)
        resampled: sitk.Image = resampler.Execute(source)
        return resampled

    finer = on_grid(image, _INTERPOLATORS[settings.interpolation], fill)
    share = on_grid(sitk.Cast(region, sitk.sitkFloat64), sitk.sitkLinear, 0.0)
    inside = np.round(sitk.GetArrayViewFromImage(share), _DECIMALS) >= 0.5
    return finer, _like(share, inside.astype(np.uint8))


def image_axes(image: sitk.Image) -> np.ndarray:
    """Direction cosines as a (3, 3) matrix whose columns are the image's axes."""
    return np.array(image.GetDirection()).reshape(3, 3)


def _centred_grid(image: sitk.Image, spacing: tuple[float, float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Origin (mm) and size (voxels) of the new grid over the whole image."""
    old, new = np.array(image.GetSpacing()), np.array(spacing)
    count = np.array(image.GetSize())
    size = np.ceil(np.round(count * old / new, _DECIMALS)).astype(int)
    offset = ((count - 1) * old - (size - 1) * new) / 2
    return np.array(image.GetOrigin()) + image_axes(image) @ offset, size


def _surroundings(
    region: sitk.Image, origin: np.ndarray, size: np.ndarray, spacing: tuple[float, float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """First and last index on the new grid of the region's box and one old voxel around it."""
    filled = np.argwhere(sitk.GetArrayViewFromImage(region) == 1)[:, ::-1]
    if not len(filled):
        raise ImageRefused("the mask is empty")
    step, axes = np.array(region.GetSpacing()), image_axes(region)
    shift = axes.T @ (np.array(region.GetOrigin()) - origin)
    low = ((filled.min(axis=0) - 1) * step + shift) / np.array(spacing)
    high = ((filled.max(axis=0) + 1) * step + shift) / np.array(spacing)
    return np.clip(np.floor(low), 0, size - 1).astype(int), np.clip(np.ceil(high), 0, size - 1).astype(int)


def _like(pattern: sitk.Image, array: np.ndarray) -> sitk.Image:
    image = sitk.GetImageFromArray(array)
    image.CopyInformation(pattern)
    return image
