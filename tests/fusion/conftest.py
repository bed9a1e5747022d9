"""Data sets with a known law of survival: a Weibull hazard that one column of each block moves."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from fusion.dataset.block import Block, SurvivalData
from medomics_ehr.contracts import FeatureColumn


def _planted(
    subjects: int = 160, columns: int = 6, strength: float = 0.8, missing: float = 0.1, seed: int = 0
) -> tuple[SurvivalData, np.ndarray]:
    """A data set of three blocks, and the true log-risk."""
    random = np.random.default_rng(seed)
    log_risk, blocks = np.zeros(subjects), {}
    for modality in ("ehr", "radiomics", "genomics"):
        values = random.normal(size=(subjects, columns))
        log_risk += strength * values[:, 0]
        values[random.random(subjects) < missing] = np.nan
        names = [f"{modality}_{k}" for k in range(columns)]
        entries = tuple(FeatureColumn(name, modality) for name in names)
        blocks[modality] = Block(modality, pd.DataFrame(values, columns=names), entries)
    death = 700 * (-np.log(random.random(subjects)) * np.exp(-log_risk)) ** (1 / 1.3)
    last = random.uniform(200, 1600, subjects)
    index = pd.DataFrame({"subject_id": np.arange(1, subjects + 1), "index_date": pd.Timestamp("2024-01-01")})
    time, event = np.ceil(np.minimum(death, last)), (death <= last).astype(float)
    return SurvivalData(index, blocks, time, event), log_risk


@pytest.fixture(scope="session")
def planted() -> Callable[..., tuple[SurvivalData, np.ndarray]]:
    """The function that draws a data set with a known law."""
    return _planted
