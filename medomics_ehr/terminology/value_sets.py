"""Value sets: what a term of a query means as event codes, over all code systems at once.

`lung cancer` is ICD-10, SNOMED CT and more; `immunothérapie` is ATC classes, a coded treatment, RxNorm ingredients.
Named sets come from `tables/value_sets.csv`. A term that names none is looked up in the tables of diseases, drugs,
treatments, exams, biomarkers and responses, then read as a cancer or a metastasis of a site. Each member has its
origin. Nothing here knows a record: codes below a member are found by spelling (ICD-10, ATC) or by a vocabulary there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from medomics_ehr.terminology.matcher import TermIndex, fold, key
from medomics_ehr.terminology.tables import flags, rows

#: Table to the system and the column of the event code that its rows stand for, in the order they are asked.
_TABLES = {
    "diagnoses": ("ICD10", "code"),
    "morphologies": ("ICDO3", "code"),
    "drugs": ("ATC", "code"),
    "treatments": ("TREATMENT", "value"),
    "exams": ("EXAM", "value"),
    "biomarkers": ("BIOMARKER", "code"),
    "responses": ("RECIST", "value"),
}
_CANCER = re.compile(
    r"^(?:cancers?|carcinom[ea]s?|tumeurs? malignes?|neoplasies?|malignancy|malignant tumou?rs?)\b|\bcancers?$"
)
#: Terms of the coder that say more than their ICD-10 code: receptors and resistance, which a query must not drop.
_MORE_THAN_ITS_CODE = re.compile(
    r"HER2[- ]positive breast|triple[- ]n[ée]gati|castrat(?:e|ion)-resistant|r[ée]sistant à la castration",
    re.IGNORECASE,
)
#: Sites whose tumours share histologies; those of blood and brain have histologies of their own.
_SOLID = re.compile(r"C[0-7]\d|C80")
_OF_THE_BRAIN = re.compile(r"9[345]\d\d/")
_METASTASIS = re.compile(r"^(?:metastas[ei]s?|localisations? secondaires?|mets)\b|\b(?:metastas[ei]s|mets)$")


@dataclass(frozen=True, slots=True)
class Member:
    """One code of a value set.

    Attributes:
        system, code: as in an event code, `ICD10` and `C34`.
        descend: whether the codes below it in its hierarchy are meant too.
        origin: where the grouping comes from.
    """

    system: str
    code: str
    descend: bool
    origin: str

    @property
    def event_code(self) -> str:
        """`SYSTEM//CODE`; MEDS' own codes (`MEDS_DEATH`) stand alone."""
        return self.code if self.system == "MEDS" else f"{self.system}//{self.code}"


@dataclass(frozen=True, slots=True)
class ValueSet:
    """A set of codes under a name.

    Attributes:
        name: unique among the named sets; an event code where a single table row gave it.
        labels: the terms that name it, as written.
        members: its codes.
        kind: `value set`, the table that gave it, or `site`.
        histologies: ICD-O-3 codes of tumours that occur elsewhere too, and belong to it beside a cancer of `site`.
        site, site_name: the codes of that cancer, and what it is called.
    """

    name: str
    labels: tuple[str, ...]
    members: tuple[Member, ...]
    kind: str = "value set"
    histologies: tuple[Member, ...] = ()
    site: tuple[Member, ...] = ()
    site_name: str = ""


def find(term: str, lang: str | None = None) -> tuple[ValueSet, ...]:
    """The value sets that a term names; several where it is ambiguous, none where it is unknown.

    Where terms differ only in their case (`eGFR`, `EGFR`), the case decides.

    Args:
        lang: `fr` or `en` to leave out terms of the other language; None takes both.

    >>> [found.name for found in find("Cancers du poumon")]
    ['lung cancer']
    >>> [member.event_code for member in find("pazopanib")[0].members]
    ['ATC//L01EX03', 'ATC//L01XE11']
    >>> [member.event_code for member in find("cancer de la langue", "fr")[0].members][:1]
    ['ICD10//C00']
    """
    for index in (_named_index, _table_index):
        if found := index(lang).find(term):
            return tuple(value_set for value_set in found if term in value_set.labels) or found
    return _of_a_site(term, lang)


def marker(term: str) -> str | None:
    """The biomarker that a word names beside a value, also one that means other things elsewhere (`RP`, `PR`).

    >>> marker("RP"), marker("scanner")
    ('PGR', None)
    """
    codes = {row["code"] for row in rows("biomarkers") if row["term"] == term}
    codes = codes or {
        row["code"] for row in rows("biomarkers") if "valued" not in flags(row) and key(row["term"]) == key(term)
    }
    return codes.pop() if len(codes) == 1 else None


def near(term: str, lang: str | None = None, count: int = 5) -> tuple[str, ...]:
    """Known terms spelt much like an unknown one, the nearest first.

    >>> near("pembrolizumabe", count=1)
    ('pembrolizumab',)
    """
    scored = [pair for index in (_named_index, _table_index) for pair in index(lang).nearest(term, count)]
    return tuple(dict.fromkeys(known for _, known in sorted(scored, key=lambda pair: -pair[0])))[:count]


