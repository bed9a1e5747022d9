"""A sunburst of paths as one SVG: the first treatments in the inner ring, what followed outside of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from medomics_ehr.cohort.palette import REST, TEXT
from medomics_ehr.cohort.pathways.colours import FONT, Colours, first_steps, shares, title
from medomics_ehr.cohort.pathways.paths import Path, in_words

_HOLE = 62
_RING = 46
_LEGEND = 260


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc: the path down to it, the people on it, and where it lies, from 0 to 1 of the circle."""

    path: Path
    people: int
    start: float
    end: float


def arcs(paths: Mapping[Path, int]) -> list[Arc]:
    """The arcs of some paths, the most frequent first in each ring; they who had no treatment leave a gap.

    >>> [(arc.path, arc.people, arc.start, arc.end) for arc in arcs({("a",): 3, ("a", "b"): 1})]
    [(('a',), 4, 0.0, 1.0), (('a', 'b'), 1, 0.0, 0.25)]
    """
    total = sum(paths.values())
    return list(_inside((), 0.0, paths, total)) if total else []


def _inside(head: Path, start: float, paths: Mapping[Path, int], total: int) -> Iterator[Arc]:
    depth = len(head)
    below: dict[Path, int] = {}
    for path, people in paths.items():
        if len(path) > depth and path[:depth] == head:
            below[path[: depth + 1]] = below.get(path[: depth + 1], 0) + people
    for path, people in sorted(below.items(), key=lambda item: (-item[1], item[0])):
        yield Arc(path, people, start, start + people / total)
        yield from _inside(path, start, paths, total)
        start += people / total


def sunburst(paths: Mapping[Path, int], name: str) -> str:
    """The picture of some paths and their people; a cohort of nobody gives an empty circle."""
    total = sum(paths.values())
    found = arcs(paths)
    radius = _HOLE + _RING * max((len(arc.path) for arc in found), default=1)
    centre = radius + 16
    colours = Colours(paths, "sunburst")
    body = "".join(_slice(arc, centre, total, colours) for arc in found)
    body += _words(centre, centre, str(total), 22) + _words(centre, centre + 18, "people", 12)
    legend = _legend(first_steps(arc.path for arc in found), 2 * centre + 12, colours)
    label = escape(f"Sunburst of the care pathways of {name}", quote=True)
    height = max(2 * centre, 40 + 20 * len(first_steps(arc.path for arc in found)))
    size = f"viewBox='0 0 {2 * centre + _LEGEND} {height}' width='{2 * centre + _LEGEND}'"
    start = f"<svg xmlns='http://www.w3.org/2000/svg' {size} role='img' aria-label='{label}'>"
    return start + colours.definitions() + body + legend + "</svg>"


def _slice(arc: Arc, centre: int, total: int, colours: Colours) -> str:
    inner = _HOLE + _RING * (len(arc.path) - 1)
    words = title(f"{in_words(arc.path)}: {shares(arc.people, total)}")
    fill = colours.fill(arc.path[-1])
    # A whole circle has no two ends that an arc could join.
    end = min(arc.end, arc.start + 0.99999)
    return (
        f"<path d='{_outline(centre, inner, inner + _RING - 2, arc.start, end)}' fill='{fill}' stroke='#fff' "
        f"stroke-width='1.5'>{words}</path>"
    )


def _outline(centre: int, inner: int, outer: int, start: float, end: float) -> str:
    large = 1 if end - start > 0.5 else 0
    (a, b), (c, d) = _point(centre, outer, start), _point(centre, outer, end)
    (e, f), (g, h) = _point(centre, inner, end), _point(centre, inner, start)
    return (
        f"M{a:.2f},{b:.2f} A{outer},{outer} 0 {large} 1 {c:.2f},{d:.2f} "
        f"L{e:.2f},{f:.2f} A{inner},{inner} 0 {large} 0 {g:.2f},{h:.2f} Z"
    )


def _point(centre: int, radius: int, share: float) -> tuple[float, float]:
    angle = 2 * math.pi * share
    return centre + radius * math.sin(angle), centre - radius * math.cos(angle)


def _words(x: int, y: int, words: str, size: int) -> str:
    return f"<text x='{x}' y='{y}' text-anchor='middle' {FONT} font-size='{size}' fill='{TEXT}'>{escape(words)}</text>"


def _legend(steps: list[str], x: int, colours: Colours) -> str:
    lines = []
    for n, step in enumerate(steps):
        y = 24 + 20 * n
        fill = colours.fill(step) or REST
        shown = step if len(step) <= 36 else step[:35] + "…"
        lines.append(
            f"<rect x='{x}' y='{y - 11}' width='13' height='13' fill='{fill}'/>"
            f"<text x='{x + 19}' y='{y}' {FONT} font-size='12' fill='{TEXT}'>{escape(shown)}</text>"
        )
    return "".join(lines)
