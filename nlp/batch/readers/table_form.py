"""How a table names its columns and writes its days, and the refusal of one whose columns are not those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from medomics_ehr.errors import InputRefused, WrongUsage

#: What a report of a table may have; `text` it must.
COLUMNS = ("id", "text", "lang", "date", "type")
DateOrder = Literal["dmy", "mdy"]
_NAME = re.compile(r"[^\W\d][\w.-]{0,29}")
_MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class TableForm:
    """What a user says of the tables that are read.

    Attributes:
        columns: pairs of our column and the table's own name for it; others have our names.
        date_order: of days with slashes; None takes ISO days alone.
    """

    columns: tuple[tuple[str, str], ...] = ()
    date_order: DateOrder | None = None

    @classmethod
    def of(cls, columns: str | None, date_order: DateOrder | None) -> TableForm:
        """The form that the options of a command name.

        Raises:
            WrongUsage: the columns are not said as `id=NUMERO,text=COMPTE_RENDU`.

        >>> TableForm.of("id=NUMERO,text=CR", None).name_of("text")
        'CR'
        """
        pairs = tuple(_pair(piece) for piece in columns.split(",")) if columns else ()
        if len({ours for ours, _ in pairs}) < len(pairs):
            raise WrongUsage("--columns names a column twice; write it as --columns id=NUMERO,text=COMPTE_RENDU")
        return cls(pairs, date_order)

    def name_of(self, column: str) -> str:
        """The table's name of a column of ours."""
        return dict(self.columns).get(column, column)

    def row(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A table's row under our names; the other columns are left out."""
        return {column: given.get(self.name_of(column)) for column in COLUMNS}

    def check(self, place: str, names: Iterable[str]) -> None:
        """Refuse a table without a column `text`, or without one that the user named.

        Raises:
            InputRefused: with the columns that the table has, where they can be no patient's words.
        """
        seen = list(names)
        absent = [theirs for ours, theirs in self.columns if theirs not in seen]
        if "text" not in dict(self.columns) and "text" not in seen:
            absent.append("text")
        if absent:
            wanted = ", ".join(f"`{name}`" for name in absent)
            raise InputRefused(
                f"{place}: no column {wanted}; {_told(seen)}, and reports need id,text and may have date,lang,type "
                "(--columns id=NUMERO,text=COMPTE_RENDU says other names)"
            )


def _pair(piece: str) -> tuple[str, str]:
    ours, _, theirs = (part.strip() for part in piece.partition("="))
    if ours not in COLUMNS or not theirs:
        raise WrongUsage(
            f"--columns is written as id=NUMERO,text=COMPTE_RENDU; before each = stands one of {', '.join(COLUMNS)}"
        )
    return ours, theirs


def _told(names: list[str]) -> str:
    """The columns seen; a first line of data is not repeated."""
    if names and len(names) <= _MOST_NAMES and all(_NAME.fullmatch(name) for name in names):
        return f"it has {','.join(names)}"
    return "its first line does not look like names of columns"
