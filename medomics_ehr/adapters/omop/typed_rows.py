"""Reads a source's table into CDM 5.4 columns and types, and tells the rows that do not fit from those that do.

Differences of CDM 5.3 are data (`cdm53_renames.csv`). A row that breaks the CDM's field list is quarantined with its
position, field and reason; nothing of its content is told.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from medomics_ehr.adapters.omop.sources import REJECTED, Table
from medomics_ehr.errors import InputRefused
from medomics_ehr.record.cdm_fields import cdm_fields, duckdb_type
from medomics_ehr.record.duckdb_engine import duckdb
from medomics_ehr.record.failures import plain_reason

#: Fields that name a person, place or number of a person: they stay outside the record.
DIRECT_IDENTIFIERS = frozenset(
    {
        "person.person_source_value",
        "provider.provider_name",
        "provider.npi",
        "provider.dea",
        "provider.provider_source_value",
        "location.address_1",
        "location.address_2",
        "location.location_source_value",
        "location.latitude",
        "location.longitude",
        "payer_plan_period.family_source_value",
    }
)
#: The fault of a row that the same source already gives; it is counted as unchanged, not as quarantined.
REPEATED = "row: given twice"
_NOT_UTF8 = "another encoding than UTF-8, save the file as UTF-8"


@cache
def _renames() -> dict[tuple[str, str], str]:
    text = files(__package__).joinpath("cdm53_renames.csv").read_text(encoding="utf-8")
    return {(row["table"], row["cdm54"]): row["cdm53"] for row in csv.DictReader(text.splitlines())}


def renamed(table: str, field: str) -> str:
    """The name of a CDM 5.4 field in CDM 5.3, "" where it is the same or was not there.

    >>> renamed("visit_detail", "parent_visit_detail_id")
    'visit_detail_parent_id'
    """
    return _renames().get((table, field), "")


def fields_of(table: str) -> list[dict[str, str]]:
    """The rows of the CDM's field list for a table."""
    return [row for row in cdm_fields() if row["table"] == table]


def primary_key(table: str) -> str:
    """The table's key, "" where the CDM names none; a person has at most one death.

    >>> primary_key("measurement"), primary_key("death"), primary_key("concept_ancestor")
    ('measurement_id', 'person_id', '')
    """
    keys = [row["field"] for row in fields_of(table) if row["primary_key"] == "yes"]
    return "person_id" if table == "death" else (keys[0] if len(keys) == 1 else "")


def read_typed(memory: duckdb.DuckDBPyConnection, table: str, source: Table) -> int:
    """Make `typed_<table>` in memory: the CDM 5.4 columns, `line` and `fault` (NULL where the row fits).

    Returns:
        how many rows the source's table has.

    Raises:
        InputRefused: the file is cut or damaged, so that nobody knows what else it held.
    """
    columns, faults = [], []
    for row in fields_of(table):
        raw = raw_column(table, row["field"], source)
        value = _typed(raw, row)
        columns.append(f'{value} AS "{row["field"]}"')
        faults += _faults(raw, value, row)
    listed = f"list_filter([{', '.join(faults)}], lambda f: f IS NOT NULL)[1]"
    try:
        memory.execute(
            f"CREATE TABLE typed_{table} AS SELECT {', '.join(columns)}, "
            f"CAST(line + {source.header_lines} AS INTEGER) AS line, "
            f"{listed} AS fault FROM (SELECT *, row_number() OVER () AS line FROM {source.relation})"
        )
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        if plain_reason(error):
            raise
        raise InputRefused(f"{source.label}: the file is cut or damaged; copy it again, then load all anew") from error
    _add_rejected_lines(memory, table, source)
    if primary_key(table):
        _part_repeated_keys(memory, table)
    row_count = memory.execute(f"SELECT count(*) FROM typed_{table}").fetchone()
    return int(row_count[0]) if row_count else 0


def _add_rejected_lines(memory: duckdb.DuckDBPyConnection, table: str, source: Table) -> None:
    """Lines that are no CSV (too many or too few columns, an open quote, wrong encoding) become rows with a fault."""
    if not memory.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [REJECTED]).fetchone():
        return
    memory.execute(
        f"CREATE OR REPLACE TEMP TABLE rejected AS SELECT line, lower(min(CAST(error_type AS VARCHAR))) AS kind, "
        f"line - row_number() OVER (ORDER BY line) AS rows_before FROM {REJECTED} r "
        f"JOIN {REJECTED}_scan s USING (scan_id, file_id) WHERE ends_with(s.file_path, ?) GROUP BY line",
        ["/" + source.label],
    )
    if not memory.execute("FROM rejected LIMIT 1").fetchone():
        return
    # DuckDB numbers the rows that it read; each rejected line before one moves it down.
    passed = "(SELECT count(*) FROM rejected r WHERE r.rows_before < typed.line)"
    memory.execute(f"UPDATE typed_{table} AS typed SET line = line + {passed}")
    memory.execute(
        f"INSERT INTO typed_{table} BY NAME SELECT CAST(line AS INTEGER) AS line, "
        f"'line: ' || CASE kind WHEN 'invalid encoding' THEN '{_NOT_UTF8}' ELSE kind END AS fault FROM rejected"
    )


