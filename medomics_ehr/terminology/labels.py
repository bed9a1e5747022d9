"""A label for an event code, where a source gave none: findings carry codes, people read words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from medomics_ehr.terminology import icd10
from medomics_ehr.terminology.tables import rows

_TABLES = {"ATC": ("drugs", "code"), "ICDO3": ("morphologies", "code")}
_WORDED = {"TNM": "TNM", "STAGE": "stage", "ECOG": "ECOG", "RECIST": "RECIST", "BIOMARKER": "biomarker"}


def label_of(event_code: str, lang: str = "en") -> str | None:
    """What an event code says, in words; None where nothing here knows it.

    >>> label_of("TREATMENT//targeted_therapy"), label_of("TNM//pT2a"), label_of("LOINC//718-7")
    ('targeted therapy', 'TNM pT2a', None)
    """
    system, _, code = event_code.partition("//")
    if system == "ICD10":
        return icd10.label(code, lang)
    if system in _TABLES:
        return _first_terms(*_TABLES[system], lang).get(code)
    if system in ("TREATMENT", "EXAM"):
        return code.replace("_", " ")
    return f"{_WORDED[system]} {code}" if system in _WORDED else None


@cache
def _first_terms(table: str, column: str, lang: str) -> Mapping[str, str]:
    """Each code's plainest term: in this language, an INN before a brand, the shortest but for abbreviations."""
    chosen: dict[str, tuple[bool, bool, bool, int, str]] = {}
    for row in rows(table):
        flags, term = row["flags"].split("|"), row["term"]
        short = "abbr" in flags or len(term) < 5
        rank = (row["lang"] not in (lang, "*"), short, table == "drugs" and "inn" not in flags, len(term), term)
        chosen[row[column]] = min(chosen.get(row[column], rank), rank)
    return {code: rank[-1] for code, rank in chosen.items()}
