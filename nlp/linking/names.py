"""The names the linker knows: our own terms, by kind, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medomics_ehr.terminology import tables

_TABLE_OF_KIND = {"diagnosis": "diagnoses", "morphology": "morphologies", "drug": "drugs"}


@dataclass(frozen=True, slots=True)
class KnownName:
    """One name of one code."""

    kind: str
    code: str
    term: str


def known_names(kinds: Sequence[str]) -> list[KnownName]:
    """Names of the kinds asked for, each once; abbreviations of up to three letters are left to the lexicon.

    >>> any(name.code == "I10" for name in known_names(["diagnosis"]))
    True
    """
    seen = {
        (kind, row["code"], row["term"])
        for kind in kinds
        for row in tables.rows(_TABLE_OF_KIND[kind])
        if len(row["term"]) > 3
    }
    if "diagnosis" in kinds:
        seen |= set(_cancers_of_sites())
    return [KnownName(*key) for key in sorted(seen)]


def _cancers_of_sites() -> list[tuple[str, str, str]]:
    """`cancer` with each site: the lexicon composes these, the linker needs them written out."""
    word = {"fr": "cancer {}", "en": "{} cancer", "*": "cancer {}"}
    return [
        ("diagnosis", row["malignant"], word[row["lang"]].format(row["term"]))
        for row in tables.rows("sites")
        if row["malignant"]
    ]
