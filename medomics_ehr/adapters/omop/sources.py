"""Opens an OMOP CDM where it lies: a folder or archive of CSV or Parquet, a DuckDB file, or a PostgreSQL schema.

Gives each CDM table as a relation that DuckDB can read. It judges no row (see `typed_rows`); archives are unpacked
into a private temporary folder under neutral names, so that no path of an archive is followed.
"""

from __future__ import annotations

import re
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from medomics_ehr.errors import EnvironmentFailed, InputRefused, WrongUsage
from medomics_ehr.record.cdm_fields import cdm_fields
from medomics_ehr.record.duckdb_engine import duckdb

_FILE = re.compile(r"^(?P<table>[a-z_]+)(?P<kind>\.csv|\.tsv|\.txt|\.parquet)(\.gz)?$")
#: Where DuckDB notes the lines of a CSV that are none, once one was met.
REJECTED = "rejected_line"
#: The schema of a CDM where none is named, by whether a PostgreSQL server holds it; else a DuckDB file does.
_DEFAULT_SCHEMA = {True: "public", False: "main"}
#: More than this unpacked is refused: it is no CDM extract that a workstation loads, or it is a bomb.
UNPACKED_LIMIT = 200 * 2**30


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a source.

    Attributes:
        relation: what DuckDB reads it with, after FROM.
        label: how the account names it; never a path.
        columns: its column names in lower case.
        header_lines: lines before the first row.
    """

    relation: str
    label: str
    columns: tuple[str, ...]
    header_lines: int = 0


def cdm_tables() -> tuple[str, ...]:
    """The CDM's tables, in the order of its field list.

    >>> cdm_tables()[0], len(cdm_tables())
    ('person', 39)
    """
    return tuple(dict.fromkeys(row["table"] for row in cdm_fields()))


@contextmanager
def open_source(
    memory: duckdb.DuckDBPyConnection, source: str, schema: str = "", only: Collection[str] = ()
) -> Iterator[dict[str, Table]]:
    """The CDM tables of a source, readable by `memory` until the context ends.

    Args:
        source: a folder, a `.zip`, `.tar` or `.tar.gz` of CSV or Parquet, a DuckDB file or URL, or a PostgreSQL URL.
        schema: the schema of the CDM in a database; by default `main` for DuckDB, `public` for PostgreSQL.
        only: the tables to look at, all where none is named.

    Raises:
        InputRefused: nothing there holds a CDM table.
        EnvironmentFailed: the database cannot be reached.
    """
    with tempfile.TemporaryDirectory(prefix="medomics-omop-") as folder:
        tables = _tables(memory, source, schema, Path(folder), frozenset(only or cdm_tables()))
        if not tables:
            raise InputRefused(f"{_shown(source)}: holds no CDM table; {_elsewhere(memory, source)}")
        yield tables
        if is_duckdb(source):
            memory.execute("DETACH cdm_source")


def _tables(
    memory: duckdb.DuckDBPyConnection, source: str, schema: str, folder: Path, wanted: frozenset[str]
) -> dict[str, Table]:
    if source.startswith("postgresql"):
        return _files(memory, _copied_from_postgresql(source, schema or _DEFAULT_SCHEMA[True], folder), wanted)
    if is_duckdb(source):
        return _attached(memory, Path(source.removeprefix("duckdb:///")), schema or _DEFAULT_SCHEMA[False], wanted)
    path = Path(source)
    if schema:
        raise WrongUsage(f"{path}: --schema is for a database, and this is none; leave it out")
    if not path.exists():
        raise InputRefused(f"{path}: no such file or folder; check the path")
    return _files(memory, path if path.is_dir() else _unpacked(path, folder), wanted)


def _elsewhere(memory: duckdb.DuckDBPyConnection, source: str) -> str:
    """What to do about a source that holds no CDM table."""
    if source.startswith("postgresql"):
        return schemas_told(_postgresql_schemas(source))
    if not is_duckdb(source):
        return "name the folder or archive that does"
    query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'cdm_source'"
    return schemas_told(memory.execute(query).fetchall())


def schemas_told(tables: Iterable[tuple[str, str]]) -> str:
    """The schemas of a database that hold tables of the CDM, as a remedy.

    >>> schemas_told([("warehouse", "PERSON"), ("main", "users")])
    'name the schema that does with --schema: warehouse'
    """
    found = sorted({schema for schema, table in tables if table.lower() in cdm_tables()})
    return (
        f"name the schema that does with --schema: {', '.join(found)}" if found else "no schema of this database does"
    )


def _postgresql_schemas(url: str) -> list[tuple[str, str]]:
    import psycopg
    from sqlalchemy import make_url

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        query = "SELECT table_schema, table_name FROM information_schema.tables"
        return [(str(schema), str(table)) for schema, table in connection.execute(query).fetchall()]


def is_duckdb(source: str) -> bool:
    """Whether a source names a DuckDB file."""
    return source.startswith("duckdb:///") or source.endswith((".duckdb", ".db"))


def place_of(source: str, schema: str = "") -> str:
    """Where a source lies, the same however it is written: an absolute path, or a URL without its password.

    A database may hold a CDM in each schema; one that is not the default is a part of the place.

    >>> place_of("postgresql://ann:secret@db/cdm"), place_of("/data/../data/cdm")
    ('postgresql://ann:***@db/cdm', '/data/cdm')
    >>> place_of("/data/cdm.duckdb", "main"), place_of("/data/cdm.duckdb", "trial")
    ('/data/cdm.duckdb', '/data/cdm.duckdb, schema trial')
    """
    is_server = source.startswith("postgresql")
    place = _shown(source) if is_server else str(Path(source.removeprefix("duckdb:///")).resolve())
    return place if schema in ("", _DEFAULT_SCHEMA[is_server]) else f"{place}, schema {schema}"


def _shown(source: str) -> str:
    if "://" not in source:
        return source
    from sqlalchemy import make_url

    return make_url(source).render_as_string(hide_password=True)


def _attached(memory: duckdb.DuckDBPyConnection, path: Path, schema: str, wanted: frozenset[str]) -> dict[str, Table]:
    if not path.is_file():
        raise InputRefused(f"{path}: no such DuckDB file; check the path")
    refuse_sqlite(path)
    try:
        memory.execute(f"ATTACH {_text(str(path))} AS cdm_source (READ_ONLY)")
    except duckdb.Error as error:
        raise EnvironmentFailed(f"{path}: cannot be opened as DuckDB; check the file") from error
    found = memory.execute(
        "SELECT lower(table_name), table_name, list(lower(column_name) ORDER BY column_index) FROM duckdb_columns() "
        "WHERE database_name = 'cdm_source' AND schema_name = ? GROUP BY ALL",
        [schema],
    ).fetchall()
    return {
        name: Table(f'cdm_source."{schema}"."{actual}"', name, tuple(columns))
        for name, actual, columns in found
        if name in wanted
    }


def refuse_sqlite(path: Path) -> None:
    """DuckDB would look for an extension to read it with.

    Raises:
        InputRefused: the file is an SQLite database.
    """
    with path.open("rb") as stream:
        if stream.read(16) == b"SQLite format 3\0":
            raise InputRefused(f"{path.name}: an SQLite database is not read; export its tables as CSV")


def table_named(name: str) -> str:
    """The CDM table that a file holds by its name, "" for any other file.

    >>> table_named("PERSON.csv"), table_named("concept.csv.gz"), table_named("persons.csv")
    ('person', 'concept', '')
    """
    match = _FILE.match(name.lower())
    return match["table"] if match and match["table"] in cdm_tables() else ""


def _files(memory: duckdb.DuckDBPyConnection, folder: Path, wanted: frozenset[str]) -> dict[str, Table]:
    home, tables = folder.resolve(), {}
    for path in sorted(folder.rglob("*")):
        match = _FILE.match(path.name.lower())
        inside = path.is_file() and path.resolve().is_relative_to(home) and not path.parent.name.startswith("__")
        if not (match and inside and match["table"] in wanted) or path.stat().st_size == 0:
            continue
        relation = _parquet(path) if match["kind"] == ".parquet" else _csv(path, match["kind"])
        header_lines = int(match["kind"] != ".parquet")
        tables[match["table"]] = Table(relation, path.name, _columns(memory, relation, path), header_lines)
    return tables


def _columns(memory: duckdb.DuckDBPyConnection, relation: str, path: Path) -> tuple[str, ...]:
    try:
        described = memory.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except duckdb.Error as error:
        raise InputRefused(f"{path.name}: cannot be read ({type(error).__name__}); check that it is whole") from error
    return tuple(row[0].lower() for row in described)


def _parquet(path: Path) -> str:
    return f"read_parquet({_text(str(path))})"


def _csv(path: Path, kind: str) -> str:
    """All columns as text: types are judged later. Athena's files part by tabs and take quotes literally."""
    first = _first_line(path)
    tabbed = kind == ".tsv" or "\t" in first
    if ";" in first and not tabbed and "," not in first:
        raise InputRefused(f"{path.name}: its columns are parted by semicolons; save it again parted by commas")
    dialect = "delim = '\t', quote = '', escape = ''" if tabbed else "delim = ',', quote = '\"', escape = '\"'"
    return (
        f"read_csv({_text(str(path))}, header = true, all_varchar = true, auto_detect = false, {dialect}, "
        f"columns = {_csv_columns(path, tabbed)}, nullstr = ['', 'NULL', '\\N'], store_rejects = true, "
        f"rejects_table = '{REJECTED}', rejects_scan = '{REJECTED}_scan', rejects_limit = 0)"
    )


