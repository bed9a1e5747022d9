"""DuckDB without its relation layer, for commands that take less time than that layer takes to import.

The package `duckdb` hands on the connection and the errors of its extension `_duckdb` as they are, and adds relations,
which SQL over a connection does not need. A release that has no such extension is imported whole.
"""

from __future__ import annotations

try:
    import _duckdb as duckdb
except ImportError:
    import duckdb  # type: ignore[no-redef]

__all__ = ["duckdb"]
