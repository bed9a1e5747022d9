"""A feature block and the data set that holds several. Pure: frames in, frames out.

A block that a subject lacks is a row of missing values, never zeros: a patient without images has no radiomics,
not a radiomics of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from medomics_ehr.contracts import FeatureColumn

#: Modalities in the order in which everything lists them.
MODALITIES = ("ehr", "text", "radiomics", "genomics")


@dataclass(frozen=True)
class Block:
    """Features of one modality, a row for each row of the index.

    Attributes:
        modality: one of `MODALITIES`.
        values: float64 frame, one column for each feature, rows as in the index; all missing where absent.
        dictionary: what the columns mean, in their order.
    """

    modality: str
    values: pd.DataFrame
    dictionary: tuple[FeatureColumn, ...]

    @property
    def present(self) -> np.ndarray:
        """Which subjects have the block, shape (n,), bool."""
        return self.values.notna().any(axis=1).to_numpy()


@dataclass(frozen=True)
class SurvivalData:
    """Subjects, their blocks and their outcome, row by row.

    Attributes:
        index: subject_id, index_date.
        blocks: modality to block.
        time: days from the index date to death or last contact, shape (n,), above 0; NaN where not followed.
        event: 1 for death, 0 for censored, shape (n,).
        account: how many subjects each step kept or left out, for the model card.
    """

    index: pd.DataFrame
    blocks: Mapping[str, Block]
    time: np.ndarray
    event: np.ndarray
    account: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.index)

    def take(self, rows: np.ndarray) -> SurvivalData:
        """The data set of these rows."""
        blocks = {
            name: Block(name, block.values.iloc[rows].reset_index(drop=True), block.dictionary)
            for name, block in self.blocks.items()
        }
        index = self.index.iloc[rows].reset_index(drop=True)
        return SurvivalData(index, blocks, self.time[rows], self.event[rows], self.account)
