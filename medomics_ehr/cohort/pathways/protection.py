"""Counts of paths that may leave the machine: rare paths shortened until they are not, small counts suppressed.

A path that fewer people took than the policy allows is cut by its last step and counted with the path that is left,
as TreatmentPatterns did with its `minCellCount`; a first step that stays rare is counted under `OTHER`. What is left
goes through `disclosure.protected_parts`, since the paths add up to the cohort.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from medomics_ehr.cohort.disclosure import Policy, protected_count, protected_parts
from medomics_ehr.cohort.pathways.paths import Path, Pathways, in_words

OTHER: Path = ("other treatments",)


@dataclass(frozen=True, slots=True)
class ProtectedPath:
    """A path; `people` None where suppressed; `shortened` where longer, rarer paths are counted with it."""

    path: Path
    people: int | None
    shortened: bool


@dataclass(frozen=True, slots=True)
class ProtectedPathways:
    """The paths of a cohort, fit to leave the machine."""

    people: int | None
    paths: tuple[ProtectedPath, ...]

    def account(self) -> dict[str, Any]:
        """As a JSON object."""
        rows = [{"path": list(one.path), "people": one.people, "shortened": one.shortened} for one in self.paths]
        return {"people": self.people, "paths": rows}

    def drawn(self) -> dict[Path, int]:
        """The paths whose counts are let out, for a picture."""
        return {one.path: one.people for one in self.paths if one.people}


def protected_pathways(found: Pathways, policy: Policy) -> ProtectedPathways:
    """Pathways with nothing small in them.

    >>> found = Pathways(40, {("surgery",): 25, ("surgery", "radiotherapy"): 4, (): 11})
    >>> [(one.path, one.people, one.shortened) for one in protected_pathways(found, Policy()).paths]
    [(('surgery',), 30, True), ((), 10, False)]
    """
    counts, shortened = _shortened(Counter(found.paths), policy)
    people = protected_count(found.people, policy)
    words = {in_words(path): path for path in counts}
    parts = protected_parts({text: counts[path] for text, path in words.items()}, policy)
    if people is None:
        parts = dict.fromkeys(parts)
    rows = [ProtectedPath(words[text], n, words[text] in shortened) for text, n in parts.items()]
    rows.sort(key=lambda row: (-(row.people or 0), row.path))
    return ProtectedPathways(people, tuple(rows))


def _shortened(counts: Counter[Path], policy: Policy) -> tuple[Counter[Path], set[Path]]:
    shortened: set[Path] = set()
    for steps in range(max(map(len, counts), default=0), 0, -1):
        for path in [path for path, n in counts.items() if len(path) == steps and policy.is_small(n)]:
            shorter = path[:-1] if steps > 1 else OTHER
            if shorter == path:
                continue
            counts[shorter] += counts.pop(path)
            shortened.discard(path)
            shortened.add(shorter)
    return counts, shortened
