"""A workspace's own terms: the hospital's lexicon (`lexicon/*.csv`), and official files taken in by `load terminology`.

A lexicon is a CSV of `term,lang,kind,code,value,flags`, one row a term; `kind` is a kind of finding, or `regimen`.
Commas, semicolons or tabs are told from its header; it is UTF-8, or Windows-1252 as French spreadsheets save it.
A file named like a table of `tables/` (`sites.csv`) may instead hold that table's columns, `origin` left out.
"""

from __future__ import annotations

import collections
import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from medomics_ehr.errors import InputRefused
from medomics_ehr.terminology import atc, icd10, icdo3, tables
from medomics_ehr.terminology.official import FOLDER, SYSTEMS

#: Kind of a lexicon's row to the table whose rows it joins.
KINDS: Mapping[str, str] = {
    "diagnosis": "diagnoses", "morphology": "morphologies", "drug": "drugs", "regimen": "regimens",
    "treatment": "treatments", "exam": "exams", "biomarker": "biomarkers", "response": "responses",
}  # fmt: skip
_SHAPES = {"diagnosis": icd10.has_shape, "morphology": icdo3.is_morphology, "drug": atc.is_valid_shape}
_NEEDS_VALUE = frozenset({"treatment", "exam", "response"})
REQUIRED = ("term", "kind")


def own_rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    """The rows that a lexicon folder adds to a table, official files first, in the order of file names.

    Raises:
        InputRefused: a file is no CSV, or a row names no term, an unknown kind or a code of another shape.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     _ = (Path(name) / "ours.csv").write_text("term,lang,kind,code\\nADK Lieb,fr,morphology,8140/3\\n")
    ...     [row["code"] for row in own_rows(Path(name), "morphologies")]
    ['8140/3']
    """
    for path in sorted((folder / FOLDER).glob("*.csv")):
        if SYSTEMS[path.stem.upper()].table == table:
            yield from ({**row, "term": row["label"], "flags": ""} for row in read_csv(path))
    for path in sorted(folder.glob("*.csv")):
        rows = read_csv(path)
        if path.stem == table and not (rows and "kind" in rows[0]):
            yield from _checked_terms(path, rows)
        elif path.stem not in tables.COLUMNS:
            yield from (row for row in _checked_kinds(path, rows) if KINDS[row["kind"]] == table)


def check(folder: Path) -> None:
    """Refuse a lexicon folder of which a file cannot be used.

    Raises:
        InputRefused: as `own_rows`.
    """
    for path in sorted(folder.glob("*.csv")):
        rows = read_csv(path)
        if path.stem in tables.COLUMNS and not (rows and "kind" in rows[0]):
            collections.deque(_checked_terms(path, rows), maxlen=0)
        elif path.stem not in tables.COLUMNS:
            collections.deque(_checked_kinds(path, rows), maxlen=0)


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV with a header; absent cells are empty text.

    Raises:
        InputRefused: the file is not that, or a row has more cells than the header.
    """
    lines = io.StringIO(_text(path), newline="")
    header = lines.readline()
    lines.seek(0)
    rows = csv.DictReader(lines, delimiter=max(",;\t", key=header.count), strict=True)
    found = []
    try:
        for row in rows:
            if any(row.pop(None, ())):
                raise InputRefused(f"{path.name}:{rows.line_num}: more cells than the header; quote the term")
            found.append({name.strip().lower(): cell or "" for name, cell in row.items()})
    except csv.Error as error:
        raise InputRefused(f"{path.name}:{rows.line_num + 1}: no row of a CSV; a quote is not closed") from error
    return found


def _text(path: Path) -> str:
    data = path.read_bytes()
    if b"\x00" in data:
        raise InputRefused(f"{path.name}: not a CSV file in UTF-8 or Windows-1252; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _checked_terms(path: Path, rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for number, row in enumerate(rows, start=2):
        if not row.get("term", "").strip():
            raise InputRefused(f"{path.name}:{number}: no `term`; every row of a lexicon names one")
        yield row


def _checked_kinds(path: Path, rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    if rows and not set(REQUIRED) <= rows[0].keys():
        raise InputRefused(f"{path.name}:1: no column `term` or `kind`; a lexicon has term,lang,kind,code,value,flags")
    for number, row in enumerate(_checked_terms(path, rows), start=2):
        fault = _fault(row)
        if fault:
            raise InputRefused(f"{path.name}:{number}: {fault}")
        yield row


def _fault(row: Mapping[str, str]) -> str:
    """What is wrong with a lexicon's row, "" where nothing is."""
    kind, code = row["kind"], row.get("code", "")
    if kind not in KINDS:
        return f"unknown kind; choose from {', '.join(KINDS)}"
    if kind in _SHAPES and not _SHAPES[kind](code):
        return f"column `code` does not hold a code for a {kind}; write it as C34.1, 8140/3 or L01FF02"
    if kind in _NEEDS_VALUE and not row.get("value"):
        return f"column `value` is empty; a {kind} needs one"
    return ""
