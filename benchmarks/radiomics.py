"""Seconds a series: our preparation and calculators against pyradiomics' own pipeline, on synthetic tumours.

python -m benchmarks.radiomics --series 6
"""

from __future__ import annotations

import argparse
import logging
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import SimpleITK as sitk

from apps.cli.console import table
from omics.radiomics.features import compute_features
from omics.radiomics.preprocess import prepare
from omics.radiomics.settings import BY_MODALITY

_SPACING = (0.98, 0.98, 3.0)


def main() -> None:
    """Print a row for each diameter and voxel size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--series", type=int, default=6)
    count = parser.parse_args().series
    rows: list[list[object]] = []
    for diameter in (20, 40, 60):
        for spacing in (1.0, 1.5, 2.0):
            cases = [_tumour(diameter, seed) for seed in range(count)]
            ours = _seconds(_ours(spacing), cases)
            theirs = _seconds(_pyradiomics(spacing), cases)
            rows.append([diameter, spacing, ours, theirs, theirs / ours])
    print(table(["diameter mm", "voxel mm", "ours s/series", "pyradiomics s/series", "ratio"], rows))


def _seconds(work: Callable[[sitk.Image, sitk.Image], object], cases: list[tuple[sitk.Image, sitk.Image]]) -> float:
    started = time.process_time()
    for image, mask in cases:
        work(image, mask)
    return (time.process_time() - started) / len(cases)


def _ours(spacing: float) -> Callable[[sitk.Image, sitk.Image], object]:
    settings = replace(BY_MODALITY["CT"], spacing_mm=(spacing, spacing, spacing))
    return lambda image, mask: compute_features(prepare(image, mask, settings))


def _pyradiomics(spacing: float) -> Callable[[sitk.Image, sitk.Image], object]:
    from radiomics.featureextractor import RadiomicsFeatureExtractor

    logging.getLogger("radiomics").setLevel(logging.ERROR)
    extractor = RadiomicsFeatureExtractor(binWidth=25, resampledPixelSpacing=[spacing] * 3, interpolator="sitkLinear")
    return lambda image, mask: extractor.execute(image, mask)


def _tumour(diameter: float, seed: int) -> tuple[sitk.Image, sitk.Image]:
    """A sphere of noise in a CT of 128 x 128 x 48 voxels."""
    random = np.random.default_rng(seed)
    shape = (48, 128, 128)
    grid = np.meshgrid(*(np.arange(n) - (n - 1) / 2 for n in shape), indexing="ij")
    distance = np.sqrt(sum((g * s) ** 2 for g, s in zip(grid, _SPACING[::-1], strict=True)))
    image = sitk.GetImageFromArray(random.normal(40, 60, shape).round().astype(np.int16))
    mask = sitk.GetImageFromArray((distance <= diameter / 2).astype(np.uint8))
    for each in (image, mask):
        each.SetSpacing(_SPACING)
    return image, mask


if __name__ == "__main__":
    main()
