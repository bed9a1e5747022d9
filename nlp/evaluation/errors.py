"""What a coder got wrong, sorted into the kinds of errors that call for different remedies, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from medomics_ehr.contracts import Finding
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.score import match

Sort = Literal["right", "missed", "spurious", "code or value", "assertion", "date"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One gold finding beside what was found there; either side may be missing."""

    sort: Sort
    gold: Finding | None
    found: Finding | None

    @property
    def start(self) -> int:
        """Where to show it in the text."""
        finding = self.gold or self.found
        return finding.start if finding else 0


def compare(gold: Sequence[Finding], found: Sequence[Finding]) -> list[Comparison]:
    """Each gold and each found finding once, in the order of the text.

    Exact agreement is paired first, then agreement of code, then overlap alone.

    >>> [c.sort for c in compare([Finding(0, 2, "exam", value="ct")], [Finding(0, 2, "exam", value="mri")])]
    ['code or value']
    """
    rows: list[Comparison] = []
    levels: tuple[tuple[str, Sort], ...] = (("coded", "right"), ("codes", "assertion"), ("spans", "code or value"))
    for level, sort in levels:
        matching = match(gold, found, level)
        for g, f in matching.pairs:
            rows.append(Comparison("date" if sort == "right" and g.date != f.date else sort, g, f))
        gold, found = matching.missed, matching.spurious
    rows += [Comparison("missed", g, None) for g in gold]
    rows += [Comparison("spurious", None, f) for f in found]
    return sorted(rows, key=lambda row: row.start)


def confusion(reports: Iterable[GoldReport], found: Mapping[str, Sequence[Finding]]) -> dict[tuple[str, str], int]:
    """Assertion confusion over findings whose code agrees: (gold assertion, found assertion) to count."""
    counts: Counter[tuple[str, str]] = Counter()
    for report in reports:
        for g, f in match(report.findings, found.get(report.report_id, ()), "codes").pairs:
            counts[g.assertion, f.assertion] += 1
    return dict(counts)
