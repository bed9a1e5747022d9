"""A CDM that stays where it is: the record's schema `cdm` then holds views on it, and only `medomics` is its own.

A CDM on PostgreSQL lies in the record's own database, so that views suffice. One in another DuckDB file must be
attached to each connection: `reattach` does that, and does nothing for a record without one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
from sqlalchemy import Column, Table, Text

from medomics_ehr.record.tables import MEDOMICS, metadata

#: Name under which the other DuckDB file is attached; the views name it.
CATALOG = "attached_cdm"

#: The DuckDB file whose CDM is seen through views; at most one row.
attached_file = Table("attached_file", metadata, Column("path", Text, nullable=False), schema=MEDOMICS)


def reattach(fetch: Callable[[str], list[Any]], catalog: str) -> None:
    """Attach the file that a record's views name, read-only.

    Args:
        fetch: runs a statement on the connection and returns its rows.
        catalog: name of the record's own database on that connection.
    """
    try:
        paths = fetch(f'SELECT path FROM "{catalog}".medomics.attached_file')
    except duckdb.CatalogException:
        return  # a record whose tables are still to be made; asking the catalogue first takes ten times as long
    for (path,) in paths:
        literal = str(path).replace("'", "''")
        fetch(f"ATTACH IF NOT EXISTS '{literal}' AS {CATALOG} (READ_ONLY)")
