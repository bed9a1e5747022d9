"""The CDM 5.4 field list and the DuckDB type of each field, as data (`cdm54_fields.csv`, OHDSI, Apache-2.0).

Pure, and light to import: `tables` builds SQLAlchemy's metadata from it, conversions without a record need no more.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

#: Integers that are no key: they fit 32 bits.
_SMALL = frozenset({"year_of_birth", "month_of_birth", "day_of_birth"})
_DUCKDB_TYPES = {"float": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP"}


@cache
def cdm_fields() -> tuple[dict[str, str], ...]:
    """The CDM's field list: table, field, required, type, primary_key, foreign_table, foreign_field, domain.

    >>> len(cdm_fields())
    432
    """
    text = files("medomics_ehr.record").joinpath("cdm54_fields.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def duckdb_type(row: Mapping[str, str]) -> str:
    """The DuckDB type of a row of the field list. Keys are 63-bit; concept ids are not.

    >>> duckdb_type({"field": "value_as_number", "type": "float"}), duckdb_type({"field": "note_id", "type": "integer"})
    ('DOUBLE', 'BIGINT')
    """
    if row["type"] == "integer":
        return "INTEGER" if row["field"].endswith("concept_id") or row["field"] in _SMALL else "BIGINT"
    return _DUCKDB_TYPES.get(row["type"], "VARCHAR")
