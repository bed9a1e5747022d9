"""Splits a phrase that states several things into phrases that state one each: `stage IV lung cancer`, `cT2N0M0`.

A phrase is a disease with what qualifies it before or behind: a stage, a TNM, a spread, a marker with its value. Each
part becomes a condition of its own, so that none is dropped; where a part means nothing, the phrase is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from medomics_ehr.terminology.matcher import fold

_BETWEEN = re.compile(r"\s+|(?<=[+-])/")
_MOST_WORDS = 16
_LONGEST_QUALIFIER = 5
_EDGE_WORDS = frozenset(
    {"de", "d", "du", "des", "en", "au", "a", "avec", "of", "with", "and", "et", "le", "la", "of the"}
)
_TNM = re.compile(
    r"(?P<prefix>[ry]?[cp]?)(?P<t>T(?:[0-4][a-d]?|is|x))(?P<n>N(?:[0-3][a-c]?|x))(?P<m>M[01x][a-d]?)?", re.IGNORECASE
)
_TRIPLE_NEGATIVE = re.compile(r"(?:triple negati(?:ve|fs?|ves)|tn|tnbc)(?: breast cancer)?")
_RECEPTORS = re.compile(r"(?:hormone receptors?|recepteurs? hormonaux|recepteur hormonal|rh|hr) ?(?:negati\w+|-)")
_STAGE_SPAN = re.compile(r"(?:stages?|stades?) ?[iv0-4]+[a-d]? ?[-–/] ?[iv0-4]+[a-d]?", re.IGNORECASE)
_SPREAD = re.compile(r"metastati(?:c|que|ques)|metastase[es]?|oligometastati(?:c|que|ques)")
_RECEPTOR_TERMS = ("estrogen receptor negative", "progesterone receptor negative", "HER2 negative")


def parts_of(phrase: str, known: Callable[[str], bool], qualifies: Callable[[str], bool]) -> tuple[str, ...]:
    """The phrases that a phrase is made of; empty where it cannot be split so that each of them is known.

    Args:
        known: whether a phrase means something by itself.
        qualifies: whether a known phrase says more of a disease: a stage, a marker with its value.

    >>> known = {"lung cancer", "stage IV"}.__contains__
    >>> parts_of("stage IV lung cancer", known, lambda phrase: phrase.startswith("stage"))
    ('lung cancer', 'stage IV')
    """
    if several := _several(phrase):
        return several
    if known(phrase):
        return (phrase,)
    words = _BETWEEN.split(phrase.strip())
    if not 1 < len(words) <= _MOST_WORDS:
        return ()
    for length in range(min(_LONGEST_QUALIFIER, len(words) - 1), 0, -1):
        for rest, qualifier in ((words[:-length], words[-length:]), (words[length:], words[:length])):
            said = _qualifier(_trimmed(qualifier), known, qualifies)
            if said and (others := parts_of(_trimmed(rest), known, qualifies)):
                return (*others, *said)
    return ()


def _several(phrase: str) -> tuple[str, ...]:
    """A word that stands for several facts, each of which must be there."""
    folded = fold(phrase) + ("-" if phrase.rstrip().endswith(("-", "−")) else "")
    if matched := _TNM.fullmatch(phrase.strip()):
        spread = (matched["m"],) if matched["m"] else ()
        return (f"{matched['prefix']}{matched['t']}", matched["n"], *spread)
    if _TRIPLE_NEGATIVE.fullmatch(folded):
        disease = ("breast cancer",) if folded.endswith(("cancer", "tnbc")) else ()
        return (*disease, *_RECEPTOR_TERMS)
    return _RECEPTOR_TERMS[:2] if _RECEPTORS.fullmatch(folded) else ()


def _qualifier(phrase: str, known: Callable[[str], bool], qualifies: Callable[[str], bool]) -> tuple[str, ...]:
    if not phrase:
        return ()
    if several := _several(phrase):
        return several
    spread = _SPREAD.fullmatch(fold(phrase)) is not None
    return (phrase,) if (spread or _STAGE_SPAN.fullmatch(phrase) or qualifies(phrase)) and known(phrase) else ()


def _trimmed(words: list[str]) -> str:
    """Words without the small ones that only join them to others."""
    kept = [word.strip(",") for word in words]
    while kept and fold(kept[0]) in _EDGE_WORDS:
        kept = kept[1:]
    while kept and fold(kept[-1]) in _EDGE_WORDS:
        kept = kept[:-1]
    return " ".join(kept)
