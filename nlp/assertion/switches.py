"""One treatment told as replaced by another: the first is over, the second is being given.

`Alendronic acid replaced in March 2021 by denosumab`, `Switched 1/15/24 from enoxaparin to rivaroxaban`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.assertion.days import days_before
from nlp.candidates import Candidate
from nlp.text.reading import Reading

_ARTICLE = r"(?: (?:the|an?|le|la|l'|les|du|de la|un|une))?[ ']*$"
_CHANGED = (
    r"(?:replaced|switched|changed|swapped|substituted|rotated|remplacee?s?|relayee?s?|substituee?s?|changee?s?"
    r"|switchee?s?)"
)
#: A day, a month or a year, and the words that lead to it.
_WHEN = r"(?:,? (?!by\b|par\b|to\b|with\b|for\b|pour\b|and\b|et\b|not\b|pas\b)[\w/.'-]+){0,5},?"
_REPLACED_BY = re.compile(
    rf"^(?: \([^()]*\))?,? (?:which )?(?:was |were |has been |a ete |ont ete |est |puis |then )?"
    rf"{_CHANGED}{_WHEN} (?:by|with|to|for|par|pour){_ARTICLE}"
)
_SWITCHED_FROM = re.compile(
    rf"\b(?:switched|changed|swapped|rotated|converted|passee?){_WHEN} (?:from|de|du|d'){_ARTICLE}"
)
_TO = re.compile(rf"^(?: \([^()]*\))?,? (?:to|a|au|vers){_ARTICLE}")
#: What is still to happen, or did not.
_NOT_DONE = re.compile(
    r"\b(?:to be|will be|should be|could be|can be|may be|would be|if|si|sera|seront|serait|pourrait|not|pas|jamais"
    r"|never|a)(?: etre)? ?$"
)
#: Behind either, the first will come back, or has not gone yet.
_FOR_NOW = re.compile(r" ?(?:pendant le sejour|during (?:the|his|her) (?:stay|admission)|des demain|demain|tomorrow)\b")


def mark_switches(reading: Reading) -> None:
    """Say of two treatments, one replaced by the other, that the first is over and the second goes on.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Enoxaparin replaced on Monday by rivaroxaban.")
    >>> reading.candidates = [Candidate(0, 1, "drug", "B01AB05"), Candidate(5, 6, "drug", "B01AF01")]
    >>> mark_switches(reading); [c.assertion for c in reading.candidates]
    ['historical', 'present']
    """
    therapies = sorted((c for c in reading.candidates if c.kind in ("drug", "treatment")), key=lambda c: c.first)
    for old, new in pairwise(therapies):
        if old.fixed or new.fixed or "family" in (old.assertion, new.assertion) or not _is_switch(reading, old, new):
            continue
        old.assertion, old.data = "historical", {**old.data, "stated": "historical"}
        if "stated" not in new.data and (days_before(reading.report_date, new.date) or 0) >= 0:
            new.assertion, new.data = "present", {**new.data, "switched": "1"}


def _is_switch(reading: Reading, old: Candidate, new: Candidate) -> bool:
    """`A replaced on Monday by B`, `switched from A to B`, in one sentence."""
    sentence = reading.sentence(old.first)
    if reading.sentence_of[old.first] != reading.sentence_of[new.first]:
        return False
    between = reading.folded[reading.ends[old.last - 1] : reading.starts[new.first]].replace("\n", " ")
    if _FOR_NOW.search(between) or _FOR_NOW.match(reading.folded, reading.ends[new.last - 1]):
        return False
    if _REPLACED_BY.match(between):
        return not _NOT_DONE.search(re.split(_CHANGED, between)[0])
    start = reading.starts[old.first]
    before = reading.folded[max(reading.starts[sentence.first], start - 70) : start].replace("\n", " ")
    found = _SWITCHED_FROM.search(before)
    return bool(found and _TO.match(between)) and not _NOT_DONE.search(before[: found.start()] if found else "")
