"""What findings that stand together share: drugs of one regimen, diseases offered as alternatives, a histology."""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set


def share_in_groups(reading: Reading) -> None:
    """Drugs in the brackets of a regimen, and drugs joined by `+`, share an assertion that a cue gave to one."""
    therapies = [c for c in reading.candidates if c.kind in ("drug", "treatment") and c.value != "surgery"]
    therapies.sort(key=lambda c: c.first)
    for left, right in pairwise(therapies):
        between = reading.words[left.last : right.first]
        if between == ["("] and left.kind == "drug" and right.assertion == "absent":
            continue  # `prednisone (enzalutamide contre-indiqué)`
        if _goes_on_with(left, right, between):
            right.assertion = "present"
            continue
        if between in (["("], ["+"], ["/"], ["-"]) and left.assertion == "present" != right.assertion:
            left.assertion = right.assertion
        elif between in (["("], ["+"], ["/"], ["-"]) and right.assertion == "present" != left.assertion:
            right.assertion = left.assertion


def _goes_on_with(left: Candidate, right: Candidate, between: list[str]) -> bool:
    """`s/p nephrectomy, on axitinib + pembrolizumab`: the word that took the first from under the cue is of both."""
    taken = left.assertion == "present" and left.data.get("cue") == "present"
    return taken and between in (["+"], ["/"], ["-"], ["and"], ["et"]) and right.data.get("cue") == "historical"


def begin_together(reading: Reading) -> None:
    """`débuté daratumumab-pomalidomide`: what is joined to a drug that goes on since a date goes on with it."""
    therapies = sorted((c for c in reading.candidates if c.kind in ("drug", "treatment")), key=lambda c: c.first)
    for left, right in pairwise(therapies):
        joined = reading.words[left.last : right.first] in (["+"], ["/"], ["-"])
        if joined and bool(left.data.get("since")) != bool(right.data.get("since")):
            lead, other = (left, right) if left.data.get("since") else (right, left)
            if other.assertion == "historical" and "cue" not in other.data and "stated" not in other.data:
                other.assertion = lead.assertion


#: Words that may stand beside the `or` of an offer: `kyste ou bien une métastase`, `hyperplasia or early HCC`.
_BESIDE_OR = word_set("bien un une a an early new simple encore plutot d de bas maybe possible even petit petite small")


def offer_alternatives(reading: Reading) -> None:
    """`angiome ou kyste`, `adénome ou métastase`: of two diseases joined by `ou`, neither is certain."""
    diseases = sorted(
        (c for c in reading.candidates if c.kind == "morphology" or (c.kind == "diagnosis" and c.role != "bare")),
        key=lambda c: (c.first, c.last),
    )
    for left, right in pairwise(diseases):
        between = [word for word in reading.words[left.last : right.first] if word not in _BESIDE_OR]
        joined = between in (["ou"], ["or"], ["versus"], ["vs"])
        if joined and left.assertion == "present" and right.assertion in ("present", "possible"):
            left.assertion = right.assertion = "possible"
            left.fixed = right.fixed = True


#: What a finding may be instead of a disease: `métastase ou séquelle`, `between scar and nodal disease`.
_HARMLESS = (
    r"(?:(?:an? |une? |simple |old |mere |just |vieille |ancienne |post-?\w+ )*(?:scar\w*|cicatri\w+|sequell\w+"
    r"|reaction\w*"
    r"|inflammat\w+|artefacts?|artifacts?|fibros\w+|granulom\w+|remaniements?|benign\w*|physiolog\w+))"
)
#: Words of which an offer holds one.
_OFFERED = frozenset(["ou", "or", "versus", "vs", "entre", "between"])
_OR_HARMLESS = re.compile(rf"^ (?:ou|or|versus|vs|ou bien) {_HARMLESS}\b")
_HARMLESS_OR = re.compile(rf"\b(?:entre|between) {_HARMLESS} (?:et|and)(?: (?:an?|une?|active|true|vraie))* ?$")


def doubt_beside_harmless(reading: Reading) -> None:
    """A disease offered beside something harmless is possible."""
    if not reading.holds(_OFFERED):
        return
    for candidate in reading.candidates:
        if candidate.kind not in ("diagnosis", "morphology") or candidate.assertion == "family":
            continue
        start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
        before = reading.folded[max(0, start - 60) : start].replace("\n", " ")
        if _OR_HARMLESS.match(reading.folded[end : end + 60].replace("\n", " ")) or _HARMLESS_OR.search(before):
            candidate.assertion, candidate.fixed = "possible", True


def follow_diagnosis(reading: Reading) -> None:
    """A histology inside the words of a diagnosis is asserted and dated as the diagnosis is."""
    tumours = [c for c in reading.candidates if c.kind == "diagnosis" and c.role == "tumour"]
    for candidate in reading.candidates:
        if candidate.kind == "morphology":
            for tumour in tumours:
                if tumour.first <= candidate.first and candidate.last <= tumour.last:
                    candidate.assertion, candidate.date = tumour.assertion, tumour.date or candidate.date


def offer_therapies(reading: Reading) -> None:
    """`topotécan ou soins de confort`: of two treatments joined by `ou`, neither is being given yet."""
    therapies = sorted(
        (c for c in reading.candidates if c.kind in ("drug", "treatment") and c.assertion == "present"),
        key=lambda c: c.first,
    )
    for left, right in pairwise(therapies):
        joined = reading.words[left.last : right.first] in (["ou"], ["or"], ["versus"], ["vs"], ["ou", "bien"])
        if joined and not (left.date or right.date) and "cue" not in left.data:
            left.assertion = right.assertion = "planned"
