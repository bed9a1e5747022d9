"""Drugs written as one, `doxorubicine-ifosfamide`, `chimiothérapie par docétaxel`, have one assertion.

In the marked reports 444 of 447 such neighbours do.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from nlp.assertion.learnt.surroundings import family_of
from nlp.candidates import Candidate
from nlp.text.reading import Reading

_JOINTS = (["-"], ["/"], ["+"])
#: Between a course and the drug that it is made of.
_MADE_OF = (["par"], ["by"], ["avec"], ["with"], ["("])


def as_one(reading: Reading, candidates: Sequence[Candidate], scores: np.ndarray) -> np.ndarray:
    """Log probabilities in which the members of each run have the mean of theirs: shape (candidates, assertions).

    Args:
        candidates: in the order of the text. scores: their log probabilities, -inf where an assertion cannot be.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("doxorubicine-ifosfamide")
    >>> drugs = [Candidate(0, 1, "drug", "L01DB01"), Candidate(2, 3, "drug", "L01AA06")]
    >>> as_one(reading, drugs, np.log([[0.6, 0.4], [0.1, 0.9]])).argmax(axis=1).tolist()
    [1, 1]
    """
    shared = scores.copy()
    for run in _runs(reading, candidates):
        mean = scores[run].mean(axis=0)
        if np.isfinite(mean).any():
            shared[run] = mean - np.logaddexp.reduce(mean)
    return shared


def _runs(reading: Reading, candidates: Sequence[Candidate]) -> list[list[int]]:
    """Numbers of the therapies that are joined, run by run."""
    runs: list[list[int]] = []
    therapies = [number for number, candidate in enumerate(candidates) if family_of(candidate.kind) == "T"]
    for left, right in pairwise(therapies):
        between = reading.words[candidates[left].last : candidates[right].first]
        made_of = (candidates[left].kind, candidates[right].kind) == ("treatment", "drug") and between in _MADE_OF
        if between in _JOINTS or made_of:
            if runs and runs[-1][-1] == left:
                runs[-1].append(right)
            else:
                runs.append([left, right])
    return runs
