"""The record of the rules: on what evidence they said what, and what was true, over reports new to them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from nlp.assertion.learnt.weights import EVIDENCE, RECORDED
from nlp.training.assertion.examples import Example

#: Counted on `registres`, `rounds`, `gazette`, `rang` and `ward_notes` of `tests/data/reports`, when they were new.
COUNTED = Path(__file__).with_name("record.csv")
_COLUMNS = ("family", "evidence", "said", "true", "count")
#: Findings that the mean of a family weighs against a row of its own.
_SHRINKAGE = 6.0


def write_record(examples: Iterable[Example], stream: TextIO) -> None:
    """Write the counts as CSV."""
    counts = Counter((*example.recorded, ASSERTIONS.index(example.assertion)) for example in examples)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for (family, evidence, said, true), count in sorted(counts.items()):
        writer.writerow([RECORDED[family], EVIDENCE[evidence], ASSERTIONS[said], ASSERTIONS[true], count])


def read_counts(path: Path = COUNTED) -> np.ndarray:
    """Counts by family, evidence, answer and truth: shape (families, evidence, assertions, assertions)."""
    counts = np.zeros((len(RECORDED), len(EVIDENCE), len(ASSERTIONS), len(ASSERTIONS)))
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            place = (
                RECORDED.index(row["family"]),
                EVIDENCE.index(row["evidence"]),
                ASSERTIONS.index(row["said"]),
                ASSERTIONS.index(row["true"]),
            )
            counts[place] = float(row["count"])
    return counts


def record_of(counts: np.ndarray) -> np.ndarray:
    """Log of P(true | evidence, said), less half of log P(true): what `Weights.record` holds.

    A row of few findings is drawn towards its family's mean: the answer right as often as the family's are. Half of the
    prior is taken away since the regression brings its own.

    >>> counts = np.zeros((3, 3, 6, 6)); counts[0, 0, 1, 1] = 94.0; counts[0, 0, 1, 0] = 6.0
    >>> [round(float(x), 2) for x in np.exp(record_of(counts)[0, 0, 1] + 0.5 * np.log(prior_of(counts)[0]))[:2]]
    [0.06, 0.94]
    """
    size = len(ASSERTIONS)
    said = counts.sum(axis=(1,))
    right = (np.trace(said, axis1=1, axis2=2) + 9.0) / (said.sum(axis=(1, 2)) + 10.0)
    alike = (
        np.eye(size)[None] * right[:, None, None] + (1 - np.eye(size))[None] * ((1 - right) / (size - 1))[:, None, None]
    )
    shares = counts + _SHRINKAGE * alike[:, None]
    shares /= shares.sum(axis=-1, keepdims=True)
    record = np.log(shares) - 0.5 * np.log(prior_of(counts))[:, None, None]
    return np.asarray(record, dtype=np.float32)


def prior_of(counts: np.ndarray) -> np.ndarray:
    """Share of each true assertion in a family, none of them nought: shape (families, assertions)."""
    true = counts.sum(axis=(1, 2)) + 2.0
    return np.asarray(true / true.sum(axis=1, keepdims=True))
