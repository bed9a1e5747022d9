"""Rows of the terminology tables as entries of the matcher."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from medomics_ehr.terminology import local, tables

#: Table to the category under which the parsers ask for its matches.
CATEGORIES = {
    "diagnoses": "diagnosis",
    "sites": "site",
    "morphologies": "morphology",
    "drugs": "drug",
    "regimens": "regimen",
    "treatments": "treatment",
    "exams": "exam",
    "biomarkers": "biomarker",
    "responses": "response",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One term of one category.

    Attributes:
        category: which parser wants it, such as `drug` or `cue`.
        term: as the table writes it.
        lang: `fr`, `en` or `*`.
        code, value: what it stands for, "" where the category has none.
        abbr: matches in this exact case only. ctx: ambiguous, kept only with supporting context.
        data: the table's other columns.
    """

    category: str
    term: str
    lang: str = "*"
    code: str = ""
    value: str = ""
    abbr: bool = False
    ctx: bool = False
    data: Mapping[str, str] = field(default_factory=dict)


def entry_of(category: str, row: Mapping[str, str]) -> Entry:
    """An entry from a row of a table.

    >>> entry_of("diagnosis", {"term": "HTA", "lang": "fr", "code": "I10", "flags": "abbr"}).abbr
    True
    """
    flags = (row.get("flags") or "").split("|")
    known = {"term", "lang", "code", "value", "flags", "origin"}
    data = {name: text for name, text in row.items() if name not in known and text}
    data |= {flag: flag for flag in flags if flag not in ("", "abbr", "ctx")}
    return Entry(
        category, row["term"], row.get("lang") or "*", row.get("code") or "", row.get("value") or "",
        "abbr" in flags, "ctx" in flags, data,
    )  # fmt: skip


def read_entries(lexicon_folder: Path | None = None) -> Iterator[Entry]:
    """Entries of all tables, then those of a workspace's own lexicon (see `terminology.local`), which win.

    Raises:
        InputRefused: a file of the folder is not a readable lexicon.
    """
    for table, category in CATEGORIES.items():
        yield from (entry_of(category, row) for row in tables.rows(table) if row["term"])
        if lexicon_folder:
            yield from (entry_of(category, row) for row in local.own_rows(lexicon_folder, table))
