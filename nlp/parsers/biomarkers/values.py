"""The value of one marker from the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.parsers.biomarkers.courses import SCHEDULED
from nlp.parsers.biomarkers.patterns import (
    AFTER,
    BARE_NUMBER,
    BEFORE,
    COMBINED_SCORE,
    FILLER,
    NO_BEFORE,
    NO_CHANGE,
    NOT_KNOWN,
    NUMBER_UNIT,
    PENDING,
    PERCENT,
    PROTEIN,
    SCORE,
    SIGN,
)  # fmt: skip

#: `PSA   01-06-2025  38`: the number begins a date.
_IN_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
#: `PSA 3 mars`: the number is a day.
_MONTH_FOLLOWS = re.compile(r" ?(?:jan|fe|mar|av|apr|ma[iy]|ju|ao|aug|sep|oct|nov|dec)")
#: The gap of a table between a marker and its first column.
_COLUMN_GAP = re.compile(r"[ \t]{2,40}|[ \t]{0,10}\|[ \t]{0,10}")
_CASED_RESIDUES = dict(
    zip(
        [
            "ala",
            "arg",
            "asn",
            "asp",
            "cys",
            "gln",
            "glu",
            "gly",
            "his",
            "ile",
            "leu",
            "lys",
            "met",
            "phe",
            "pro",
            "ser",
            "thr",
            "trp",
            "tyr",
            "val",
        ],
        "ARNDCQEGHILKMFPSTWYV",
        strict=True,
    )
)
FUSION_GENES = frozenset(
    [
        "ALK",
        "ROS1",
        "RET",
        "MYB",
        "MYBL1",
        "NTRK1",
        "NTRK2",
        "NTRK3",
        "KMT2A",
        "ABL1",
        "NRG1",
        "FGFR2",
        "FGFR3",
        "BCL2",
        "BCL6",
        "MYC",
    ]
)
MMR_GENES = frozenset(["MLH1", "MSH2", "MSH6", "PMS2"])
#: Markers that are stained and measured in blood alike, and the burden of mutations.
MEASURED = frozenset(["TMB", "CHGA", "CALCA", "TG", "ENO2", "GAST"])
_WORDS_TO_VALUE = {"no mutation": "wild-type", "not rearranged": "negative", "lost": "negative", "retained": "positive"}


@dataclass(frozen=True, slots=True)
class Value:
    """A biomarker's value and where its words end; `start` is before the marker where they precede it."""

    text: str
    end: int


def value_after(text: str, folded: str, end: int, limit: int, code: str, use: str) -> Value | None:
    """The value that follows a marker ending at `end`, within `limit`.

    Args:
        code: the marker's symbol. use: how it is measured: `gene`, `ihc`, `serum` or `mmr`.

    >>> value_after("HER2 (4B5) : 2+", "her2 (4b5) : 2+", 4, 15, "ERBB2", "ihc").text
    '2+'
    >>> value_after("BRAF V600E", "braf v600e", 4, 10, "BRAF", "gene").text
    'p.V600E'
    """
    if PENDING.match(folded, end, limit):
        return None
    if column := _COLUMN_GAP.match(folded, end, limit):
        end = column.end()
    if use != "serum" and (change := PROTEIN.match(folded, end, limit)) and code != "MSI":
        return changed(text, folded, *change.span("change"))
    if use != "serum" and (sign := SIGN.match(folded, end, limit)):
        return Value("negative" if sign["sign"] in "-−" else "positive", sign.end())
    filler = FILLER.match(folded, end, limit)
    for start in dict.fromkeys((end, filler.end() if filler else end)):
        found = _at(text, folded, start, limit, code, use)
        if found:
            return found
    if filler and use != "serum" and (change := PROTEIN.match(folded, filler.end(), limit)):
        return changed(text, folded, *change.span("change"))
    return None


def changed(text: str, folded: str, start: int, end: int) -> Value | None:
    """The protein change that some characters write, or that it was looked for and not found; None where it is awaited.

    >>> changed("V600E", "v600e", 0, 5).text, changed("D816V not detected", "d816v not detected", 0, 5).text
    ('p.V600E', 'no mutation')
    """
    if NOT_KNOWN.match(folded, end):
        return None
    absent = NO_CHANGE.match(folded, end)
    return Value("no mutation", absent.end()) if absent else Value(protein_change(text[start:end]), end)


