"""The columns, files and version of MEDS as an export writes them; plain data, so that importing it costs nothing.

Source: MEDS 0.4 (https://medical-event-data-standard.github.io/). A test compares it with the `meds` package.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

#: Release of the `meds` package whose schemas the files follow.
MEDS_VERSION = "0.4.1"
#: MEDS' own columns of the data, with their DuckDB types.
CORE = {
    "subject_id": "BIGINT",
    "time": "TIMESTAMP",
    "code": "VARCHAR",
    "numeric_value": "FLOAT",
    "text_value": "VARCHAR",
}
#: Columns beside MEDS' own that an export of this package writes, with their DuckDB types; a load takes them back.
EXTENSIONS = {
    "end": "TIMESTAMP",
    "assertion": "VARCHAR",
    "time_precision": "VARCHAR",
    "available_at": "TIMESTAMP",
    "confidence": "DOUBLE",
    "unit": "VARCHAR",
    "source_table": "VARCHAR",
    "source_id": "BIGINT",
}
DATA = "data"
METADATA = "metadata"
CODES = f"{METADATA}/codes.parquet"
SUBJECT_SPLITS = f"{METADATA}/subject_splits.parquet"
DATASET = f"{METADATA}/dataset.json"


@cache
def arrow_schemas() -> dict[str, str]:
    """Arrow schemas (IPC, base64) by the columns that they are of, joined by commas; see `generate_arrow_schemas`.

    A Parquet file that carries one is read back in exactly its types, such as MEDS' `large_string`.
    """
    text = files(__package__).joinpath("arrow_schemas.json").read_text(encoding="ascii")
    return dict(json.loads(text))
