"""An aberration that is named before its gene and judged behind it: `Mutation BRAF : absence`, `fusion RET non vue`."""

from __future__ import annotations

import re

from nlp.parsers.biomarkers.patterns import DENIED, NOT_KNOWN
from nlp.parsers.biomarkers.values import Value

#: An aberration to what it is where the test did not find it.
_WITHOUT = {"mutated": "no mutation", "rearranged": "not rearranged", "amplified": "not amplified"}
_DENIED = re.compile(DENIED + r"(?![a-z])")
_STATED = ("retained", "positive")


def judged(folded: str, told: Value, own: Value | None, end: int) -> Value | None:
    """What is known of an aberration told before a gene, by the words behind it; None where it is awaited.

    Args:
        told: the aberration. own: the value that the gene takes from behind it. end: where the gene ends.

    >>> judged("mutation braf : absence", Value("mutated", 9), None, 13).text
    'no mutation'
    >>> judged("amplification met absente", Value("amplified", 14), Value("lost", 25), 17).text
    'not amplified'
    """
    if told.text not in _WITHOUT:
        return own or told
    if own is None:
        if NOT_KNOWN.match(folded, end):
            return None
        denied = _DENIED.match(folded, end)
        return Value(_WITHOUT[told.text], denied.end()) if denied else told
    if own.text in ("lost", "negative"):
        return Value(_WITHOUT[told.text], own.end)
    return Value(told.text, own.end) if own.text in _STATED else own
