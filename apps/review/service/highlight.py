"""A report with its findings highlighted, as HTML that holds no markup of the report's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from medomics_ehr.contracts import Finding

#: Background of each kind, light enough for dark text.
COLOURS = {
    "diagnosis": "#ffd6cc",
    "morphology": "#ffe3b3",
    "stage": "#fff2a8",
    "biomarker": "#d9f2c4",
    "response": "#c4efe3",
    "drug": "#cfe3ff",
    "treatment": "#dcd6ff",
    "exam": "#e8e8ee",
    "performance": "#f5d6f0",
}


def highlighted(text: str, findings: Sequence[Finding]) -> str:
    """The text with each finding in a `mark`; of findings that overlap, the longest is shown and names the others.

    >>> highlighted("a <b> CT", [Finding(6, 8, "exam", value="ct")]).count("&lt;b&gt;")
    1
    """
    parts, at = [], 0
    for start, end, group in _groups(findings):
        first = group[0]
        style = f"background:{COLOURS[first.kind]}"
        if first.assertion == "absent":
            style += ";text-decoration:line-through"
        elif first.assertion != "present":
            style += ";border-bottom:2px dotted #555"
        title = escape("; ".join(spoken(finding) for finding in group), quote=True)
        parts += [escape(text[at:start]), f'<mark style="{style}" title="{title}">{escape(text[start:end])}</mark>']
        at = end
    parts.append(escape(text[at:]))
    return '<div style="white-space:pre-wrap;line-height:1.7">' + "".join(parts) + "</div>"


def spoken(finding: Finding) -> str:
    """A finding in one line for a reader.

    >>> spoken(Finding(0, 2, "exam", value="ct", assertion="planned", date="2024-03"))
    'exam ct, planned, 2024-03'
    """
    what = " ".join(part for part in (finding.kind, finding.code, finding.value) if part)
    return ", ".join(part for part in (what, finding.assertion, finding.date) if part)


def plain(text: str) -> str:
    """A text for Markdown that keeps none of the text's own marks, on one line.

    >>> plain("HER2 *2+*")
    'HER2 \\\\*2\\\\+\\\\*'
    """
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>$~:&-])", r"\\\1", " ".join(text.split()))


def _groups(findings: Sequence[Finding]) -> list[tuple[int, int, list[Finding]]]:
    """Findings that overlap, joined: start, end and members, longest first."""
    groups: list[tuple[int, int, list[Finding]]] = []
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        if groups and finding.start < groups[-1][1]:
            start, end, members = groups[-1]
            groups[-1] = (start, max(end, finding.end), [*members, finding])
        else:
            groups.append((finding.start, finding.end, [finding]))
    return groups
