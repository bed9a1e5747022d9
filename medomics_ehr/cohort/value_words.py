"""Values in words beside a marker: `EGFR mutated`, `mutation EGFR`, `HER2+`, `KRAS G12C`, `dMMR`. English and French.

What a word means depends on the marker: HER2 is negative at 0 and 1+, microsatellites are unstable in a dMMR tumour.
The values are those that findings write.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from medomics_ehr.cohort.definition import NumberRange, TextValue
from medomics_ehr.terminology.matcher import fold
from medomics_ehr.terminology.tables import flags, rows

#: Folded words and the kind of value that they state, the longer first.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"wild type|sauvages?|wt|non mutee?s?|not mutated|unmutated", "wild-type"),
    (r"mutated|mutations?|mutants?|mutee?s?|\+ mutation", "mutated"),
    (r"not amplified|non amplifiee?s?", "not amplified"),
    (r"amplified|amplifications?|amplifiee?s?", "amplified"),
    (r"not rearranged|non rearrangee?s?", "not rearranged"),
    (r"rearranged|rearrangements?|rearrangee?s?|fusions?|translocations?", "rearranged"),
    (r"positive?s?|positifs?|\+|pos", "positive"),
    (r"negatives?|negatifs?|-|neg", "negative"),
    (r"equivocal|equivoques?", "equivocal"),
    (r"high|h|unstable|instables?|deficiente?s?|eleve?e?s?", "high"),
    (r"stables?|proficiente?s?", "stable"),
    (r"low|faibles?", "low"),
)
#: Nouns of values that may stand before their marker: `mutation de l'EGFR`.
_NOUN_FIRST = re.compile(
    r"(?P<noun>mutations?|amplifications?|r[ée]arrangements?|fusions?|translocations?) "
    r"(?:de l['’]|du |de |d['’]|of |in )?(?P<rest>.+)",
    re.IGNORECASE,
)
_SIGN_LAST = re.compile(r"(?P<rest>.*\w)[ -]?(?P<sign>[+−-])")
_HYPHENED = re.compile(r"(?P<rest>.+)-(?P<word>[^\W\d]+)")
_VARIANT = re.compile(
    r"(?:p\.)?(?P<change>[A-Z]\d{1,4}(?:[A-Z*]|fs\*?\d*|del|_[A-Z]\d{1,4}(?:del|ins)\w*))", re.IGNORECASE
)
_SCORE = re.compile(r"0|[1-3]\+")
_EXON = re.compile(
    r"(?P<rest>.*?) ?\bex(?:on)? ?(?P<exon>\d{1,2})(?: (?:del\w*|ins\w*|skip\w*|d[ée]l\w*))?", re.IGNORECASE
)

_BY_KIND: dict[str, TextValue] = {
    "mutated": TextValue(("mutated",), ("p.", "c.", "exon")),
    "wild-type": TextValue(("wild-type", "no mutation", "not mutated")),
    "amplified": TextValue(("amplified",)),
    "not amplified": TextValue(("not amplified",)),
    "rearranged": TextValue(("rearranged",), ("fusion",)),
    "not rearranged": TextValue(("not rearranged", "negative")),
    "positive": TextValue(("positive", "1+", "2+", "3+")),
    "negative": TextValue(("negative", "0", "lost")),
    "equivocal": TextValue(("equivocal", "2+")),
    "high": TextValue(("high", "TMB-H")),
    "low": TextValue(("low", "TMB-L")),
    "stable": TextValue(("stable",)),
}
_UNSTABLE = TextValue(("MSI-H", "dMMR", "MSI", "high", "unstable"))
_STABLE = TextValue(("MSS", "pMMR", "MSI-L", "low", "stable"))
_FUSED = TextValue(("positive", "rearranged"), ("fusion",))
_NOT_FUSED = TextValue(("negative", "not rearranged", "wild-type"))
_MUTATED = TextValue(("positive", "mutated"), ("p.", "c.", "exon"))
_NOT_MUTATED = TextValue(("negative", "wild-type", "no mutation", "not mutated"))
#: What a word means for one marker, where it is not what it means for others. HER2: ASCO/CAP 2018 (0 and 1+ negative,
#: 2+ equivocal, 3+ or amplified positive).
_BY_MARKER: dict[str, dict[str, TextValue]] = {
    "ERBB2": {
        "positive": TextValue(("positive", "3+", "amplified")),
        "negative": TextValue(("negative", "0", "1+", "not amplified")),
    },
    "MSI": {
        "high": _UNSTABLE,
        "positive": _UNSTABLE,
        "stable": _STABLE,
        "negative": _STABLE,
        "low": TextValue(("MSI-L",)),
    },
    **{
        gene: {"positive": _FUSED, "negative": _NOT_FUSED}
        for gene in ("ALK", "ROS1", "RET", "NTRK1", "NTRK2", "NTRK3", "ABL1")
    },
}
_FROM_TEN, _FROM_ONE = NumberRange(low=10.0, unit="%"), NumberRange(low=1.0, unit="%")
_BELOW_ONE = NumberRange(high=1.0, high_open=True, unit="%")
#: Shares of cells by which a stain without a word is judged: what every guideline calls so. Hormone receptors are
#: positive from 1 % (ASCO/CAP 2020) or 10 % on (GEFPICS), so 1 to 9 % is neither; PD-L1 from 1 % on.
_SHARES: dict[str, dict[str, NumberRange]] = {
    "ESR1": {"positive": _FROM_TEN, "negative": _BELOW_ONE},
    "PGR": {"positive": _FROM_TEN, "negative": _BELOW_ONE},
    "CD274": {"positive": _FROM_ONE, "negative": _BELOW_ONE},
}
_LEVELS = ("high", "low", "stable")
_FUSION_TERM = re.compile(r"^[A-Z0-9]{2,}(?:::|[-/])[A-Z0-9]{2,}$|philadelphi", re.IGNORECASE)
_NO_FUSION = re.compile(r"-(?:ITD|TKD|H|L)$")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value that words state: of a kind (`positive`), or a variant of a gene, which `variant` writes out."""

    kind: str
    variant: TextValue | None = None