def _csv_columns(path: Path, tabbed: bool) -> str:
    header = _first_line(path).strip("\r\n").lstrip("\ufeff").split("\t" if tabbed else ",")
    names = [name.strip().strip('"').lower() for name in header]
    return "{" + ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names) + "}"


def _first_line(path: Path) -> str:
    import gzip

    opened = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opened(path, "rb") as stream:
            return stream.readline(1 << 20).decode("utf-8", errors="replace")
    except PermissionError as error:
        raise InputRefused(f"{path.name}: may not be read ({error.strerror}); check its rights") from error


def _unpacked(path: Path, folder: Path) -> Path:
    refuse_sqlite(path)
    try:
        members = _zip_members(path) if zipfile.is_zipfile(path) else _tar_members(path)
        total = 0
        for name, size, stream in members:
            total += size
            if total > UNPACKED_LIMIT:
                raise InputRefused(f"{path.name}: unpacks to more than {UNPACKED_LIMIT >> 30} GiB; unpack it yourself")
            with (folder / name).open("wb") as target:
                shutil.copyfileobj(stream, target, 1 << 20)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise InputRefused(f"{path.name}: no whole .zip or .tar archive; name a folder, archive or database") from error
    return folder


def _zip_members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if "__MACOSX" not in member.filename and (name := _neutral(member.filename)):
                with archive.open(member) as stream:
                    yield name, member.file_size, stream


def _tar_members(path: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None and (name := _neutral(member.name)):
                yield name, member.size, stream


def _neutral(name: str) -> str:
    """The file name of a CDM table in lower case, "" for any other member."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    return base if table_named(base) else ""


def _copied_from_postgresql(url: str, schema: str, folder: Path) -> Path:
    """One COPY for each table, in one snapshot: DuckDB cannot read a server without an extension it must download."""
    import psycopg
    from psycopg import sql
    from sqlalchemy import make_url

    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        with psycopg.connect(plain) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            query = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
            for (name,) in connection.execute(query, [schema]).fetchall():
                if name.lower() in cdm_tables():
                    table = sql.SQL(".").join([sql.Identifier(schema), sql.Identifier(name)])
                    _copy_out(connection, table, folder / f"{name.lower()}.csv")
    except psycopg.Error as error:
        reason = type(error).__name__
        raise EnvironmentFailed(f"{_shown(url)}: the server failed ({reason}); check URL and rights") from error
    return folder


def _copy_out(connection: Any, table: Any, target: Path) -> None:
    from psycopg import sql

    query = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)").format(table)
    with target.open("wb") as stream, connection.cursor() as cursor, cursor.copy(query) as rows:
        for block in rows:
            stream.write(block)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