def typed_view(memory: duckdb.DuckDBPyConnection, table: str, source: Table, view: str) -> None:
    """Make a view of a source's table with CDM 5.4 columns and types, see `typed_query`."""
    memory.execute(f"CREATE VIEW {view} AS {typed_query(table, source)}")


def typed_query(table: str, source: Table) -> str:
    """A query of a source's table with CDM 5.4 columns and types. No row is judged: what does not fit is NULL."""
    fields = [(row["field"], _typed(raw_column(table, row["field"], source), row)) for row in fields_of(table)]
    columns = ", ".join(f'{value} AS "{field}"' for field, value in fields)
    numbered = f"(SELECT *, row_number() OVER () AS line FROM {source.relation})"
    relation = source.relation if _has_key(table, source) else numbered
    return f"SELECT {columns} FROM {relation}"


def _has_key(table: str, source: Table) -> bool:
    return not primary_key(table) or primary_key(table) in source.columns


def _part_repeated_keys(memory: duckdb.DuckDBPyConnection, table: str) -> None:
    """Some CDMs give one key to several facts. The same row again is `REPEATED`; another fact gets a key of its own.

    The new key is a digest of the row, so that the next load finds it again. Where other tables point to the key,
    nobody can say which row they mean: the later rows are refused.
    """
    key, fields = primary_key(table), [row["field"] for row in fields_of(table)]
    content = "CAST(row(" + ", ".join(f'"{field}"' for field in fields) + ") AS VARCHAR)"
    memory.execute(f"""
        CREATE OR REPLACE TEMP TABLE repeated AS
        SELECT line, content, row_number() OVER (PARTITION BY key ORDER BY content, line) AS place,
               row_number() OVER (PARTITION BY key, content ORDER BY line) AS copy
        FROM (SELECT line, {key} AS key, {content} AS content FROM typed_{table} WHERE fault IS NULL AND {key} IN
              (SELECT {key} FROM typed_{table} WHERE fault IS NULL GROUP BY ALL HAVING count(*) > 1))
    """)
    memory.execute(
        f"UPDATE typed_{table} SET fault = '{REPEATED}' WHERE line IN (SELECT line FROM repeated WHERE copy > 1)"
    )
    others = "repeated r WHERE r.line = typed.line AND r.copy = 1 AND r.place > 1"
    if table in _pointed_at() or table == "death":
        memory.execute(f"UPDATE typed_{table} AS typed SET fault = '{key}: given to several rows' FROM {others}")
    else:
        digest = "CAST(md5_number_lower(r.content) >> 1 AS BIGINT)"
        memory.execute(f"UPDATE typed_{table} AS typed SET {key} = {digest} FROM {others}")


@cache
def _pointed_at() -> frozenset[str]:
    """Tables whose key other tables hold."""
    return frozenset(row["foreign_table"] for row in cdm_fields() if row["foreign_table"])


def raw_column(table: str, field: str, source: Table) -> str | None:
    """The source's column, None where it has none or the record may not hold it."""
    if f"{table}.{field}" in DIRECT_IDENTIFIERS:
        return None
    if field in source.columns:
        return f'"{field}"'
    older = renamed(table, field)
    return f'"{older}"' if older in source.columns else None


def _typed(raw: str | None, row: dict[str, str]) -> str:
    kind = duckdb_type(row)
    if raw is None:
        # CDM 5.3 lacks some required concepts and keys that CDM 5.4 has.
        if row["required"] == "yes" and row["field"].endswith("_concept_id"):
            return "0"
        return "line" if row["primary_key"] == "yes" else f"CAST(NULL AS {kind})"
    if kind == "VARCHAR":
        return f"CAST({raw} AS VARCHAR)" if row["required"] == "no" else f"coalesce(CAST({raw} AS VARCHAR), '')"
    if kind in {"DATE", "TIMESTAMP"}:
        # Athena writes 20240131.
        compact = f"TRY_STRPTIME(CAST({raw} AS VARCHAR), '%Y%m%d')"
        return f"coalesce(TRY_CAST({raw} AS {kind}), CAST({compact} AS {kind}))"
    value = f"TRY_CAST({raw} AS {kind})"
    # A number that is none, or beyond all bounds, measures nothing.
    return f"CASE WHEN isfinite({value}) THEN {value} END" if kind == "DOUBLE" else value


def _faults(raw: str | None, value: str, row: dict[str, str]) -> list[str]:
    field, kind = row["field"], duckdb_type(row)
    if raw is None:
        required = row["required"] == "yes" and value.startswith("CAST(NULL")
        return [f"'{field}: required, but the table has no such column'"] if required else []
    found = []
    if kind != "VARCHAR":
        found.append(f"CASE WHEN {raw} IS NOT NULL AND {value} IS NULL THEN '{field}: not of type {row['type']}' END")
        if row["required"] == "yes":
            found.append(f"CASE WHEN {raw} IS NULL THEN '{field}: required, but empty' END")
    else:
        found.append(f"CASE WHEN contains(CAST({raw} AS VARCHAR), chr(0)) THEN '{field}: holds a NUL character' END")
    length = re.fullmatch(r"varchar\((\d+)\)", row["type"])
    if length:
        found.append(f"CASE WHEN len({raw}) > {length[1]} THEN '{field}: longer than {length[1]} characters' END")
    return found
