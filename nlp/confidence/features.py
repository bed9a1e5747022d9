"""What is known of a finding when it is frozen, as named amounts: what found it, on what its assertion rests."""

from __future__ import annotations

import math
from collections.abc import Iterator

from nlp.assertion.learnt.surroundings import family_of
from nlp.candidates import Candidate

#: A probability is read as odds between these, so that no single feature decides alone.
_LEAST, _MOST = 0.02, 0.999
#: Odds are divided by this, so that all amounts are of one size.
_SCALE = 3.0
#: Words of a span of which more tell no more.
_LONG = 4


def features_of(candidate: Candidate, weighed: bool) -> Iterator[tuple[str, float]]:
    """Names and amounts.

    Args:
        weighed: whether the report's assertions were weighed by what was learnt, not written by the rules alone.

    >>> dict(features_of(Candidate(0, 2, "drug", rule="lexicon:drug", assertion="planned", likely=0.5), True))["odds"]
    0.0
    """
    family, evidence = family_of(candidate.kind), _evidence(candidate)
    yield f"kind {candidate.kind}", 1.0
    yield f"rule {candidate.rule}", 1.0
    yield f"role {candidate.role}", 1.0
    yield f"words {min(candidate.last - candidate.first, _LONG)} {family}", 1.0
    yield f"said {candidate.assertion} {family}", 1.0
    yield f"evidence {evidence} {candidate.assertion} {family}", 1.0
    if not weighed:
        return
    if candidate.likely is None:
        yield f"closed {candidate.kind}", 1.0
    else:
        likely = min(max(candidate.likely, _LEAST), _MOST)
        odds = math.log(likely / (1 - likely)) / _SCALE
        yield "odds", odds
        yield f"odds {family}", odds


def _evidence(candidate: Candidate) -> str:
    if candidate.fixed:
        return "parser"
    return next((name for name in ("stated", "cue") if name in candidate.data), "none")
