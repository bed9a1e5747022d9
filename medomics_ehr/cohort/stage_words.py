"""Stages and performance status in a query, which have a grammar instead of a list: `stade IV`, `cT2`, `ECOG 0-1`."""

from __future__ import annotations

import re

from medomics_ehr.cohort.definition import Code, CodeSet
from medomics_ehr.cohort.meaning import Meaning
from medomics_ehr.terminology.matcher import fold

_STAGE = re.compile(r"^(?:stage|stade)s? (?P<group>[0-4]|i{1,3}|iv)(?P<part>[a-d]\d?)?$")
_STAGE_SPAN = re.compile(r"^(?:stage|stade)s? (?P<low>[0-4]|i{1,3}|iv) ?[-–/] ?(?P<high>[0-4]|i{1,3}|iv)$")
_GROUPS = ("0", "I", "II", "III", "IV")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}
_TNM = re.compile(r"^(?P<prefix>[ry]?[cp]?)(?P<axis>[tnm])(?P<value>[0-4x]|is|a)(?P<part>[a-d]|mi)?$")
_ECOG = re.compile(r"^(?:ecog|oms|who|ps|performance status)(?: ps)? ?(?P<low>[0-4])(?: (?P<high>[0-4]))?$")


def staged(phrase: str) -> Meaning | None:
    """What a phrase says of stage groups, TNM components or performance status; None where it says nothing of them.

    >>> [code.code for code in staged("stade III-IV").codes.codes], staged("pT2a").codes.codes[0].code, staged("lung")
    (['STAGE//III', 'STAGE//IV'], 'TNM//pT2a', None)
    """
    word = fold(phrase)
    if match := _STAGE_SPAN.match(phrase.strip().lower()):
        codes = _stages(match["low"], match["high"])
    elif match := _STAGE.match(word):
        group = _ROMAN.get(match["group"], match["group"].upper())
        codes = [f"STAGE//{group}{(match['part'] or '').upper()}"]
    elif match := _TNM.match(word):
        codes = [
            f"TNM//{match['prefix']}{match['axis'].upper()}{match['value'].replace('x', 'X')}{match['part'] or ''}"
        ]
    elif match := _ECOG.match(word):
        codes = [f"ECOG//{grade}" for grade in range(int(match["low"]), int(match["high"] or match["low"]) + 1)]
    else:
        codes = []
    if not codes:
        return None
    return Meaning(phrase, CodeSet(phrase, tuple(Code(code) for code in codes)), "stage and status grammar")


def _stages(low: str, high: str) -> list[str]:
    """The stage groups from one to another.

    >>> _stages("iii", "4")
    ['STAGE//III', 'STAGE//IV']
    """
    first, last = (_GROUPS.index(_ROMAN.get(group, group.upper())) for group in (low, high))
    return [f"STAGE//{group}" for group in _GROUPS[first : last + 1]]
