"""The decision: from the scopes over a finding, its kind and its section to one assertion.

The order is that of the gold contract: absent, family, possible, planned, historical, present.
"""

from __future__ import annotations

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.scope import Scope

#: What a kind can be. Observations are facts of their date: a negative test is a value, an old scan is present.
ALLOWED: dict[str, frozenset[str]] = {
    "diagnosis": frozenset(["absent", "family", "possible", "historical"]),
    "morphology": frozenset(["absent", "family", "possible", "historical"]),
    "biomarker": frozenset(["family"]),
    "stage": frozenset(),
    "performance": frozenset(),
    "response": frozenset(["absent", "possible"]),
    "treatment": frozenset(["absent", "family", "planned", "historical"]),
    "drug": frozenset(["absent", "family", "planned", "historical"]),
    "exam": frozenset(["absent", "planned"]),
}
ORDER: tuple[Assertion, ...] = ("absent", "family", "possible", "planned", "historical")


def decide(kind: str, first: int, last: int, scopes: list[Scope]) -> tuple[Assertion, Scope | None]:
    """The assertion of tokens `first` to `last`, and the scope that gave it.

    >>> decide("stage", 0, 1, [Scope("absent", 0, 5, 0, 1, False)])
    ('present', None)
    """
    if not scopes:
        return "present", None
    allowed = ALLOWED.get(kind, frozenset(ORDER))
    over = [
        scope
        for scope in scopes
        if scope.assertion in allowed
        and scope.covers(first, last)
        and (not kind or not (scope.cue >= first and scope.cue_end <= last))
        and _fits(kind, scope)
    ]
    for assertion in ORDER:
        if scopes_of_it := [scope for scope in over if scope.assertion == assertion]:
            return assertion, min(scopes_of_it, key=lambda scope: max(first - scope.cue_end, scope.cue - last))
    return "present", None


def _fits(kind: str, scope: Scope) -> bool:
    """Some cues speak of treatments only (`after`), others never of what is done (`ruled out`)."""
    if scope.reach == "therapy":
        return kind in ("drug", "treatment")
    if scope.reach == "allergen":
        return kind == "drug"
    if scope.reach == "procedure":
        return kind in ("drug", "treatment", "exam")
    if scope.reach == "disease":
        return kind in ("diagnosis", "morphology")
    return scope.reach != "finding" or kind != "exam"