@cache
def named() -> Mapping[str, ValueSet]:
    """All named value sets by name.

    >>> "immunotherapy" in named()
    True
    """
    members: dict[str, list[Member]] = {}
    for row in rows("value_sets"):
        member = Member(row["system"], row["code"], row["descend"] == "1", row["origin"])
        members.setdefault(row["name"], []).extend(_with_former(member))
    labels: dict[str, list[str]] = {}
    for row in rows("value_set_names"):
        labels.setdefault(row["name"], []).append(row["term"])
    sites: dict[str, list[dict[str, str]]] = {}
    for row in rows("value_set_sites"):
        sites.setdefault(row["name"], []).append(row)
    return MappingProxyType(
        {
            name: ValueSet(
                name,
                tuple(labels.get(name, ())),
                tuple(found),
                histologies=tuple(Member("ICDO3", row["code"], True, row["origin"]) for row in sites.get(name, ())),
                site=tuple(member for row in sites.get(name, ())[:1] for member in members[row["site"]]),
                site_name=next((row["site"] for row in sites.get(name, ())), ""),
            )
            for name, found in members.items()
        }
    )


def _with_former(member: Member) -> tuple[Member, ...]:
    """The member, and the codes that its ATC substances had before 2024, for records coded then."""
    if member.system != "ATC":
        return (member,)
    group = member.code if member.descend else f"{member.code}$"
    moved = (former for former, code in _former_codes() if f"{code}$".startswith(group))
    return (member, *(Member("ATC", former, False, "ATC index of 2019") for former in moved))


@cache
def _former_codes() -> tuple[tuple[str, str], ...]:
    return tuple((row["former"], row["code"]) for row in rows("atc_aliases"))


@cache
def _named_index(lang: str | None) -> TermIndex[ValueSet]:
    sets = named()
    return TermIndex((row["term"], sets[row["name"]]) for row in rows("value_set_names") if _speaks(row, lang))


@cache
def _table_index(lang: str | None) -> TermIndex[ValueSet]:
    """Rows without context flag first, so that an ambiguous abbreviation never hides a plain term."""
    pairs = list(_table_pairs(lang))
    plain = {key(term) for term, _, ambiguous in pairs if not ambiguous}
    return TermIndex((term, value) for term, value, ambiguous in pairs if not ambiguous or key(term) not in plain)


def _table_pairs(lang: str | None) -> Iterator[tuple[str, ValueSet, bool]]:
    """Terms of the tables, their sets, and whether they need context.

    A term that states more than its code says is left out (`dMMR`, `BRAF V600E`, `triple-negative breast cancer`): the
    code alone would count those without it too. A histology that its term places at a site counts there alone.
    """
    for table, (system, column) in _TABLES.items():
        labels: dict[str, list[str]] = {}
        for row in rows(table):
            labels.setdefault(row[column], []).append(row["term"])
        sets = {
            code: ValueSet(
                f"{system}//{code}", tuple(terms), _with_former(Member(system, code, True, f"table {table}")), table
            )
            for code, terms in labels.items()
            if code
        }
        for row in rows(table):
            if (
                row[column]
                and _speaks(row, lang)
                and "valued" not in flags(row)
                and not _MORE_THAN_ITS_CODE.search(row["term"])
            ):
                yield row["term"], _at_its_site(row, sets[row[column]]), "ctx" in flags(row)


def _at_its_site(row: dict[str, str], found: ValueSet) -> ValueSet:
    """The set of a term; that of a histology of many sites only beside a cancer of the site that the term names."""
    category = row.get("diagnosis", "")[:3]
    if not _SOLID.match(category) or _OF_THE_BRAIN.match(row["code"]) or len(_sites_of_histologies()[row["code"]]) < 2:
        return found
    labels = tuple(
        other["term"]
        for other in rows("morphologies")
        if (other["code"], other["diagnosis"][:3]) == (row["code"], category)
    )
    return ValueSet(f"{found.name} at {category}", labels, (), found.kind, found.members, *_cancer_of(category))


@cache
def _sites_of_histologies() -> Mapping[str, frozenset[str]]:
    """Each ICD-O-3 code and the categories of ICD-10 that the terms for it name, the empty one where they name none."""
    found: dict[str, set[str]] = {}
    for row in rows("morphologies"):
        found.setdefault(row["code"], set()).add(row["diagnosis"][:3])
    return MappingProxyType({code: frozenset(categories) for code, categories in found.items()})


@cache
def _cancer_of(category: str) -> tuple[tuple[Member, ...], str]:
    """A category of ICD-10, with the other codes of the named set that is just this category."""
    for value_set in named().values():
        if [member.code for member in value_set.members if member.system == "ICD10"] == [category]:
            return value_set.members, value_set.name
    return (Member("ICD10", category, True, "table morphologies"),), f"ICD10//{category}"


@cache
def _site_index(lang: str | None) -> TermIndex[tuple[str, str]]:
    return TermIndex(
        (row["term"], (row["malignant"], row["secondary"]))
        for row in rows("sites")
        if _speaks(row, lang) and "ctx" not in flags(row)
    )


def _of_a_site(term: str, lang: str | None) -> tuple[ValueSet, ...]:
    """A cancer or a metastasis of a site that no named set and no table holds."""
    folded = fold(term)
    for pattern, column in ((_METASTASIS, 1), (_CANCER, 0)):
        if pattern.search(folded):
            sites = _site_index(lang).find(pattern.sub(" ", folded))
            codes = dict.fromkeys(site[column] for site in sites if site[column])
            members = (Member("ICD10", code, True, "table sites") for code in codes)
            return tuple(ValueSet(member.event_code, (term,), (member,), "site") for member in members)
    return ()


def _speaks(row: dict[str, str], lang: str | None) -> bool:
    return lang is None or row["lang"] in (lang, "*")
