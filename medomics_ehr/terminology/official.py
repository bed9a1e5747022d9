"""Official terminology files that may not be shipped: their codes and labels, read into a workspace's lexicon folder.

Reads the lists as their owners publish them, saved as CSV or text: ICD-10 of the WHO or the ATIH (`LIBCIM10MULTI.TXT`),
ICD-O-3.2, the ATC index, HGNC, and UCD with its ATC class. Each becomes `lexicon/official/<system>.csv`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from medomics_ehr.errors import InputRefused
from medomics_ehr.terminology import atc, icd10, icdo3

FOLDER = "official"
_HGNC = re.compile(r"^[A-Z][A-Za-z0-9-]*$")
_UCD = re.compile(r"^\d{7}$|^\d{13}$")


def _icd10_code(text: str) -> str | None:
    try:
        return icd10.normalise(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class OfficialSystem:
    """How a system's files are read.

    Attributes:
        code: the code as this project writes it, None for what is not one (a heading, a range).
        table: the table whose terms its labels join, "" where they serve as labels only.
        code_columns, label_columns: header names, in lower case, under which publishers give them.
    """

    code: Callable[[str], str | None]
    table: str
    code_columns: tuple[str, ...]
    label_columns: tuple[str, ...]


_CODES = ("code", "codes", "concept_code")
_LABELS = ("label", "libelle", "libellé", "long", "description", "title", "term", "name", "nom", "concept_name")
SYSTEMS: Mapping[str, OfficialSystem] = {
    "ICD10": OfficialSystem(_icd10_code, "", _CODES, _LABELS),
    "ICDO3": OfficialSystem(
        lambda text: text.strip() if icdo3.is_morphology(text.strip()) else None,
        "morphologies",
        ("icdo3.2", "icdo3", "icdo3_histology_code", *_CODES),
        ("icdo3_histology_code_name", "icdo3_histology_synonym_name", *_LABELS),
    ),
    "ATC": OfficialSystem(
        lambda text: text.strip().upper() if atc.is_valid_shape(text.strip().upper()) else None,
        "drugs",
        ("atc code", "atc_code", "code_atc", "atc", *_CODES),
        ("atc level name", "atc_name", "substance", *_LABELS),
    ),
    "HGNC": OfficialSystem(
        lambda text: text.strip() if _HGNC.match(text.strip()) else None,
        "",
        ("approved symbol", "symbol", *_CODES),
        ("approved name", *_LABELS),
    ),
    "UCD": OfficialSystem(
        lambda text: text.strip() if _UCD.match(text.strip()) else None,
        "",
        ("code_ucd", "ucd", "code ucd", *_CODES),
        ("code_atc", "atc", "classe atc", "code atc"),
    ),
}


def read_official(path: Path, system: str) -> Iterator[tuple[str, str] | None]:
    """Code and label of each line of an official file (for UCD the ATC class as label), None for a line with no code.

    Raises:
        InputRefused: the file is not text, or has no columns that the system knows.
    """
    reader = SYSTEMS[system]
    lines = _cells(path)
    header = [cell.strip().lower() for cell in next(lines, [])]
    columns = _columns(header, reader)
    if columns is None:
        columns, first = _headless(header, path), next(_cells(path))
        yield _row(first, columns, reader)
    for cells in lines:
        yield _row(cells, columns, reader)


def _row(cells: Sequence[str], columns: tuple[int, int], system: OfficialSystem) -> tuple[str, str] | None:
    if len(cells) <= max(columns):
        return None
    code, label = system.code(cells[columns[0]]), " ".join(cells[columns[1]].split())
    return (code, label) if code and label else None


def _columns(header: Sequence[str], system: OfficialSystem) -> tuple[int, int] | None:
    code = next((header.index(name) for name in system.code_columns if name in header), None)
    label = next((header.index(name) for name in system.label_columns if name in header), None)
    return None if code is None or label is None else (code, label)


def _headless(header: Sequence[str], path: Path) -> tuple[int, int]:
    """The ATIH's file has no header: its first column is the code, its last the long label."""
    if len(header) < 5 or _icd10_code(header[0]) is None:
        raise InputRefused(f"{path.name}:1: no columns `code` and `label`; name them so in the first line")
    return 0, len(header) - 1


def _cells(path: Path) -> Iterator[list[str]]:
    text = _text(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    yield from csv.reader(text.splitlines(), delimiter=delimiter)


def _text(path: Path) -> str:
    """The file's text, in UTF-8 or else Windows-1252, as the ATIH writes it."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputRefused(f"{path.name}: cannot be read; check its path and its rights") from error
    if b"\0" in content[:4096]:
        raise InputRefused(f"{path.name}: not a text file; save the sheet as CSV in UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


@dataclass(frozen=True, slots=True)
class OfficialCount:
    """What became of a file's lines."""

    read: int
    loaded: int
    refused: int


def take_in(path: Path, system: str, lang: str, lexicon: Path) -> OfficialCount:
    """Write an official file's codes and labels to the lexicon folder; other languages loaded before stay.

    Raises:
        InputRefused: the file holds no code of the system.
    """
    rows, read = {}, 0
    for row in read_official(path, system):
        read += 1
        if row is not None:
            rows[row] = (row[0], lang, row[1])
    if not rows:
        raise InputRefused(f"{path.name}: holds no {system} code; check --system and the column names")
    target = lexicon / FOLDER / f"{system.lower()}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    kept = [row for row in _loaded(target) if row[1] != lang]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("code", "lang", "label"))
        writer.writerows(sorted([*kept, *rows.values()]))
    return OfficialCount(read, len(rows), read - len(rows))


def _loaded(target: Path) -> list[tuple[str, str, str]]:
    if not target.is_file():
        return []
    with target.open(encoding="utf-8", newline="") as stream:
        return [(row["code"], row["lang"], row["label"]) for row in csv.DictReader(stream)]


@cache
def official_labels(lexicon: Path, system: str) -> Mapping[tuple[str, str], str]:
    """(code, language) to the first official label that a workspace has loaded; for UCD, its ATC class."""
    labels: dict[tuple[str, str], str] = {}
    for code, lang, label in _loaded(lexicon / FOLDER / f"{system.lower()}.csv"):
        labels.setdefault((code, lang), label)
    return labels
