"""TNM (UICC, 8th edition): the components of a classification and the stage groups, as reports write them.

Shapes only, of all sites at once: which of them a site allows is the business of the classification itself.
"""

from __future__ import annotations

import re

#: Prefixes: c clinical, p pathological, y after treatment, r at relapse, a at autopsy, m several tumours.
_PREFIX = r"(?:[ramu]?y?[cp]?|y?r?[cp]?|r?y?[cp]?)"
_T = r"T(?:x|X|0|is(?:\([^)]*\))?|a|[1-4](?:mi|[a-e]\d?)?)(?:\((?:m|s|\d{1,2})\))?"
_N = r"N(?:x|X|0|[1-3](?:mi|[a-d])?)(?:\((?:i|mol)?[+-]?\)|\((?:sn)\)|\((?:mi)\))?"
_M = r"M(?:x|X|0(?:\(i\+\))?|1[a-e]?\d?(?:\([0-9a-z]+\))?)"
_OTHER = r"(?:L[0-1X]|V[0-2X]|Pn[0-1X]|R[0-2X]|S[0-3X]|G[1-4X])"
_COMPONENT = re.compile(rf"^(?:{_PREFIX}(?:{_T}|{_N}|{_M})|{_OTHER})$")
_GROUP = re.compile(r"^stage (?:0(?:is|a)?|(?:I|II|III|IV)(?:[A-E]\d?)?(?:[ESX]|ES)?)$")


def is_component(text: str) -> bool:
    """Whether a text is one component with its prefixes.

    >>> [is_component(text) for text in ("ypT1b", "pN2a", "M0", "cT1mi", "pTis", "T5", "N4")]
    [True, True, True, True, True, False, False]
    """
    return bool(_COMPONENT.match(text))


def is_stage_group(text: str) -> bool:
    """Whether a text is a stage group in the gold files' spelling.

    >>> [is_stage_group(text) for text in ("stage IIIB", "stage IVA", "stage 0", "stage V", "IIIB")]
    [True, True, True, False, False]
    """
    return bool(_GROUP.match(text))


def group_of(stage: str) -> str:
    """The main stage, 0 to IV, of a stage group.

    Raises:
        ValueError: the text is no stage group.

    >>> group_of("stage IIIB"), group_of("stage IVA"), group_of("stage 0")
    ('III', 'IV', '0')
    """
    if not is_stage_group(stage):
        raise ValueError("not a stage group such as `stage IIIB`")
    found = re.match(r"stage (0|IV|III|II|I)", stage)
    return found[1] if found else ""
