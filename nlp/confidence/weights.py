"""The weights of the features, a table to read: one set for the rules alone, one where what was learnt weighed.

`python -m nlp.training.confidence` writes the table.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from medomics_ehr.errors import EnvironmentFailed
from nlp.candidates import Candidate
from nlp.confidence.features import Known, known_of, names_of, odds_of

SHIPPED = Path(__file__).with_name("weights.csv")
#: Whose findings a set of weights is for: those of the rules alone, or those whose assertion was weighed.
Basis = Literal["rules", "learnt"]
#: The name under which the constant stands in the table.
CONSTANT = "constant"
#: Nothing read from a text is surer than this, nor less sure.
_LEAST, _MOST = 0.01, 0.995


def confidence_of(candidate: Candidate, weighed: bool) -> float:
    """Probability that a finding's kind, code, value and assertion are right, 0 to 1.

    A diagnosis that the linker proposed has the linker's own confidence, times that of its assertion.

    >>> plain = Candidate(0, 1, "stage", value="T1", rule="parser:stage")
    >>> primary = Candidate(0, 1, "diagnosis", "C34.9", rule="resolver:primary")
    >>> confidence_of(plain, False) > 0.9 > confidence_of(primary, False)
    True
    """
    if candidate.rule.startswith("linker:"):
        return round(candidate.prior * (1.0 if candidate.likely is None else candidate.likely), 4)
    weights = shipped_weights()["learnt" if weighed else "rules"]
    odds = sum(weights.get(name, 0.0) * amount for name, amount in odds_of(candidate))
    sure = 1 / (1 + math.exp(-_told(known_of(candidate, weighed), weighed) - odds))
    return round(min(max(sure, _LEAST), _MOST), 4)


@lru_cache(maxsize=4096)
def _told(known: Known, weighed: bool) -> float:
    """What is known of a finding says so much, but for its odds."""
    weights = shipped_weights()["learnt" if weighed else "rules"]
    return weights[CONSTANT] + sum(weights.get(name, 0.0) for name in names_of(known))


@lru_cache(maxsize=1)
def shipped_weights() -> Mapping[Basis, Mapping[str, float]]:
    """The weights of this release, by basis, then by feature.

    Raises:
        EnvironmentFailed: the table is missing, cut or altered.
    """
    read: dict[Basis, dict[str, float]] = {"rules": {}, "learnt": {}}
    try:
        with SHIPPED.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                read["learnt" if row["basis"] == "learnt" else "rules"][row["feature"]] = float(row["weight"])
    except (OSError, KeyError, TypeError, ValueError):
        raise EnvironmentFailed(f"{SHIPPED.name}: the weights of confidence cannot be read; reinstall") from None
    if not all(CONSTANT in weights for weights in read.values()):
        raise EnvironmentFailed(f"{SHIPPED.name}: the weights of confidence lack their constant; reinstall")
    return read
