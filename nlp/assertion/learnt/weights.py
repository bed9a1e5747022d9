"""What was learnt of assertion, as one file: the regressions, and the record of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from medomics_ehr.contracts.finding import ASSERTIONS
from medomics_ehr.errors import EnvironmentFailed
from nlp.assertion.learnt.neighbours import FEATURES, Beside
from nlp.learnt.folder import learnt_parts
from nlp.learnt.regression import Regression, read_regression, write_regression

SHIPPED = Path(__file__).with_name("assertion.safetensors")
#: What a rule's answer rests on: a predicate of the treatment's own clause, a cue with a scope, or neither.
EVIDENCE = ("stated", "cue", "none")
#: Families of kinds that the record tells apart.
RECORDED = ("T", "D", "other")


@dataclass(frozen=True)
class Weights:
    """What the words around a finding say, and how often the rules are right.

    Attributes:
        words: the regression, with a class for each assertion.
        record: log of the share of each true assertion where the rules said another, on reports that they had not
            been written on, less half the log of that assertion's share: float32, shape (recorded families,
            evidence, said, true).
        beside: the regression over a finding's first scores and those of its neighbours.
    """

    words: Regression
    record: np.ndarray
    beside: Beside


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """The weights of this release.

    Raises:
        EnvironmentFailed: the file is missing, cut or altered.
    """
    return read_weights(SHIPPED)


def weights_of(folder: Path | None) -> Weights:
    """The weights that a folder of learnt parts holds; those shipped where it holds none.

    Raises:
        EnvironmentFailed: a file of the folder is missing, cut or altered.
    """
    own = learnt_parts(folder).get("words")
    return read_weights(own) if own else shipped_weights()


def read_weights(path: Path) -> Weights:
    """Read a file of weights.

    Raises:
        EnvironmentFailed: it is missing, cut, or holds something else.
    """
    words, more = read_regression(path, len(ASSERTIONS))
    record = more.get("record")
    if record is None or record.shape != (len(RECORDED), len(EVIDENCE), len(ASSERTIONS), len(ASSERTIONS)):
        raise EnvironmentFailed(f"{path.name}: holds no record of the rules; reinstall or train it again")
    beside = Beside(more.get("beside", np.zeros(0)), more.get("beside_bias", np.zeros(0)))
    if beside.weights.shape != (FEATURES, len(ASSERTIONS)) or beside.bias.shape != (len(ASSERTIONS),):
        raise EnvironmentFailed(f"{path.name}: does not weigh what stands beside; reinstall or train it again")
    return Weights(words, record, beside)


def write_weights(path: Path, weights: Weights, card: Mapping[str, str]) -> None:
    """Write a file of weights with its card."""
    beside = weights.beside
    write_regression(path, weights.words, card, record=weights.record, beside=beside.weights, beside_bias=beside.bias)
