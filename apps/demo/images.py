"""CT-like volumes with a tumour and its mask: the tumour's grain follows the patient's texture covariate.

Mean and standard deviation inside the tumour are alike for all, so that only texture features see the covariate:
the noise is Gaussian, smoothed over a length that grows with it.
"""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import numpy as np

from apps.demo.nifti import write_nifti
from apps.demo.patient import Patient

SHAPE = (48, 48, 32)
SPACING = (1.6, 1.6, 2.4)
#: Hounsfield units of the surroundings, and of each cancer's tumour.
_BACKGROUND = {"lung": -820.0, "breast": -90.0, "colorectal": -60.0, "sarcoma": 55.0}
MANIFEST_HEADER = "patient,series,time,available_at,modality,image,mask"
_TUMOUR_HU, _TUMOUR_SD = 38.0, 32.0


def correlation_length(texture: float) -> float:
    """Standard deviation, in voxels, of the Gaussian that smooths the tumour's noise.

    >>> round(correlation_length(0.0), 2), correlation_length(2.0) > correlation_length(-2.0)
    (0.9, True)
    """
    return 0.9 * math.exp(0.35 * max(-2.5, min(2.5, texture)))


def write_image(patient: Patient, folder: Path, seed: int) -> str | None:
    """Write a patient's volume and mask; returns their line of the manifest, None if none was taken."""
    if not patient.imaged:
        return None
    series = f"ct-{patient.number:05d}"
    image, mask = draw_volume(patient, seed)
    write_nifti(folder / f"{series}.nii.gz", image, SPACING)
    write_nifti(folder / f"{series}-mask.nii.gz", mask, SPACING)
    taken = dt.datetime.combine(patient.imaging_day, dt.time(10, 15))
    known = taken + dt.timedelta(hours=26)
    return f"{patient.id},{series},{taken.isoformat()},{known.isoformat()},CT,{series}.nii.gz,{series}-mask.nii.gz"


def draw_volume(patient: Patient, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The CT volume (int16, HU) and the tumour mask (uint8), both x, y, z."""
    rng = np.random.default_rng([seed, patient.number])
    mask = _ellipsoid(patient.size_mm, rng)
    tumour = _TUMOUR_HU + _TUMOUR_SD * _standardised(_grain(rng, correlation_length(patient.texture)), mask)
    around = _BACKGROUND[patient.cancer.name] + 25.0 * rng.standard_normal(SHAPE)
    return np.where(mask, tumour, around).round().astype(np.int16), mask.astype(np.uint8)


def _ellipsoid(size_mm: int, rng: np.random.Generator) -> np.ndarray:
    axes = size_mm / 2 * np.array([1.0, rng.uniform(0.75, 1.0), rng.uniform(0.7, 0.95)])
    centre = np.array([(n - 1) / 2 * s for n, s in zip(SHAPE, SPACING, strict=True)]) + rng.uniform(-2, 2, 3)
    grid = np.meshgrid(*(np.arange(n) * s for n, s in zip(SHAPE, SPACING, strict=True)), indexing="ij")
    distance = sum(((g - c) / a) ** 2 for g, c, a in zip(grid, centre, axes, strict=True))
    inside: np.ndarray = distance <= 1.0
    return inside


def _grain(rng: np.random.Generator, sigma: float) -> np.ndarray:
    """White noise smoothed by a Gaussian, through its transfer function exp(-2 (pi sigma f)^2)."""
    noise = rng.standard_normal(SHAPE)
    squared = sum(f**2 for f in np.meshgrid(*(np.fft.fftfreq(n) for n in SHAPE), indexing="ij"))
    return np.asarray(np.fft.ifftn(np.fft.fftn(noise) * np.exp(-2 * (math.pi * sigma) ** 2 * squared)).real)


def _standardised(field: np.ndarray, mask: np.ndarray) -> np.ndarray:
    inside = field[mask]
    return np.asarray((field - inside.mean()) / inside.std())
