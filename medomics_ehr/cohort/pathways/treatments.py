"""Which codes are a treatment: ready-made lists, or terms as a query knows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from medomics_ehr.cohort.definition import Code, CodeSet
from medomics_ehr.cohort.engines.sql_selection import code_matches
from medomics_ehr.cohort.running import Reading
from medomics_ehr.cohort.terms import Terms
from medomics_ehr.errors import InputRefused, WrongUsage
from medomics_ehr.record import tables
from medomics_ehr.terminology.labels import label_of
from medomics_ehr.terminology.matcher import fold
from medomics_ehr.terminology.tables import rows

#: Ready-made lists: by kind of treatment, by drug class (five characters of ATC), by drug, by regimen.
PRESETS = ("modalities", "classes", "drugs", "regimens")
MODALITIES = (
    "surgery",
    "radiotherapy",
    "chemotherapy",
    "immunotherapy",
    "targeted therapy",
    "hormone therapy",
    "stem cell transplant",
    "CAR-T cell therapy",
)
#: Antineoplastics and endocrine therapy, the ATC groups that lists by class and by drug look at.
ANTINEOPLASTICS = CodeSet("antineoplastics", (Code("ATC//L01"), Code("ATC//L02")))
_LENGTH = {"classes": len("ATC//L01FF"), "drugs": len("ATC//L01FF02")}
_DRUG = len("L01FF02")
MAX_TREATMENTS = 200


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment: how a path names it, and its codes."""

    name: str
    codes: CodeSet


def treatments_of(reading: Reading, asked: Sequence[str], terms: Terms) -> tuple[Treatment, ...]:
    """The treatments that are asked for: one preset (none asked means `modalities`), or terms and codes.

    Raises:
        InputRefused: nobody knows a term.
        WrongUsage: there are too many, or a preset beside terms.

    >>> treatments_of(None, ["carboplatin"], Terms())[0].codes.codes[0].code
    'ATC//L01XA02'
    """
    wanted = [one.strip() for one in asked if one.strip()] or ["modalities"]
    presets = [one for one in wanted if one in PRESETS]
    if presets and len(wanted) > 1:
        raise WrongUsage(f"`{presets[0]}` is a whole list of treatments; ask for it alone, or name single treatments")
    if presets == ["modalities"]:
        return tuple(Treatment(name, terms.meaning(name).codes) for name in MODALITIES)
    if presets:
        return _found_in(reading, "classes" if presets == ["classes"] else "drugs", terms)
    if len(wanted) > MAX_TREATMENTS:
        raise WrongUsage(f"{len(wanted)} treatments are asked for, {MAX_TREATMENTS} at most can be told apart")
    return tuple(_named(term, terms) for term in dict.fromkeys(wanted))


def regimen_names(treatments: Sequence[Treatment]) -> Mapping[tuple[str, ...], str]:
    """Combinations of drugs that are a regimen of the terminology, by the names that paths give the drugs."""
    drug = {code.code.removeprefix("ATC//"): one.name for one in treatments for code in one.codes.codes}
    found: dict[tuple[str, ...], str] = {}
    for row in sorted(rows("regimens"), key=lambda row: (len(row["term"]), row["term"])):
        parts = row["drugs"].split(";")
        if len(parts) > 1 and all(part in drug for part in parts):
            found.setdefault(tuple(sorted({drug[part] for part in parts})), row["term"])
    return found


def _named(term: str, terms: Terms) -> Treatment:
    meaning = terms.meaning(term)
    if meaning.text is not None:
        raise InputRefused(f"`{term[:60]}` is a value, no treatment; name a drug, a class of drugs or a procedure")
    return Treatment(_inns().get(term) or label_of(term) or term, meaning.codes)


def _found_in(reading: Reading, kind: str, terms: Terms) -> tuple[Treatment, ...]:
    """The drugs, or classes of drugs, that occur in the record."""
    code = tables.event.c.code
    statement = sa.select(code).where(code_matches(code, ANTINEOPLASTICS, reading.dialect)).distinct()
    length = _LENGTH[kind]
    heads = sorted({found[:length] for (found,) in reading.rows(statement) if len(found) >= length})
    return tuple(_of_atc(head, terms) for head in heads[:MAX_TREATMENTS])


def _of_atc(event_code: str, terms: Terms) -> Treatment:
    """A drug with all its codings where the terminology has a set for it, else its ATC code and those below."""
    name = _inns().get(event_code) or (terms.displays.get(event_code) or (event_code.removeprefix("ATC//"),))[0]
    known = terms.meaning(name).codes.codes if terms.knows(name) else ()
    codes = known if Code(event_code) in known else (Code(event_code),)
    return Treatment(name, CodeSet(name, codes))


@cache
def _inns() -> Mapping[str, str]:
    """ATC codes to plain English names: for a drug the longest single word, as shorter ones abbreviate."""
    spoken = [row for row in rows("drugs") if row["lang"] in ("en", "*") and "brand" not in row["flags"]]
    named = [(row["code"], row["term"] if row["term"].isascii() else fold(row["term"])) for row in spoken]
    return {f"ATC//{code}": name for code, name in sorted(named, key=lambda one: _plainness(*one))}


def _plainness(code: str, name: str) -> tuple[bool, int]:
    return len(code) == _DRUG and name.isalpha(), len(name)
