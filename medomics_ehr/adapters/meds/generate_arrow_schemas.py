"""Writes `arrow_schemas.json` from the `meds` package: run it when MEDS or our columns change.

python -m medomics_ehr.adapters.meds.generate_arrow_schemas
"""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pyarrow as pa
from meds.schema import CodeMetadataSchema, DataSchema, SubjectSplitSchema

from medomics_ehr.adapters.meds.columns import EXTENSIONS

_ARROW = {"TIMESTAMP": pa.timestamp("us"), "VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BIGINT": pa.int64()}


def encoded_schemas() -> dict[str, str]:
    """The schemas of all tables that an export writes.

    >>> sorted(key for key in encoded_schemas() if "time" not in key)
    ['code,description,parent_codes', 'subject_id,split']
    """
    data = DataSchema.schema()
    chosen = [CodeMetadataSchema.schema(), SubjectSplitSchema.schema()]
    for extensions in (("unit",), tuple(EXTENSIONS)):
        chosen.append(pa.schema([*data, *(pa.field(name, _ARROW[EXTENSIONS[name]]) for name in extensions)]))
    return {
        ",".join(schema.names): base64.b64encode(schema.serialize().to_pybytes()).decode("ascii") for schema in chosen
    }


if __name__ == "__main__":
    target = Path(__file__).with_name("arrow_schemas.json")
    target.write_text(json.dumps(encoded_schemas(), indent=1) + "\n", encoding="ascii")
