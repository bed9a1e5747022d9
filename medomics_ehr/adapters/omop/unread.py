"""Says what of an OMOP source a load does not read: files that are no CDM table, and columns that the CDM has not.

A file is named only where its name is a table's, and a column only where it reads like one: other names, and the first
row of a file without a header, may be a patient's. For a name that is nearly a table's, the table is told.
"""

from __future__ import annotations

import re
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from medomics_ehr.adapters.omop.sources import Table, cdm_tables, is_duckdb, table_named
from medomics_ehr.adapters.omop.typed_rows import fields_of, renamed
from medomics_ehr.record.cdm_fields import cdm_fields
from medomics_ehr.record.not_read import by_extension

#: A column that a hospital added; names of the CDM without an underscore are known to it.
_COLUMN = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
#: Endings that a table is read from.
_READABLE = re.compile(r"\.(csv|tsv|txt|parquet)(\.gz)?$")
#: A letter wrong or too many in a table's name, not another word.
_NEARLY = 0.88


def unread_files(source: str) -> str:
    """A sentence on the files that are no CDM table, "" where there are none or the source is a database.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("PERSON.csv", "CONDITION_OCURRENCE.csv", "patients.xlsx"):
    ...         _ = (Path(folder) / name).write_text("x")
    ...     unread_files(folder)
    '2 files are no CDM table and not read: 1 named nearly condition_occurrence, 1 .xlsx'
    """
    names = list(_unread(source))
    others = [name for name in names if not _like(name)]
    told = [_like(name) for name in names if _like(name)] + [by_extension(others)] * bool(others)
    counted = "1 file is" if len(names) == 1 else f"{len(names)} files are"
    return f"{counted} no CDM table and not read: {', '.join(told)}" if names else ""


def _unread(source: str) -> Iterator[str]:
    """Names of the files that no table is read from; of several with one table's name the last is read."""
    held = [(name, table_named(name) if size else "") for name, size in _files(source)]
    last = {table: place for place, (_, table) in enumerate(held) if table}
    yield from (name for place, (name, table) in enumerate(held) if last.get(table) != place)


def _files(source: str) -> Iterator[tuple[str, int]]:
    """Files of a folder or archive, in the order they are read: name and size."""
    path = Path(source)
    if "://" in source or is_duckdb(source):
        return
    if path.is_dir():
        yield from ((file.name, file.stat().st_size) for file in sorted(path.rglob("*")) if file.is_file())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            yield from ((Path(m.filename).name, m.file_size) for m in archive.infolist() if not m.is_dir())
    else:
        with tarfile.open(path, "r:*") as packed:
            yield from ((Path(m.name).name, m.size) for m in packed if m.isfile())


def _like(name: str) -> str:
    """What a file that is not read may have been meant for, "" where its name is like no table's.

    >>> _like("PERSONS.csv"), _like("PERSON.csv"), _like("Person_Dupont.csv"), _like("persons.docx")
    ('1 named nearly person', 'PERSON.csv (empty, or given twice)', '', '')
    """
    if table_named(name):
        return f"{name} (empty, or given twice)"
    ending = _READABLE.search(name.lower())
    near = get_close_matches(name.lower()[: ending.start()], cdm_tables(), 1, _NEARLY) if ending else []
    return f"1 named nearly {near[0]}" if near else ""


def unknown_columns(tables: Mapping[str, Table]) -> list[str]:
    """A sentence for each table with columns that neither CDM 5.4 nor 5.3 has."""
    said: list[str] = []
    for name, table in tables.items():
        known = {row["field"] for row in fields_of(name)}
        known |= {renamed(name, field) for field in known}
        unknown = [column for column in table.columns if column not in known]
        if unknown:
            told = ", ".join(unknown) if all(map(_is_column, unknown)) else f"{len(unknown)} of its first line"
            said.append(f"{table.label}: columns that the CDM has not, left out: {told}")
    return said


def _is_column(name: str) -> bool:
    """Whether a name reads like a column and not like a value of a first row.

    >>> _is_column("favourite_colour"), _is_column("quantity"), _is_column("dupont")
    (True, True, False)
    """
    return bool(_COLUMN.fullmatch(name)) or name in {row["field"] for row in cdm_fields()}
