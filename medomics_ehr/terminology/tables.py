"""Reader of the terminology tables in `tables/`: plain CSVs, one table a file, each row with its origin.

It checks each file's header against the contract below and nothing else: codes are checked by the tests.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from medomics_ehr.errors import EnvironmentFailed, WrongUsage

#: Table name to its columns, in order. `lang` is `fr`, `en` or `*` (`es` in `morphologies_es`, which only
#: `nlp train` reads). `flags` are `|`-separated:
#:
#: - `abbr`: match in this exact case only; `ctx`: ambiguous, keep with supporting context only.
#: - sites: `adj` marks an adjective (`hépatique`), which names the site only beside a tumour word.
#: - drugs: `inn`, `brand` or `class`; `short` marks a short form (`nivo`), kept beside a drug or with a dose only.
#: - biomarkers: `gene`, `ihc`, `serum` or `mmr`; `valued` marks a term that states a value (`dMMR`).
COLUMNS: dict[str, tuple[str, ...]] = {
    "diagnoses": ("term", "lang", "code", "flags", "origin"),
    "sites": ("term", "lang", "malignant", "secondary", "in_situ", "benign", "flags", "origin"),
    "morphologies": ("term", "lang", "code", "diagnosis", "flags", "origin"),
    "morphologies_es": ("term", "lang", "code", "flags", "origin"),
    "morphology_sites": ("code", "topography", "refined", "origin"),
    "site_lesions": ("term", "lang", "topography", "code", "origin"),
    "labels": ("code", "lang", "label", "origin"),
    "atc_aliases": ("former", "code", "origin"),
    "drugs": ("term", "lang", "code", "flags", "origin"),
    "regimens": ("term", "lang", "value", "drugs", "flags", "origin"),
    "treatments": ("term", "lang", "value", "flags", "origin"),
    "exams": ("term", "lang", "value", "flags", "origin"),
    "biomarkers": ("term", "lang", "code", "flags", "origin"),
    "responses": ("term", "lang", "value", "flags", "origin"),
    "value_sets": ("name", "system", "code", "descend", "origin"),
    "value_set_sites": ("name", "code", "site", "origin"),
    "value_set_names": ("name", "term", "lang", "origin"),
}


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table, each a mapping of column to text; read once and kept.

    Raises:
        WrongUsage: no table has this name.
        EnvironmentFailed: the installed file is missing or its header is not the contract's.

    >>> {row["code"] for row in rows("diagnoses") if row["term"] == "BPCO"}
    {'J44.9'}
    """
    if name not in COLUMNS:
        raise WrongUsage(f"no terminology table {name!r}; the tables are {', '.join(COLUMNS)}")
    source = resources.files("medomics_ehr.terminology").joinpath("tables", f"{name}.csv")
    try:
        with source.open("r", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            found, table = tuple(reader.fieldnames or ()), tuple(dict(row) for row in reader)
    except FileNotFoundError as error:
        raise EnvironmentFailed(f"terminology/tables/{name}.csv is missing; install medomics-ehr again") from error
    if found != COLUMNS[name]:
        raise EnvironmentFailed(
            f"terminology/tables/{name}.csv:1: columns {','.join(found)}, expected {','.join(COLUMNS[name])}; "
            "install medomics-ehr again"
        )
    return table


def flags(row: dict[str, str]) -> frozenset[str]:
    """The flags of a row as a set.

    >>> sorted(flags({"flags": "abbr|ctx"})), flags({"flags": ""})
    (['abbr', 'ctx'], frozenset())
    """
    return frozenset(part for part in row["flags"].split("|") if part)
