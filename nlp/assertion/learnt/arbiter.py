"""Rules and words decide together: the assertion that all make likeliest.

A logarithmic opinion pool (Genest and Zidek, Statistical Science 1986) of the regression, of the transformer where it
has read, and of the record of the rules' answer: how often that answer, on evidence of its sort, was right on reports
that the rules were not written on. An answer that the parser itself gave stands; so does a cue's denial of a disease.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.decide import ALLOWED
from nlp.assertion.learnt.features import case_of
from nlp.assertion.learnt.surroundings import Surroundings, family_of
from nlp.assertion.learnt.weights import EVIDENCE, RECORDED, weights_of
from nlp.candidates import Candidate
from nlp.learnt.folder import learnt_parts
from nlp.linking.encoder import MINILM
from nlp.text.reading import Reading

if TYPE_CHECKING:
    from nlp.assertion.learnt.network import AssertionReader

#: The reader that is shipped, of MiniLM.
SHIPPED_READER = Path(__file__).with_name("reader.safetensors")
#: Which findings the transformer reads: none, those of which words and rules leave doubt, all.
Reads = Literal["none", "unsure", "all"]
#: A finding whose likeliest assertion is less probable than this is unsure.
SURE = 0.65
#: Pieces in a passage: of an unsure finding, and where the whole report is read.
NARROW, WIDE = (64,), (96, 128, 160, 192, 224, 256, 288, 320, 352, 384)
#: What the words weigh against the record: the regression alone, and the mean of it and the transformer.
ALONE, TOGETHER = 1.0, 1.4

_NUMBER = {assertion: number for number, assertion in enumerate(ASSERTIONS)}


@dataclass(frozen=True, slots=True)
class _Weighed:
    """The open candidates of a report, and what words, record and both say of each: shape (candidates, assertions)."""

    around: Surroundings
    candidates: list[Candidate]
    words: np.ndarray
    record: np.ndarray
    pooled: np.ndarray


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
        weighed = [self._weighed(reading) for reading in readings if any(map(_is_open, reading.candidates))]
        asked = [(one.around, [one.candidates[number] for number in self._asked(one.pooled)]) for one in weighed]
        wanted = [(around, findings) for around, findings in asked if findings]
        likely = self.reader.log_probabilities(wanted, WIDE if self.reads == "all" else NARROW) if wanted else {}
        for one in weighed:
            for number, candidate in enumerate(one.candidates):
                scores = one.pooled[number]
                if (read := likely.get(id(candidate))) is not None:
                    scores = TOGETHER * (one.words[number] + read) / 2 + one.record[number]
                candidate.assertion = ASSERTIONS[int(scores.argmax())]

    def _weighed(self, reading: Reading) -> _Weighed:
        candidates = [candidate for candidate in reading.candidates if _is_open(candidate)]
        around = Surroundings.of(reading)
        words = self.weights.words.log_probabilities([case_of(around, candidate) for candidate in candidates])
        record = np.stack([self.weights.record[recorded(candidate)] for candidate in candidates])
        record = np.where(_allowed(candidates), record, -np.inf)
        return _Weighed(around, candidates, words, record, ALONE * words + record)

    def _asked(self, pooled: np.ndarray) -> np.ndarray:
        """Numbers of the findings that the transformer is to read."""
        if self.reads == "none":
            return np.array([], dtype=int)
        if self.reads == "all":
            return np.arange(len(pooled))
        likeliest = pooled.max(axis=1) - np.logaddexp.reduce(pooled, axis=1)
        return np.flatnonzero(likeliest < np.log(SURE))


def _is_open(candidate: Candidate) -> bool:
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
