"""A block from an omics table: for each subject the newest item known at the index date, column by column."""

from __future__ import annotations

import pandas as pd

from fusion.dataset.block import Block
from medomics_ehr.features.as_of import known_by
from omics.table import KEYS, OmicsTable


def omics_block(table: OmicsTable, index: pd.DataFrame) -> Block:
    """The newest value of each column that was taken and available by the index date.

    Several items of a subject (a CT and a PET, two samples) complete one another; of the same column the item taken
    last stands.
    """
    columns = [entry.column for entry in table.dictionary]
    known = known_by(table.frame, index).sort_values([*KEYS], kind="stable")
    newest = known.groupby("row")[columns].last() if len(known) else pd.DataFrame(columns=columns)
    values = newest.reindex(range(len(index))).astype("float64")
    return Block(table.modality, values, table.dictionary)
