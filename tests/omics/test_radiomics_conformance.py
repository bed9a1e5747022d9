"""Features against IBSI-1's digital phantom (Zwanenburg et al. 2020, doi 10.1148/radiol.2020191145).

The phantom is IBSI's (CC BY 4.0); the expected values are a sample of the consensus values. `tests/external` holds
all of them, and the CT phantom.
"""

from __future__ import annotations

import numpy as np
import pytest
import SimpleITK as sitk

from omics.radiomics.features import compute_features
from omics.radiomics.preprocess import prepare
from omics.radiomics.settings import Settings

IMAGE = [
    [[1, 4, 4, 1, 1], [1, 4, 6, 1, 1], [4, 1, 6, 4, 1], [4, 4, 6, 4, 1]],
    [[1, 4, 4, 1, 1], [1, 1, 6, 1, 1], [1, 1, 3, 1, 1], [4, 4, 6, 1, 1]],
    [[1, 4, 4, 1, 1], [1, 1, 1, 1, 1], [1, 1, 9, 1, 1], [1, 1, 6, 1, 1]],
    [[1, 4, 4, 1, 1], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [1, 1, 6, 1, 1]],
]
OUTSIDE = [(1, 2, 0), (2, 0, 3), (2, 0, 4), (2, 2, 2), (3, 0, 3), (3, 0, 4)]

CONSENSUS = {
    "shape_MeshVolume": (556, 4),
    "shape_SurfaceArea": (388, 3),
    "shape_Maximum3DDiameter": (13.1, 0.1),
    "shape_MajorAxisLength": (11.4, 0.1),
    "firstorder_Mean": (2.15, 0.005),
    "firstorder_Variance": (3.05, 0.005),
    "firstorder_Kurtosis": (-0.355, 0.0005),
    "firstorder_Entropy": (1.27, 0.005),
    "glcm_JointEntropy": (2.40, 0.005),
    "glcm_Contrast": (5.32, 0.005),
    "glcm_Autocorrelation": (5.06, 0.005),
    "glrlm_ShortRunEmphasis": (0.705, 0.0005),
    "glrlm_LowGrayLevelRunEmphasis": (0.603, 0.0005),
    "glszm_LargeAreaEmphasis": (550, 0.5),
    "gldm_SmallDependenceEmphasis": (0.045, 0.0005),
    "ngtdm_Busyness": (6.54, 0.005),
}


@pytest.fixture(scope="module")
def found() -> dict[str, float]:
    mask = np.ones((4, 4, 5), dtype=np.uint8)
    mask[tuple(zip(*OUTSIDE, strict=True))] = 0
    image, region = (sitk.GetImageFromArray(np.array(a)) for a in (IMAGE, mask))
    image.SetSpacing((2.0, 2.0, 2.0))
    region.CopyInformation(image)
    return compute_features(prepare(image, region, Settings(spacing_mm=None, bin_width=1, bin_count=None)))


@pytest.mark.parametrize("feature", CONSENSUS)
def test_digital_phantom(found: dict[str, float], feature: str) -> None:
    value, tolerance = CONSENSUS[feature]
    assert found[feature] == pytest.approx(value, abs=tolerance)
