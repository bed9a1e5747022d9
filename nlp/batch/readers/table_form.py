"""How a table names its columns and writes its days, and the refusal of one whose columns are not those."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from medomics_ehr.errors import InputRefused, WrongUsage
from nlp.text.fold import fold

#: What a report of a table may have; `text` it must.
COLUMNS = ("id", "text", "lang", "date", "type")
DateOrder = Literal["dmy", "mdy"]
#: Words that names of columns are made of, in English and French; other words of a header may be a patient's.
_USUAL = frozenset((
    "acte", "auteur", "author", "body", "categorie", "category", "code", "comment", "commentaire", "compte",
    "contenu", "content", "conclusion", "corps", "cr", "creation", "date", "description", "doc", "document",
    "dossier", "dt", "encounter", "examen", "file", "fichier", "id", "ident", "identifiant", "identifier", "ipp",
    "jour", "kind", "label", "lang", "langue", "language", "libelle", "line", "nature", "nip", "nom", "note", "num",
    "number", "numero", "patient", "person", "personne", "raw", "ref", "reference", "rendu", "report", "reports",
    "resultat", "result", "section", "sejour", "service", "source", "specialite", "specialty", "statut", "status",
    "study", "subject", "texte", "text", "time", "title", "titre", "type", "uid", "uuid", "visit",
))  # fmt: skip
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
    """The columns seen that have known words for names; of others, which may be a first line of data, the number.

    >>> _told(["NUMERO", "COMPTE_RENDU", "DT"]), _told(["DURAND", "Jeanne", "Toux"])
    ('it has NUMERO,COMPTE_RENDU,DT', 'it has 3 columns, and none of them has a usual name')
    >>> _told(["id", "libelle_x"])
    'it has id and 1 other'
    """
    told = [name for name in names if _is_usual(name)][:_MOST_NAMES]
    others = len(names) - len(told)
    if not told:
        return f"it has {others} column{'s' * (others != 1)}, and none of them has a usual name"
    rest = f" and {others} other{'s' * (others > 1)}" if others else ""
    return f"it has {','.join(told)}{rest}"


def _is_usual(name: str) -> bool:
    """Whether a name is made of words for columns alone.

    >>> _is_usual("Compte-rendu"), _is_usual("patientId"), _is_usual("DATE_CR"), _is_usual("note durand")
    (True, True, True, False)
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return all(word in _USUAL for word in re.split(r"[ _.-]+", fold(parted).strip()))
