"""One colour for each treatment, the same in every picture; a combination shows the colours of its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from medomics_ehr.cohort.palette import PALETTE, REST
from medomics_ehr.cohort.pathways.paths import Path

FONT = "font-family='system-ui, sans-serif'"


class Colours:
    """The fills of a set of paths, and the patterns that an SVG needs for them.

    Args:
        prefix: begins the identifiers of the patterns, so that two pictures can share a page.
    """

    def __init__(self, paths: Mapping[Path, int], prefix: str) -> None:
        weights: Counter[str] = Counter()
        for path, people in paths.items():
            for step in path:
                weights.update(dict.fromkeys(step.split(" + "), people))
        order = sorted(weights, key=lambda name: (-weights[name], name))
        self._plain = {name: PALETTE[n] if n < len(PALETTE) else REST for n, name in enumerate(order)}
        self._prefix = prefix
        self._patterns: dict[str, str] = {}

    def fill(self, step: str) -> str:
        """The fill of a step: a colour, or stripes of a combination's colours."""
        parts = step.split(" + ")
        if len(parts) == 1:
            return self._plain.get(step, REST)
        if step not in self._patterns:
            self._patterns[step] = f"{self._prefix}{len(self._patterns)}"
        return f"url(#{self._patterns[step]})"

    def definitions(self) -> str:
        """The patterns that were asked for, as SVG."""
        return "<defs>" + "".join(self._pattern(step, name) for step, name in self._patterns.items()) + "</defs>"

    def _pattern(self, step: str, name: str) -> str:
        parts = step.split(" + ")
        stripes = "".join(
            f"<rect x='{6 * n}' width='6' height='6' fill='{self._plain.get(part, REST)}'/>"
            for n, part in enumerate(parts)
        )
        return (
            f"<pattern id='{name}' width='{6 * len(parts)}' height='6' patternUnits='userSpaceOnUse' "
            f"patternTransform='rotate(45)'>{stripes}</pattern>"
        )


def title(words: str) -> str:
    """A tooltip that also is read aloud."""
    return f"<title>{escape(words)}</title>"


def shares(people: int, of: int) -> str:
    """A count with its share.

    >>> shares(5, 20)
    '5 (25 %)'
    """
    return f"{people} ({100 * people / of:.0f} %)" if of else str(people)


def first_steps(paths: Iterable[Path]) -> list[str]:
    """All steps in order of their first appearance."""
    return list(dict.fromkeys(step for path in paths for step in path))