def with_value_word(phrase: str) -> tuple[str, Stated | None]:
    """A term without the value beside it, and that value.

    >>> with_value_word("EGFR muté"), with_value_word("HER2-positive")
    (('EGFR', Stated(kind='mutated', variant=None)), ('HER2', Stated(kind='positive', variant=None)))
    >>> with_value_word("mutation KRAS G12C")[1].variant.values
    ('p.G12C', 'G12C')
    >>> with_value_word("lung cancer")
    ('lung cancer', None)
    """
    if first := _NOUN_FIRST.fullmatch(phrase):
        rest, inner = with_value_word(first["rest"])
        return rest, inner or Stated(_kind(first["noun"]) or "mutated")
    words = phrase.split()
    if len(words) > 1 and _SCORE.fullmatch(words[-1]):
        return " ".join(words[:-1]), Stated("score", TextValue((words[-1],)))
    for length in (2, 1):
        kind = _kind(" ".join(words[-length:])) if len(words) > length else None
        if kind is not None:
            rest = " ".join(words[:-length])
            inner_rest, inner = with_value_word(rest) if kind == "mutated" else (rest, None)
            return (inner_rest, inner) if inner is not None and inner.variant else (rest, Stated(kind))
    if len(words) > 1 and (change := _VARIANT.fullmatch(words[-1])):
        return " ".join(words[:-1]), _variant(change["change"])
    if (exon := _EXON.fullmatch(phrase)) and exon["rest"]:
        return exon["rest"], Stated("mutated", TextValue((), (f"exon {exon['exon']}",)))
    if sign := _SIGN_LAST.fullmatch(phrase):
        return sign["rest"], Stated("positive" if sign["sign"] == "+" else "negative")
    if (hyphened := _HYPHENED.fullmatch(phrase)) and (kind := _kind(hyphened["word"])) is not None:
        return hyphened["rest"], Stated(kind)
    return phrase, None


def _kind(words: str) -> str | None:
    ending = fold(words) or words.strip()
    return next((kind for pattern, kind in _WORDS if re.fullmatch(pattern, ending)), None)


def _variant(change: str) -> Stated:
    return Stated("mutated", TextValue((f"p.{change}", change)))


def text_of(stated: Stated, markers: Iterable[str]) -> TextValue:
    """The words that findings write for a value of markers (`ERBB2`).

    >>> text_of(Stated("negative"), ["ERBB2"]).values
    ('negative', '0', '1+', 'not amplified')
    """
    if stated.variant is not None:
        return stated.variant
    for marker in markers:
        own = _BY_MARKER.get(marker, {}).get(stated.kind)
        if own is not None:
            return own
        if marker in _genes() and stated.kind in ("positive", "negative"):
            return _MUTATED if stated.kind == "positive" else _NOT_MUTATED
    return _BY_KIND[stated.kind]


def is_vague(stated: Stated, markers: Iterable[str]) -> bool:
    """Whether a word such as `high` says nothing of markers that are given as numbers.

    >>> is_vague(Stated("high"), ["MKI67"]), is_vague(Stated("high"), ["MSI"])
    (True, False)
    """
    own = {kind for marker in markers for kind in (*_BY_MARKER.get(marker, ()), *(_LEVELS if marker == "TMB" else ()))}
    return stated.kind in _LEVELS and stated.kind not in own


def share_of(stated: Stated, markers: Iterable[str]) -> NumberRange | None:
    """The share of cells that says the same as the words, where the marker is also given so.

    >>> share_of(Stated("positive"), ["ESR1"])
    NumberRange(low=10.0, high=None, low_open=False, high_open=False, unit='%')
    """
    return next((found for m in markers if (found := _SHARES.get(m, {}).get(stated.kind)) is not None), None)


def stated_by_a_term(term: str) -> tuple[str, Stated] | None:
    """The marker and the value of a term that states both: `dMMR`, `L858R`, `EML4-ALK`.

    >>> stated_by_a_term("dMMR")
    ('MSI', Stated(kind='high', variant=None))
    """
    for row in rows("biomarkers"):
        if "valued" not in flags(row) or fold(row["term"]) != fold(term):
            continue
        code, word = row["code"], fold(row["term"])
        if code == "MSI":
            return code, Stated("high" if re.search(r"dmmr|defic|instab|high|msi h", word) else "stable")
        if code == "TMB":
            return code, Stated("high" if word.endswith("h") else "low")
        if change := _VARIANT.fullmatch(row["term"].split()[-1]):
            return code, _variant(change["change"])
        if exon := re.search(r"ex(?:on)? ?(\d+)$", word):
            return code, Stated("mutated", TextValue((), (f"exon {exon[1]}",)))
        if _FUSION_TERM.search(row["term"]) and not _NO_FUSION.search(row["term"]):
            return code, Stated("positive", _FUSED)
    return None


def _genes() -> frozenset[str]:
    """Markers that are only ever sequenced, so that `positive` says that they are mutated."""
    uses: dict[str, set[str]] = {}
    for row in rows("biomarkers"):
        uses.setdefault(row["code"], set()).update(flags(row) & {"gene", "ihc", "serum", "mmr"})
    return frozenset(code for code, found in uses.items() if found == {"gene"})
