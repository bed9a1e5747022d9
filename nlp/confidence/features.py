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


#: Kind, rule, role, words, assertion and evidence of a finding, and whether it was closed to what was learnt: all that
#: is known but the odds. Many findings share few of these.
Known = tuple[str, str, str, int, str, str, bool]


def known_of(candidate: Candidate, weighed: bool) -> Known:
    """What is known of a finding but for its odds.

    Args:
        weighed: whether the report's assertions were weighed by what was learnt, not written by the rules alone.
    """
    words = min(candidate.last - candidate.first, _LONG)
    closed = weighed and candidate.likely is None
    return candidate.kind, candidate.rule, candidate.role, words, candidate.assertion, _evidence(candidate), closed


def names_of(known: Known) -> Iterator[str]:
    """The features that what is known makes, each of amount 1."""
    kind, rule, role, words, assertion, evidence, closed = known
    family = family_of(kind)
    yield f"kind {kind}"
    yield f"rule {rule}"
    yield f"role {role}"
    yield f"words {words} {family}"
    yield f"said {assertion} {family}"
    yield f"evidence {evidence} {assertion} {family}"
    if closed:
        yield f"closed {kind}"


def odds_of(candidate: Candidate) -> Iterator[tuple[str, float]]:
    """The odds of the assertion, where what was learnt has weighed it."""
    if candidate.likely is not None:
        likely = min(max(candidate.likely, _LEAST), _MOST)
        odds = math.log(likely / (1 - likely)) / _SCALE
        yield "odds", odds
        yield f"odds {family_of(candidate.kind)}", odds


def features_of(candidate: Candidate, weighed: bool) -> Iterator[tuple[str, float]]:
    """Names and amounts.

    >>> dict(features_of(Candidate(0, 2, "drug", rule="lexicon:drug", assertion="planned", likely=0.5), True))["odds"]
    0.0
    """
    yield from ((name, 1.0) for name in names_of(known_of(candidate, weighed)))
    yield from odds_of(candidate)


def _evidence(candidate: Candidate) -> str:
    if candidate.fixed:
        return "parser"
    return next((name for name in ("stated", "cue") if name in candidate.data), "none")
