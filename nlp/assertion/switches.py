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
#: `carboplatine au 6e cycle, remplacé par cisplatine`.
_AT_CYCLE = r"(?: (?:au|at|lors d[eu]|during)(?: [\w'-]+){0,2} (?:cycle|cure|cycle \d+|c\d+|j\d+))?"
_REPLACED_BY = re.compile(
    rf"^(?: \([^()]*\))?{_AT_CYCLE},? (?:which )?(?:was |were |has been |a ete |ont ete |est |puis |then )?"
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
#: Words of a clause that make a switch conditional or proposed, on either side of it.
_CONDITION = re.compile(r"\b(?:if|si|s'il|s'ils|unless|sauf|en cas|in (?:the )?(?:case|event) of)\b")
_PROPOSAL = re.compile(
    r"(?<!\ba )\b(?:propos(?!itus)\w*|plan(?:s|ned|ning|ifie\w*)?\b(?! d[eu'])|options?\b|discuss\w*|discut\w*"
    r"|envisag\w*|prochaine?s?\b|next\b(?!-))"
)


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
        if old.fixed or new.fixed or "family" in (old.assertion, new.assertion):
            continue
        start = _switch_start(reading, old, new)
        if start is None:
            continue
        if _is_proposed(reading, old, new, start):
            _stays(old)
            new.assertion, new.data = "planned", {**new.data, "stated": "planned"}
            continue
        old.assertion, old.data = "historical", {**old.data, "stated": "historical"}
        if "stated" not in new.data and (days_before(reading.report_date, new.date) or 0) >= 0:
            new.assertion, new.data = "present", {**new.data, "switched": "1"}


def _stays(old: Candidate) -> None:
    """What another treatment would replace is being given, whatever the cue of the proposal says of it."""
    if old.assertion in ("planned", "present"):
        old.assertion, old.data = "present", {**old.data, "stated": "present"}


def _switch_start(reading: Reading, old: Candidate, new: Candidate) -> int | None:
    """Where `A replaced on Monday by B`, `switched from A to B` begins, in one sentence; None where it is no switch."""
    if reading.sentence_of[old.first] != reading.sentence_of[new.first]:
        return None
    between = reading.folded[reading.ends[old.last - 1] : reading.starts[new.first]].replace("\n", " ")
    if _FOR_NOW.search(between) or _FOR_NOW.match(reading.folded, reading.ends[new.last - 1]):
        return None
    start = reading.starts[old.first]
    if _REPLACED_BY.match(between):
        return None if _NOT_DONE.search(re.split(_CHANGED, between)[0]) else start
    sentence = reading.sentence(old.first)
    before = reading.folded[max(reading.starts[sentence.first], start - 70) : start].replace("\n", " ")
    found = _SWITCHED_FROM.search(before)
    if found is None or not _TO.match(between) or _NOT_DONE.search(before[: found.start()]):
        return None
    return start - len(before) + found.start()


def _is_proposed(reading: Reading, old: Candidate, new: Candidate, start: int) -> bool:
    """`si toxicité, A remplacé par B`, `plan: A switched to B`: the clause tells of no switch that was made.

    A past day in it says that it was, whatever was discussed.
    """
    sentence, end = reading.sentence(old.first), reading.ends[new.last - 1]
    told = [d for d in reading.dates if d.is_calendar and start <= d.start < end + 30]
    if any((days_before(reading.report_date, d.value) or 0) > 0 for d in told):
        return False
    before = reading.folded[reading.starts[sentence.first] : reading.starts[old.first]].rpartition(";")[2]
    between = reading.folded[reading.ends[old.last - 1] : reading.starts[new.first]]
    after = reading.folded[end : reading.ends[sentence.last - 1]].partition(";")[0]
    clause = f"{before} | {between} | {after.partition(',')[0]}".replace("\n", " ")
    return bool(_PROPOSAL.search(clause) or _CONDITION.search(f"{clause} {after[:12]}"))
