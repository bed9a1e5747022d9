"""Which event codes a code of a definition means: itself, and what lies below it where its code system is spelt so.

ICD-10, ATC, ICD-O-3, TNM and stage groups carry their hierarchy in their spelling, and so do MEDS' own codes, whose
parts `//` joins (`MEDS_DEATH//cause`). The others (SNOMED, RxNorm, LOINC)
are widened beforehand through `cdm.concept_ancestor`, see `terms`. Pure: strings in, strings out.
"""

from __future__ import annotations

from dataclasses import dataclass

from medomics_ehr.cohort.definition import CodeSet

_SPELT = frozenset({"ICD10", "ATC", "ICDO3"})
_TNM_PREFIXES = ("", "c", "p", "yc", "yp", "r", "rc", "rp", "a")
_SUBSTAGES = "ABCDabcd0123456789"


@dataclass(frozen=True, slots=True)
class Spelling:
    """The event codes meant, as strings: these exactly, or anything that begins with one of `prefixes`."""

    exact: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    def matches(self, event_code: str) -> bool:
        """Whether an event's code is meant."""
        return event_code in self.exact or event_code.startswith(self.prefixes)


def spelling(codes: CodeSet) -> Spelling:
    """All spellings of a code set.

    >>> from medomics_ehr.cohort.definition import Code, CodeSet
    >>> spelling(CodeSet("lung cancer", (Code("ICD10//C34"),))).matches("ICD10//C34.1")
    True
    >>> spelling(CodeSet("stage I", (Code("STAGE//I"),))).matches("STAGE//IIIA")
    False
    """
    exact: dict[str, None] = {}
    prefixes: dict[str, None] = {}
    for code in codes.codes:
        exact[code.code] = None
        if code.descend:
            exact.update(dict.fromkeys(_other_spellings(code.code)))
            prefixes.update(dict.fromkeys(_prefixes_below(code.code)))
    return Spelling(tuple(exact), tuple(prefixes))


def _prefixes_below(code: str) -> tuple[str, ...]:
    system, _, value = code.partition("//")
    if not value:
        return (f"{code}//",)
    if system in _SPELT:
        return (code,)
    if system == "STAGE":
        return tuple(f"{code}{letter}" for letter in _SUBSTAGES)
    if system == "TNM" and value[0] in "TNM":
        return tuple(f"TNM//{prefix}{value}" for prefix in _TNM_PREFIXES)
    return ()


def _other_spellings(code: str) -> tuple[str, ...]:
    """An ICD-10 code without its dot, as some sources write it."""
    system, _, value = code.partition("//")
    return (f"ICD10//{value.replace('.', '')}",) if system == "ICD10" and "." in value else ()
