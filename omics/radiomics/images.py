"""Reads an image and its mask, and refuses a pair whose grids differ. Knows no feature.

A mask that lies 30 mm off gives 107 plausible features, so no tolerance is offered: grids agree to a thousandth of
a voxel or the pair is refused.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import math
import struct
import zlib
from pathlib import Path

import numpy as np
import SimpleITK as sitk

from medomics_ehr.errors import InputRefused

#: Largest distance between corresponding corners of two equal grids, as a share of the smallest voxel side.
_CORNER_TOLERANCE = 1e-3

sitk.ProcessObject.SetGlobalWarningDisplay(False)


class ImageRefused(InputRefused):
    """An image or mask that cannot be used; the message names no file and no patient."""


def read_image(path: Path) -> sitk.Image:
    """A scalar 3D image from a file (NIfTI, NRRD, MetaImage) or from a folder with one DICOM series.

    Raises:
        ImageRefused: it is not there, not readable, not 3D, or has several components.
    """
    if not path.exists():
        raise ImageRefused("no such file")
    try:
        if path.name.endswith((".nii", ".nii.gz")):
            _check_nifti(path)
        image: sitk.Image = _read_dicom(path) if path.is_dir() else sitk.ReadImage(str(path))
    except (RuntimeError, EOFError, OSError, zlib.error, struct.error):
        raise ImageRefused("not readable as an image (truncated, or of an unknown format)") from None
    if image.GetDimension() != 3 or image.GetNumberOfComponentsPerPixel() != 1:
        raise ImageRefused("not a three-dimensional image with one value a voxel")
    return image


def _check_nifti(path: Path) -> None:
    """Refuse a cut NIfTI file: ITK fills what is lacking with whatever is there, without a word."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        header = stream.read(352)
        length = len(header)
        while part := stream.read(1 << 20):
            length += len(part)
    order = "<" if header[:4] == (348).to_bytes(4, "little") else ">"
    if len(header) < 352 or struct.unpack_from(f"{order}i", header)[0] != 348:
        raise EOFError
    rank, *sizes = struct.unpack_from(f"{order}8h", header, 40)
    (bits,) = struct.unpack_from(f"{order}h", header, 72)
    (offset,) = struct.unpack_from(f"{order}f", header, 108)
    if length < offset + math.prod(sizes[:rank]) * bits / 8:
        raise EOFError


def _read_dicom(folder: Path) -> sitk.Image:
    series = sitk.ImageSeriesReader.GetGDCMSeriesIDs(str(folder))
    if len(series) != 1:
        raise ImageRefused(f"a folder must hold one DICOM series, this one holds {len(series)}")
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder), series[0]))
    image: sitk.Image = reader.Execute()
    return image


def region_of(mask: sitk.Image, label: int | None = None) -> sitk.Image:
    """The mask as 0 and 1, `label` or the only value other than 0 becoming 1.

    Raises:
        ImageRefused: nothing is marked, or several values are and no label says which is meant.
    """
    values = np.unique(sitk.GetArrayViewFromImage(mask))
    marks = [value for value in values if value != 0]
    if label is None and len(marks) > 1:
        raise ImageRefused(f"the mask holds {len(marks)} values; set `label` in the settings to the one that is meant")
    wanted = marks[0] if label is None and marks else label
    if not marks or wanted not in marks:
        raise ImageRefused("the mask is empty")
    array = (sitk.GetArrayViewFromImage(mask) == wanted).astype(np.uint8)
    region = sitk.GetImageFromArray(array)
    region.CopyInformation(mask)
    return region


def check_geometry(image: sitk.Image, mask: sitk.Image) -> None:
    """Refuse two grids that differ in size or place.

    Raises:
        ImageRefused: the sizes differ, or a corner of one lies off the same corner of the other.
    """
    if image.GetSize() != mask.GetSize():
        raise ImageRefused(f"mask with other geometry: {_times(mask)} voxels against the image's {_times(image)}")
    distance = float(np.abs(_corners(image) - _corners(mask)).max())
    if distance > _CORNER_TOLERANCE * min(image.GetSpacing()):
        raise ImageRefused(f"mask with other geometry: it lies up to {distance:.3g} mm off the image")


def _times(image: sitk.Image) -> str:
    return "x".join(str(size) for size in image.GetSize())


def _corners(image: sitk.Image) -> np.ndarray:
    """Physical place (mm) of the eight corner voxels, shape (8, 3)."""
    ends = [(0, size - 1) for size in image.GetSize()]
    return np.array([image.TransformIndexToPhysicalPoint(corner) for corner in itertools.product(*ends)])


def content_digest(*paths: Path) -> str:
    """SHA-256 over the bytes of files, or of all files of a folder in the order of their names."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.is_file():
                with file.open("rb") as stream:
                    digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()
