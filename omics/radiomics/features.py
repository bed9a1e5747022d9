"""Features of a prepared region: pyradiomics' calculators on IBSI's grey levels, and IBSI's definitions restored.

Names are the image's DICOM modality and pyradiomics' name (`CT_original_glcm_Contrast`), because one setting and one
meaning holds for each column; `ibsi_features.csv` gives IBSI codes and units.
"""

from __future__ import annotations

import csv
import logging
import math
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import numpy as np
import SimpleITK as sitk

from medomics_ehr.contracts import FeatureColumn
from omics.radiomics.preprocess import Prepared
from omics.radiomics.settings import Settings

_AXES = ("MajorAxisLength", "MinorAxisLength", "LeastAxisLength")


def software() -> str:
    """Name and version of what computes the features.

    >>> software().startswith("pyradiomics ")
    True
    """
    return ", ".join(f"{name} {version(name)}" for name in ("pyradiomics", "SimpleITK", "medomics-ehr"))


@cache
def feature_definitions() -> tuple[dict[str, str], ...]:
    """Rows of `ibsi_features.csv`: feature, ibsi_code, ibsi_tag, unit, description.

    >>> len(feature_definitions())
    107
    """
    text = files("omics.radiomics").joinpath("ibsi_features.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def column_name(modality: str, feature: str) -> str:
    """The table's column of a feature.

    >>> column_name("CT", "glcm_Contrast")
    'CT_original_glcm_Contrast'
    """
    return f"{modality}_original_{feature}"


def dictionary(modality: str, settings: Settings) -> tuple[FeatureColumn, ...]:
    """What each column means under these settings. Unit `I` is the image's own intensity unit."""
    return tuple(
        FeatureColumn(
            column=column_name(modality, row["feature"]),
            modality="radiomics",
            description=row["description"],
            unit=row["unit"],
            standard_code=f"IBSI//{row['ibsi_code']}" if row["ibsi_code"] else "",
            settings=settings.to_json(),
            software=software(),
        )
        for row in feature_definitions()
    )


def compute_features(prepared: Prepared) -> dict[str, float]:
    """All features of a region by the names of `feature_definitions`; NaN where one is undefined.

    Texture matrices are aggregated as IBSI's `3D, average` (GLCM, GLRLM) and `3D` (GLSZM, NGTDM, NGLDM, here GLDM).
    """
    found: dict[str, float] = {}
    for name, calculator in _calculators().items():
        mask = prepared.morphological_mask if name == "shape" else prepared.intensity_mask
        image, mask, levels = _cropped(prepared, mask)
        features = calculator(image, mask, grey_levels=levels, gldm_a=0, distances=[1])
        features.enableAllFeatures()
        found.update({f"{name}_{feature}": float(value) for feature, value in features.execute().items()})
    found = to_ibsi(found, int(sitk.GetArrayViewFromImage(prepared.morphological_mask).sum()))
    return {row["feature"]: found.get(row["feature"], math.nan) for row in feature_definitions()}


def to_ibsi(found: dict[str, float], voxels: int) -> dict[str, float]:
    """IBSI's definition where pyradiomics has its own: excess kurtosis, and axes from the sample covariance.

    >>> to_ibsi({"firstorder_Kurtosis": 3.0}, 10)["firstorder_Kurtosis"]
    0.0
    """
    changed = dict(found)
    if "firstorder_Kurtosis" in found:
        changed["firstorder_Kurtosis"] = found["firstorder_Kurtosis"] - 3
    if voxels > 1:
        scale = math.sqrt(voxels / (voxels - 1))
        changed.update({f"shape_{a}": found[f"shape_{a}"] * scale for a in _AXES if f"shape_{a}" in found})
    return changed


def _cropped(prepared: Prepared, mask: sitk.Image) -> tuple[sitk.Image, sitk.Image, np.ndarray]:
    """Image, mask and grey levels cut to the mask's box: texture is counted inside it only."""
    filled = np.argwhere(sitk.GetArrayViewFromImage(mask) == 1)
    low, high = filled.min(axis=0), filled.max(axis=0) + 1
    box = tuple(slice(int(a), int(b)) for a, b in zip(low[::-1], high[::-1], strict=True))
    return prepared.image[box], mask[box], prepared.grey_levels[box[::-1]]


@cache
def _calculators() -> dict[str, Any]:
    """pyradiomics' classes, each taking grey levels that are already there instead of binning by itself."""
    from radiomics import firstorder, glcm, gldm, glrlm, glszm, ngtdm, shape

    logging.getLogger("radiomics").setLevel(logging.ERROR)

    def with_grey_levels(calculator: type) -> type:
        members = {"_applyBinning": _given_grey_levels, "__module__": calculator.__module__}
        return type(calculator.__name__, (calculator,), members)

    return {
        "shape": shape.RadiomicsShape,
        "firstorder": with_grey_levels(firstorder.RadiomicsFirstOrder),
        "glcm": with_grey_levels(glcm.RadiomicsGLCM),
        "glrlm": with_grey_levels(glrlm.RadiomicsGLRLM),
        "glszm": with_grey_levels(glszm.RadiomicsGLSZM),
        "gldm": with_grey_levels(gldm.RadiomicsGLDM),
        "ngtdm": with_grey_levels(ngtdm.RadiomicsNGTDM),
    }


def _given_grey_levels(self: Any, matrix: np.ndarray) -> np.ndarray:
    levels: np.ndarray = self.settings["grey_levels"]
    self.coefficients["grayLevels"] = np.unique(levels[self.maskArray])
    self.coefficients["Ng"] = int(self.coefficients["grayLevels"].max())
    return levels.copy()
