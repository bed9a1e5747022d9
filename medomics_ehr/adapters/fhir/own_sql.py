"""Says which line of a hospital's own mapping SQL a database refused, instead of where in our code it did.

It repeats only words of the SQL: errors about data, which may quote a patient's, pass as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from medomics_ehr.adapters.fhir.raw_views import KNOWN_AT
from medomics_ehr.errors import InputRefused

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
    """`fhir/<file>:<line>` of the line that a message quotes, "" where none of the folder's files has it."""
    quoted = re.search(r"^LINE \d+: (.*)$", message, re.MULTILINE)
    words = quoted[1].strip().removeprefix("...").removesuffix("...").strip() if quoted else ""
    for path in sorted(own.glob("*.sql")) if words else ():
        text = path.read_text(encoding="utf-8").replace("{available_at}", KNOWN_AT)
        if words in text:
            return f"fhir/{path.name}:{text.count(chr(10), 0, text.index(words)) + 1}"
    return ""
