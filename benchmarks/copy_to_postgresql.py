"""Copies an invented record to a PostgreSQL server, for the benchmarks that compare the two.

    python -m benchmarks.copy_to_postgresql WORKSPACE NEW_WORKSPACE URL

People, events and displays go over the way a load writes them; then the server gathers its statistics, as it would of
itself some minutes later.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import sqlalchemy as sa

from medomics_ehr.record.exchange import visit_of
from medomics_ehr.record.store import Record
from medomics_ehr.workspace import Workspace

TABLES = ("cdm.person", "medomics.event", "medomics.code_display")


def main() -> None:
    """Read the arguments, copy, print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("new_workspace", type=Path)
    parser.add_argument("url", help="such as postgresql+psycopg://me@127.0.0.1/database")
    given = parser.parse_args()
    target = Record.of(Workspace.create(given.new_workspace, url=given.url))
    target.create()
    began = time.perf_counter()
    source = Record.of(Workspace.open(given.workspace)).duckdb(read_only=True)
    with source as connection, visit_of(target, connection).writing() as visit:
        rows = {table: visit.push(table) for table in TABLES}
    engine = sa.create_engine(target.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
    engine.dispose()
    print(", ".join(f"{table} {n:,}" for table, n in rows.items()), f"in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
