"""What a linker is asked for while it learns: training names as a new report would bring them.

Each name is asked with the names of its own report hidden, since those of a new report are unknown. Some are asked
again with all training names of their code hidden, or of their head, so that the linker learns to find codes that
training never had, by the names of lists and by the parts of other codes.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from nlp.trained.name_index import NameIndex

_MOST_NAMES = 1500
_CODE_HIDDEN, _HEAD_HIDDEN = 0.4, 0.3
_WEIGHT_HIDDEN = 0.6


@dataclass(frozen=True, slots=True)
class Question:
    """A training name that is asked for, the names hidden from it (positions in the index), and how much it counts."""

    name: int
    left_out: tuple[int, ...]
    weight: float


def questions(index: NameIndex, reports_of: Mapping[str, frozenset[int]], seed: int) -> list[Question]:
    """The questions of a training, names that stand in one report first, since new names of a new report are such."""
    own = [i for i, name in enumerate(index.names) if not name.is_listed]
    has_lists = len(own) < len(index.names)
    rng = random.Random(seed)
    asked = sorted(own, key=lambda i: (len(reports_of[index.names[i].term]) > 1, rng.random()))[:_MOST_NAMES]
    by_report = _grouped([(report, i) for i in own if len(r := reports_of[index.names[i].term]) == 1 for report in r])
    of_code = _grouped([(index.names[i].parts, i) for i in own])
    of_head = _grouped([(index.names[i].parts[0], i) for i in own])
    found = []
    for i in asked:
        name, chance = index.names[i], rng.random()
        same = {i, *(j for report in reports_of[name.term] for j in by_report[report])}
        found.append(Question(i, tuple(sorted(same)), 1.0))
        if chance < _CODE_HIDDEN:
            found.append(Question(i, tuple(sorted(same | of_code[name.parts])), _WEIGHT_HIDDEN))
        elif has_lists and chance < _CODE_HIDDEN + _HEAD_HIDDEN:
            found.append(Question(i, tuple(sorted(same | of_head[name.parts[0]])), _WEIGHT_HIDDEN))
    return found


def _grouped(pairs: Sequence[tuple[Hashable, int]]) -> dict[Hashable, set[int]]:
    groups: dict[Hashable, set[int]] = defaultdict(set)
    for key, i in pairs:
        groups[key].add(i)
    return groups
