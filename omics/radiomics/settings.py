"""How an image is prepared and discretised before features are computed, by modality. Pure: reads no image."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from medomics_ehr.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Settings:
    """One preparation, in the order in which IBSI-1 (chapter 2) applies its steps.

    Attributes:
        spacing_mm: voxel size after interpolation (x, y, z), None leaves the grid as it is.
        interpolation: of the image, `linear` or `bspline` (order 3); the mask is always linear, at least 0.5.
        round_intensities: to whole numbers after interpolation (Hounsfield units).
        resegment: lowest and highest intensity that stay in the intensity mask; None leaves a side open.
        outlier_sigma: voxels farther than so many standard deviations from the region's mean leave the intensity
            mask (IBSI-1 section 2.6), None keeps them.
        bin_width: intensity width of a grey level, anchored at the lower bound of `resegment` or else at the
            region's minimum (IBSI's fixed bin size).
        bin_count: number of grey levels instead (IBSI's fixed bin number), for arbitrary units.
        min_voxels: a region with fewer voxels after preparation is refused.
        label: the mask's value that marks the region; None takes the only value other than 0.
    """

    spacing_mm: tuple[float, float, float] | None = (1.0, 1.0, 1.0)
    interpolation: str = "linear"
    round_intensities: bool = False
    resegment: tuple[float | None, float | None] = (None, None)
    outlier_sigma: float | None = None
    bin_width: float | None = None
    bin_count: int | None = 32
    min_voxels: int = 10
    label: int | None = None

    def __post_init__(self) -> None:
        if (self.bin_width is None) == (self.bin_count is None):
            raise ValueError("give either bin_width or bin_count")
        if self.interpolation not in {"linear", "bspline"}:
            raise ValueError("interpolation is linear or bspline")
        if self.spacing_mm is not None and (len(self.spacing_mm) != 3 or min(self.spacing_mm) <= 0):
            raise ValueError("spacing_mm is three lengths above 0")

    def to_json(self) -> str:
        """Canonical JSON, so that equal settings have equal text.

        >>> '"bin_width": 25' in BY_MODALITY["CT"].to_json()
        True
        """
        return json.dumps(asdict(self), sort_keys=True)

    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


#: CT: 1.5 mm lies between the usual side of a pixel and distance of slices; Hounsfield units have a meaning, so bins
#: have a fixed width from air up. Intensities of MR are relative, so are its bins.
BY_MODALITY: Mapping[str, Settings] = {
    "CT": Settings(
        spacing_mm=(1.5, 1.5, 1.5), round_intensities=True, resegment=(-1000.0, None), bin_width=25, bin_count=None
    ),
    "PT": Settings(spacing_mm=(2.0, 2.0, 2.0), resegment=(0.0, None), bin_width=0.5, bin_count=None),
    "MR": Settings(bin_count=32),
}


def read_settings(path: Path | None) -> dict[str, Settings]:
    """The defaults, changed by a YAML file of DICOM modality to settings.

    Raises:
        InputRefused: the file is missing, no such mapping, or a setting is unknown or has no sense.
    """
    if path is None:
        return dict(BY_MODALITY)
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {**BY_MODALITY, **{str(name): _changed(str(name), change) for name, change in given.items()}}
    except FileNotFoundError:
        raise InputRefused(f"{path}: no such file; leave out --settings for the defaults") from None
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputRefused(f"{path}: not usable as radiomics settings ({reason}); see docs/radiomics.md") from None


def _changed(modality: str, change: Mapping[str, Any]) -> Settings:
    unknown = set(change) - {field.name for field in fields(Settings)}
    if unknown:
        raise ValueError(f"{modality}: unknown setting {sorted(unknown)[0]}")
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in change.items()
    }
    for one, other in (("bin_width", "bin_count"), ("bin_count", "bin_width")):
        if values.get(one) is not None:
            values.setdefault(other, None)
    return replace(BY_MODALITY.get(modality, Settings()), **values)
