"""Writes a volume as gzipped NIfTI-1, the same bytes each time (no clock in the gzip header).

Layout: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h
"""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np

_DATATYPES = {"int16": (4, 16), "uint8": (2, 8)}
_HEADER_BYTES = 348


def write_nifti(path: Path, volume: np.ndarray, spacing: tuple[float, float, float]) -> None:
    """Write a volume indexed x, y, z with voxel sizes in mm, axes along left, posterior, superior.

    Args:
        volume: int16 or uint8, three axes.
        spacing: mm along each axis.
    """
    header = _header(volume, spacing)
    body = header + b"\0" * 4 + volume.tobytes(order="F")
    with path.open("wb") as stream, gzip.GzipFile("", "wb", 6, stream, mtime=0) as packed:
        packed.write(body)


def _header(volume: np.ndarray, spacing: tuple[float, float, float]) -> bytes:
    code, bits = _DATATYPES[volume.dtype.name]
    header = bytearray(_HEADER_BYTES)
    struct.pack_into("<i", header, 0, _HEADER_BYTES)
    struct.pack_into("<8h", header, 40, 3, *volume.shape, 1, 1, 1, 1)
    struct.pack_into("<hh", header, 70, code, bits)
    struct.pack_into("<8f", header, 76, 1.0, *spacing, 0, 0, 0, 0)
    struct.pack_into("<f", header, 108, float(_HEADER_BYTES + 4))
    struct.pack_into("<ff", header, 112, 1.0, 0.0)
    struct.pack_into("<B", header, 123, 2)
    struct.pack_into("<hh", header, 252, 0, 1)
    # x and y point to the patient's left and back in most CT series; NIfTI counts right and front as positive.
    for row, axis in enumerate(((-spacing[0], 0.0, 0.0), (0.0, -spacing[1], 0.0), (0.0, 0.0, spacing[2]))):
        struct.pack_into("<4f", header, 280 + 16 * row, *axis, 0.0)
    header[344:348] = b"n+1\0"
    return bytes(header)
