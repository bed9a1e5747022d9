"""Says which line of a hospital's own mapping SQL a database refused, instead of where in our code it did.

It repeats only words of the SQL: errors about data, which may quote a patient's, pass as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from medomics_ehr.adapters.fhir.raw_views import KNOWN_AT
from medomics_ehr.errors import InputRefused

_PACKAGE = "medomics_ehr.adapters.fhir"
#: Characters of a line by which it is known; a shorter one may stand anywhere.
_TELLING = 12
#: Errors in a statement itself; DuckDB quotes the line of the statement.
_IN_STATEMENT = (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException)


@contextmanager
def own_sql_told(own: Path) -> Iterator[None]:
    """Turn an error in a statement of the folder's `.sql` files into `InputRefused`; every other error passes."""
    try:
        yield
    except _IN_STATEMENT as error:
        place = _place(str(error), own)
        if not place:
            raise
        reason = str(error).splitlines()[0].rstrip("!. ")
        raise InputRefused(f"{place}: {reason}; mend the SQL and load again") from error


def _place(message: str, own: Path) -> str:
    """`fhir/<file>:<line>` of the line that a message quotes, "" where it may be a line of our own.

    A line is the hospital's that is long enough to tell, stands once in the folder's files, and in none of ours.
    """
    quoted = re.search(r"^LINE \d+: (.*)$", message, re.MULTILINE)
    words = quoted[1].strip().removeprefix("...").removesuffix("...").strip() if quoted else ""
    theirs = {path.name: _text(path) for path in sorted(own.glob("*.sql"))}
    having = [name for name, text in theirs.items() if words in text]
    if len(words) < _TELLING or len(having) != 1 or theirs[having[0]].count(words) != 1:
        return ""
    if any(words in _text(path) for path in _ours() if path.name not in theirs):
        return ""
    text = theirs[having[0]]
    return f"fhir/{having[0]}:{text.count(chr(10), 0, text.index(words)) + 1}"


def _ours() -> Iterator[Traversable]:
    for folder in ("mapping", "cdm"):
        yield from (file for file in files(_PACKAGE).joinpath(folder).iterdir() if file.name.endswith(".sql"))


def _text(path: Path | Traversable) -> str:
    return path.read_text(encoding="utf-8").replace("{available_at}", KNOWN_AT)
