"""Rules and words decide together: the assertion that all make likeliest.

A logarithmic opinion pool (Genest and Zidek, Statistical Science 1986) of the regression, of the transformer where it
has read, and of the record of the rules' answer: how often that answer, on evidence of its sort, was right on reports
that the rules were not written on; then each finding is weighed once more by what was made of those beside it
(`neighbours`), and drugs written as one are made to agree (`joined`). An answer that the parser itself gave stands; so
does a cue's denial of a disease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.ahead import settle_day
from nlp.assertion.decide import ALLOWED
from nlp.assertion.learnt.features import case_of
from nlp.assertion.learnt.joined import as_one
from nlp.assertion.learnt.neighbours import Beside, Neighbours
from nlp.assertion.learnt.surroundings import Surroundings, family_of
from nlp.assertion.learnt.weights import EVIDENCE, RECORDED, weights_of
from nlp.candidates import Candidate
from nlp.learnt.folder import learnt_parts
from nlp.learnt.regression import Regression
from nlp.linking.encoder import MINILM
from nlp.text.reading import Reading

if TYPE_CHECKING:
    from nlp.assertion.learnt.network import AssertionReader

#: The reader that is shipped, of MiniLM.
SHIPPED_READER = Path(__file__).with_name("reader.safetensors")
#: Which findings the transformer reads: none, those of which words and rules leave doubt, all.
Reads = Literal["none", "unsure", "all"]
#: A finding whose likeliest assertion is less probable than this is unsure.
SURE = 0.5
#: Pieces in a passage: of an unsure finding, and where the whole report is read. Wider ones would overlap less, but
#: each piece would attend to more.
NARROW, WIDE = (48,), tuple(range(96, 257, 16))
#: What the words weigh against the record: the regression alone, and the regression and the transformer together.
ALONE, TOGETHER = 1.0, 1.4
#: The transformer's share of what both say.
SHARE = 0.65

_NUMBER = {assertion: number for number, assertion in enumerate(ASSERTIONS)}


@dataclass(frozen=True, slots=True)
class Weighed:
    """The open candidates of a report, and what is said of each: arrays of shape (open candidates, assertions).

    Attributes:
        neighbours: all candidates in order. numbers: which of them are open.
        words, record: what the words around say, and the record of the rules, -inf where an assertion cannot be.
    """

    around: Surroundings
    neighbours: Neighbours
    numbers: np.ndarray
    words: np.ndarray
    record: np.ndarray

    @property
    def candidates(self) -> list[Candidate]:
        """The open candidates."""
        return [self.neighbours.candidates[number] for number in self.numbers]

    def features(self, read: dict[int, np.ndarray] | None = None) -> np.ndarray:
        """What the last regression weighs.

        Args:
            read: what the transformer says of some candidates, by their id.
        """
        words = ALONE * self.words
        for row, candidate in enumerate(self.candidates if read else ()):
            if read is not None and id(candidate) in read:
                words[row] = TOGETHER * ((1 - SHARE) * self.words[row] + SHARE * read[id(candidate)])
        return self.neighbours.features(self.numbers, words, words + self.record)

    def scores(self, beside: Beside, read: dict[int, np.ndarray] | None = None) -> np.ndarray:
        """Log probabilities of the assertions that can be."""
        scores = np.where(np.isfinite(self.record), beside.scores(self.features(read)), -np.inf)
        likely: np.ndarray = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        return likely


def weigh(reading: Reading, around: Surroundings, words: Regression, record: np.ndarray) -> Weighed:
    """What words and record say of a reading's open candidates; it holds one at least."""
    neighbours = Neighbours(reading, reading.candidates)
    numbers = np.array([n for n, candidate in enumerate(neighbours.candidates) if is_open(candidate)])
    told = [neighbours.candidates[number] for number in numbers]
    said = words.log_probabilities([case_of(around, candidate) for candidate in told])
    row = np.stack([record[recorded(candidate)] for candidate in told])
    return Weighed(around, neighbours, numbers, said, np.where(_allowed(told), row, -np.inf))


