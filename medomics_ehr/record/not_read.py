"""Counts the files of a source that a load did not read, without telling a patient's name: by extension alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

#: Extensions told as they are; another "extension" may be part of a name.
_TOLD = re.compile(
    r"\.(7z|bz2|csv|db|dcm|docx?|duckdb|gz|hl7|html|jpg|json|log|md|ndjson|parquet|pdf|png|rar|rtf|sql|sqlite|tar|tsv"
    r"|ttl|txt|xlsx?|xml|ya?ml|zip)"
)


def by_extension(names: Iterable[str]) -> str:
    """Files counted by extension, most first.

    >>> by_extension(["a.xml", "b.XML", "notes.txt", "Ann.Lee", "README"])
    '2 .xml, 2 others, 1 .txt'
    """
    counted = Counter(_extension(name) for name in names)
    return ", ".join(f"{n} {kind if n > 1 else kind.removesuffix('s')}" for kind, n in counted.most_common())


def _extension(name: str) -> str:
    found = PurePath(name).suffix.lower()
    return found if _TOLD.fullmatch(found) else "others"