def _at(text: str, folded: str, start: int, limit: int, code: str, use: str) -> Value | None:
    if use == "serum" or code in MEASURED:
        found = NUMBER_UNIT.match(folded, start, limit)
        if found:
            return Value(number_with_unit(text, found), found.end())
    bare = BARE_NUMBER.match(folded, start, limit) if use == "serum" else None
    if bare and not (
        _MONTH_FOLLOWS.match(folded, bare.end())
        or _IN_DATE.match(folded, bare.start("number"))
        or SCHEDULED.match(folded, bare.end())
    ):
        return Value(bare["number"].replace(",", "."), bare.end())
    if (percent := PERCENT.match(folded, start, limit)) and use != "serum":
        return Value(_percent(percent), percent.end())
    if use != "serum" and (score := SCORE.match(folded, start, limit)):
        return Value(score["score"].replace(" ", "").replace("zero", "0"), score.end())
    if code == "CD274" and (
        bare := BARE_NUMBER.match(folded, start, limit) or COMBINED_SCORE.match(folded, start, limit)
    ):
        return Value(bare["number"].replace(",", "."), bare.end())
    for word, pattern in AFTER:
        found = pattern.match(folded, start, limit)
        if found:
            return Value(word, found.end())
    return None


def _percent(match: re.Match[str]) -> str:
    sign = {"inferieur a": "<", "less than": "<", "superieur a": ">"}.get(match["sign"] or "", match["sign"] or "")
    upper = f"-{match['upper']}" if match["upper"] else ""
    return f"{sign}{match['number'].replace(',', '.')}{upper} %"


#: `CA-125 1,904 kU/L` in an English text that writes no decimals with a comma.
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}")
_ENGLISH, _DECIMAL_COMMA = re.compile(r"\b(?:the|of|was|and|with)\b"), re.compile(r"\d,\d{1,2}(?!\d)")


def number_with_unit(text: str, match: re.Match[str]) -> str:
    """`4,2 ng/mL` as `4.2 ng/mL`; thousands are joined, the unit is kept as written."""
    number = re.sub(r"\s", "", match["number"])
    joined = _THOUSANDS.fullmatch(number) and _ENGLISH.search(text) and not _DECIMAL_COMMA.search(text)
    number = number.replace(",", "" if joined else ".")
    return f"{number} {text[match.start('unit') : match.end('unit')]}"


def value_before(folded: str, start: int, floor: int) -> Value | None:
    """The value that precedes a marker or a list of markers, as in `perte d'expression de MLH1`.

    >>> value_before("perte d'expression de mlh1", 22, 0).text
    'lost'
    """
    before = folded[max(floor, start - 60) : start]
    for word, pattern in BEFORE:
        found = pattern.search(before)
        if found:
            return Value(word, start)
    return None


def negated_before(folded: str, start: int, floor: int) -> bool:
    """True where `no` or `pas de` stands right before a marker."""
    return bool(NO_BEFORE.search(folded[max(floor, start - 50) : start]))


def protein_change(text: str) -> str:
    """A protein change in one-letter HGVS form.

    >>> protein_change("Gly12Cys"), protein_change("v600e")
    ('p.G12C', 'p.V600E')
    """
    lowered = text.lower()
    if lowered[:3] in _CASED_RESIDUES and lowered[3:4].isdigit():
        tail = lowered[-3:]
        return f"p.{_CASED_RESIDUES[lowered[:3]]}{lowered[3:-3]}{_CASED_RESIDUES.get(tail, tail)}"
    return "p." + re.sub(r"[a-z](?=\d)|(?<=\d)[a-z]$", lambda match: match.group().upper(), lowered)


def settle(word: str, code: str, use: str, negated: bool) -> str:
    """A value word as the contract names it, for this marker.

    >>> settle("mutated", "EGFR", "gene", True), settle("lost", "MLH1", "ihc", False)
    ('wild-type', 'negative')
    """
    if negated:
        word = {"mutated": "no mutation", "amplified": "not amplified", "rearranged": "not rearranged",
                "lost": "retained"}.get(word, "no mutation" if word.startswith("p.") else word)  # fmt: skip
    if word == "negative" and use == "gene" and code not in FUSION_GENES and code not in MMR_GENES:
        return "wild-type" if code in ("KRAS", "NRAS", "BRAF", "EGFR", "PIK3CA", "BRCA1", "BRCA2") else "negative"
    return _WORDS_TO_VALUE.get(word, word)
