"""The feature dictionary: what each column of an omics table or a feature block means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class FeatureColumn:
    """One column of a table.

    Attributes:
        column: its name in the table.
        modality: `ehr`, `text`, `radiomics` or `genomics`.
        description: one line for a reader.
        unit: UCUM unit, "1" where dimensionless.
        standard_code: IBSI, HGNC or `SYSTEM//CODE` identifier, "" where there is none.
        source_codes: codes or ancestors the column counts, `;`-separated.
        window: time before the index that it looks at, such as `-365d..0d`, "" where timeless.
        settings: what computed it, as JSON.
        software: name and version of what computed it.
        share_present: share of rows that hold a value, 0 to 1.
    """

    column: str
    modality: str
    description: str = ""
    unit: str = "1"
    standard_code: str = ""
    source_codes: str = ""
    window: str = ""
    settings: str = ""
    software: str = ""
    share_present: float = 1.0


def dictionary_frame(columns: Iterable[FeatureColumn]) -> pd.DataFrame:
    """The dictionary as a frame, one row a column, in the order given.

    >>> dictionary_frame([FeatureColumn("age", "ehr", unit="a")]).loc[0, "unit"]
    'a'
    """
    return pd.DataFrame([asdict(column) for column in columns], columns=list(FeatureColumn.__dataclass_fields__))