class Arbiter:
    """Writes the likeliest assertion of each candidate.

    Args:
        reads: what the transformer reads.
        encoder: `minilm`, for which a reader is shipped, or a folder; with another encoder nothing is read unless
            `learnt` holds a reader of it.
        learnt: folder of learnt parts that stand in for those shipped.

    Raises:
        EnvironmentFailed: a file of the folder is missing, cut or altered.
    """

    def __init__(self, reads: Reads = "none", encoder: str = MINILM, learnt: Path | None = None) -> None:
        own = learnt_parts(learnt).get("reader")
        self.delta_file = own or SHIPPED_READER
        self.reads = reads if own or encoder == MINILM else "none"
        self.encoder = encoder
        self.weights = weights_of(learnt)

    @cached_property
    def reader(self) -> AssertionReader:
        """Loaded with the first finding that is unsure."""
        from nlp.assertion.learnt.network import AssertionReader

        return AssertionReader.load(self.encoder, self.delta_file)

    def __call__(self, reading: Reading) -> None:
        """Weigh the candidates of a reading in place."""
        self.together([reading])

    def together(self, readings: Sequence[Reading]) -> None:
        """Weigh the candidates of readings in place: as one by one, but the transformer reads full batches."""
        for reading in readings:
            reading.weighed = True
        weighed = [
            weigh(reading, Surroundings.of(reading), self.weights.words, self.weights.record)
            for reading in readings
            if any(map(is_open, reading.candidates))
        ]
        scores = [one.scores(self.weights.beside) for one in weighed]
        asked = [
            (one.around, [one.candidates[number] for number in self._asked(first)])
            for one, first in zip(weighed, scores, strict=True)
        ]
        wanted = [(around, findings) for around, findings in asked if findings]
        likely = self.reader.log_probabilities(wanted, WIDE if self.reads == "all" else NARROW) if wanted else {}
        for one, first, (_, findings) in zip(weighed, scores, asked, strict=True):
            last = one.scores(self.weights.beside, likely) if findings else first
            last = as_one(one.around.reading, one.candidates, last)
            for candidate, row in zip(one.candidates, last, strict=True):
                candidate.assertion, candidate.likely = ASSERTIONS[int(row.argmax())], float(np.exp(row.max()))
                settle_day(candidate, one.around.reading.report_date)

    def _asked(self, scores: np.ndarray) -> np.ndarray:
        """Numbers of the findings that the transformer is to read."""
        if self.reads == "none":
            return np.array([], dtype=int)
        if self.reads == "all":
            return np.arange(len(scores))
        return np.flatnonzero(scores.max(axis=1) < np.log(SURE))


def is_open(candidate: Candidate) -> bool:
    """Whether there is a choice: the parser left it, the kind has more than one assertion, and no cue denies a disease.

    A denial by a cue is what rules tell best, and what must not be lost: an absent disease counts in no cohort.
    """
    if candidate.fixed or not (ALLOWED.get(candidate.kind, True) or candidate.assertion != "present"):
        return False
    return not (candidate.assertion == "absent" and "cue" in candidate.data and family_of(candidate.kind) == "D")


def recorded(candidate: Candidate) -> tuple[int, int, int]:
    """The row of the record for what the rules say of a candidate: its family, their evidence, their answer.

    >>> recorded(Candidate(0, 1, "drug", assertion="absent", data={"stated": "absent"}))
    (0, 0, 1)
    """
    family = family_of(candidate.kind)
    evidence = next((name for name in ("stated", "cue") if name in candidate.data), "none")
    return (
        RECORDED.index(family) if family in RECORDED else len(RECORDED) - 1,
        EVIDENCE.index(evidence),
        _NUMBER[candidate.assertion],
    )


def _allowed(candidates: Sequence[Candidate]) -> np.ndarray:
    """Which assertions a candidate's kind may have, and the rules' own: shape (candidates, assertions)."""
    allowed = np.zeros((len(candidates), len(ASSERTIONS)), dtype=bool)
    for row, candidate in enumerate(candidates):
        known = ALLOWED.get(candidate.kind, frozenset(ASSERTIONS)) | {"present", candidate.assertion}
        allowed[row, [_NUMBER[assertion] for assertion in ASSERTIONS if assertion in known]] = True
    return allowed
