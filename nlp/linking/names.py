"""The names the linker knows: our own terms, by kind, in both languages, and published ICD-10 names where installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from medomics_ehr.terminology import tables
from nlp.linking.icd10_labels import disease_names

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
    own = {
        (kind, row["code"], row["term"])
        for kind in kinds
        for row in tables.rows(_TABLE_OF_KIND[kind])
        if len(row["term"]) > 3 and "abbr" not in row["flags"]
    }
    if "diagnosis" in kinds:
        own |= set(_cancers_of_sites())
    published = {("diagnosis", code, name) for code, name in disease_names()} if "diagnosis" in kinds else set()
    return [KnownName(*key) for key in sorted(own | published)]


def _cancers_of_sites() -> list[tuple[str, str, str]]:
    """`cancer` with each site: the lexicon composes these, the linker needs them written out."""
    word = {"fr": "cancer {}", "en": "{} cancer", "*": "cancer {}"}
    return [
        ("diagnosis", row["malignant"], word[row["lang"]].format(row["term"]))
        for row in tables.rows("sites")
        if row["malignant"]
    ]
