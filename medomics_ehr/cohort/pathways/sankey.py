"""A Sankey diagram of paths as one SVG: a column for each step, bands for the people who go from one to the next."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from medomics_ehr.cohort.palette import REST, TEXT
from medomics_ehr.cohort.pathways.colours import FONT, Colours, shares, title
from medomics_ehr.cohort.pathways.paths import Path

UNTREATED = "no treatment"
_BAR = 16
_COLUMN = 250
_HEIGHT = 420
_TOP = 34
_GAP = 16

#: A node: which step of the path, and what is given there.
Node = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Box:
    top: float
    height: float


def sankey(paths: Mapping[Path, int], name: str) -> str:
    """The picture of some paths and their people; a cohort of nobody gives one that says so.

    >>> sankey({}, "nobody").count("<svg")
    1
    """
    nodes, links = _flows(paths)
    steps = max((step for step, _ in nodes), default=0) + 1
    total = sum(paths.values())
    boxes = _boxes(nodes, steps, total)
    colours = Colours(paths, "sankey")
    body = "".join(_bands(links, nodes, boxes, colours))
    body += "".join(_bar(node, people, boxes[node], total, colours) for node, people in nodes.items())
    heads = "".join(
        f"<text x='{_x(step)}' y='16' {FONT} font-size='12' fill='#5b6672'>step {step + 1}</text>"
        for step in range(steps if nodes else 0)
    )
    empty = "" if nodes else f"<text x='20' y='60' {FONT} font-size='14' fill='{TEXT}'>nobody, or nothing shown</text>"
    bottom = max((box.top + box.height for box in boxes.values()), default=60.0)
    size = f"viewBox='0 0 {_x(steps) + 20} {bottom + 20:.0f}' width='{_x(steps) + 20}'"
    label = escape(f"Sankey diagram of the care pathways of {name}", quote=True)
    start = f"<svg xmlns='http://www.w3.org/2000/svg' {size} role='img' aria-label='{label}'>"
    return start + colours.definitions() + heads + body + empty + "</svg>"


def _flows(paths: Mapping[Path, int]) -> tuple[dict[Node, int], Counter[tuple[Node, Node]]]:
    nodes: Counter[Node] = Counter()
    links: Counter[tuple[Node, Node]] = Counter()
    for path, people in paths.items():
        steps = list(enumerate(path or (UNTREATED,)))
        nodes.update(dict.fromkeys(steps, people))
        links.update(dict.fromkeys(itertools.pairwise(steps), people))
    return dict(sorted(nodes.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))), links


def _boxes(nodes: Mapping[Node, int], steps: int, total: int) -> dict[Node, _Box]:
    """Where each node stands; heights are in proportion to people over the whole picture."""
    most = max((sum(1 for step, _ in nodes if step == one) for one in range(steps)), default=1)
    scale = max(_HEIGHT - _GAP * max(most - 1, 0), _HEIGHT / 2) / total if total else 0.0
    boxes: dict[Node, _Box] = {}
    for one in range(steps):
        top = float(_TOP)
        for node in (node for node in nodes if node[0] == one):
            height = max(nodes[node] * scale, 2.0)
            boxes[node] = _Box(top, height)
            top += height + _GAP
    return boxes


def _bands(
    links: Counter[tuple[Node, Node]], nodes: Mapping[Node, int], boxes: Mapping[Node, _Box], colours: Colours
) -> list[str]:
    out_at = {node: box.top for node, box in boxes.items()}
    in_at = dict(out_at)
    order, total = list(boxes), sum(people for (step, _), people in nodes.items() if step == 0)
    bands = []
    for (source, target), people in sorted(links.items(), key=lambda link: tuple(map(order.index, link[0]))):
        height = people * boxes[source].height / nodes[source]
        words = f"{source[1]} → {target[1]}: {shares(people, total)}"
        bands.append(_band(source, out_at[source], in_at[target], height, colours.fill(source[1]), words))
        out_at[source] += height
        in_at[target] += height
    return bands


def _band(source: Node, start: float, end: float, height: float, fill: str, words: str) -> str:
    left, right = _x(source[0]) + _BAR, _x(source[0] + 1)
    middle = (left + right) / 2
    curve = (
        f"M{left},{start:.1f} C{middle},{start:.1f} {middle},{end:.1f} {right},{end:.1f} "
        f"L{right},{end + height:.1f} C{middle},{end + height:.1f} {middle},{start + height:.1f} "
        f"{left},{start + height:.1f} Z"
    )
    return f"<path d='{curve}' fill='{fill}' fill-opacity='0.35'>{title(words)}</path>"


def _bar(node: Node, people: int, box: _Box, total: int, colours: Colours) -> str:
    step, name = node
    fill = REST if name == UNTREATED else colours.fill(name)
    x, middle = _x(step), box.top + box.height / 2 + 4
    shown = name if len(name) <= 34 else name[:33] + "…"
    return (
        f"<rect x='{x}' y='{box.top:.1f}' width='{_BAR}' height='{box.height:.1f}' fill='{fill}'>"
        f"{title(f'step {step + 1}, {name}: {shares(people, total)}')}</rect>"
        f"<text x='{x + _BAR + 5}' y='{middle:.1f}' {FONT} font-size='12' fill='{TEXT}' paint-order='stroke' "
        f"stroke='#fff' stroke-width='3'>{escape(shown)} · {people}</text>"
    )


def _x(step: int) -> int:
    return 20 + step * _COLUMN
