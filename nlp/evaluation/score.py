"""Scores a coder's findings against gold findings, as the gold files' contract says.

Matching is one-to-one within a report and kind, by largest overlap among the pairs that agree at the level
measured. Levels: `spans` (kind and overlap), `codes3` (ICD-10 at three characters), `codes` (code and value),
`coded` (assertion too: the headline). `dates` is scored over the findings matched at `codes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from medomics_ehr.contracts import Finding
from nlp.evaluation.gold import GoldReport

LEVELS = ("coded", "codes", "codes3", "spans", "dates")


@dataclass(frozen=True, slots=True)
class Tally:
    """True positives, false positives and false negatives; tallies add up.

    >>> round(Tally(3, 1, 2).f1, 3)
    0.667
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """Share of the findings made that are right; 1 where none was made."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold findings that were found; 1 where there are none."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, as 2 TP / (2 TP + FP + FN)."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Matching:
    """One report's pairs at one level, and what found no partner on either side."""

    pairs: tuple[tuple[Finding, Finding], ...]
    missed: tuple[Finding, ...]
    spurious: tuple[Finding, ...]

    @property
    def tally(self) -> Tally:
        """The matching as counts."""
        return Tally(len(self.pairs), len(self.spurious), len(self.missed))


def comparable_value(value: str | None) -> str:
    """A value as it is compared: lower case, without the space before `%`.

    >>> comparable_value("60 %") == comparable_value("60%")
    True
    """
    return (value or "").lower().replace("\u202f", " ").replace("\xa0", " ").replace(" %", "%")


def _same_code(a: Finding, b: Finding) -> bool:
    return (a.code or "") == (b.code or "") and comparable_value(a.value) == comparable_value(b.value)


def _same_code3(a: Finding, b: Finding) -> bool:
    if a.kind != "diagnosis":
        return _same_code(a, b)
    return (a.code or "")[:3] == (b.code or "")[:3] and comparable_value(a.value) == comparable_value(b.value)


_AGREE: dict[str, Callable[[Finding, Finding], bool]] = {
    "spans": lambda a, b: True,
    "codes3": _same_code3,
    "codes": _same_code,
    "coded": lambda a, b: _same_code(a, b) and a.assertion == b.assertion,
}


def match(gold: Sequence[Finding], found: Sequence[Finding], level: str) -> Matching:
    """Pair gold with found findings of one report at a level (`spans`, `codes3`, `codes` or `coded`).

    >>> a = Finding(0, 5, "exam", value="ct")
    >>> match([a], [Finding(3, 9, "exam", value="ct")], "coded").tally
    Tally(tp=1, fp=0, fn=0)
    """
    agree = _AGREE[level]
    candidates = [
        (min(g.end, f.end) - max(g.start, f.start), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.kind == f.kind and min(g.end, f.end) > max(g.start, f.start) and agree(g, f)
    ]
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates, key=lambda c: (-c[0], c[1], c[2])):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return Matching(
        pairs=tuple((gold[i], found[j]) for i, j in sorted(partner.items())),
        missed=tuple(g for i, g in enumerate(gold) if i not in partner),
        spurious=tuple(f for j, f in enumerate(found) if j not in taken),
    )


def date_tally(pairs: Iterable[tuple[Finding, Finding]]) -> Tally:
    """Dates over matched findings: equal is right; a wrong one is both spurious and missed.

    >>> date_tally([(Finding(0, 1, "exam", date="2019"), Finding(0, 1, "exam", date="2020"))])
    Tally(tp=0, fp=1, fn=1)
    """
    total = Tally()
    for gold, found in pairs:
        right = gold.date is not None and gold.date == found.date
        total += Tally(int(right), int(found.date is not None and not right), int(gold.date is not None and not right))
    return total


def score_report(gold: Sequence[Finding], found: Sequence[Finding]) -> dict[str, dict[str, Tally]]:
    """Tallies of one report: level, then kind."""
    tallies: dict[str, dict[str, Tally]] = {}
    for level in ("spans", "codes3", "codes", "coded"):
        tallies[level] = _by_kind(match(gold, found, level))
    by_kind: dict[str, list[tuple[Finding, Finding]]] = defaultdict(list)
    for pair in match(gold, found, "codes").pairs:
        by_kind[pair[0].kind].append(pair)
    tallies["dates"] = {kind: date_tally(pairs) for kind, pairs in by_kind.items()}
    return tallies


def _by_kind(matching: Matching) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for gold, _ in matching.pairs:
        tallies[gold.kind] += Tally(tp=1)
    for finding in matching.missed:
        tallies[finding.kind] += Tally(fn=1)
    for finding in matching.spurious:
        tallies[finding.kind] += Tally(fp=1)
    return dict(tallies)


def score(reports: Iterable[GoldReport], found: Mapping[str, Sequence[Finding]]) -> dict[str, dict[str, Tally]]:
    """Tallies over reports: level, then kind, with the kind `all` for their sum."""
    total: dict[str, dict[str, Tally]] = {level: defaultdict(Tally) for level in LEVELS}
    for report in reports:
        for level, kinds in score_report(report.findings, found.get(report.report_id, ())).items():
            for kind, tally in kinds.items():
                total[level][kind] += tally
                total[level]["all"] += tally
    return {level: dict(kinds) for level, kinds in total.items()}


def exact_slices(reports: Iterable[GoldReport], found: Mapping[str, Sequence[Finding]]) -> float:
    """Share of the spans found that lie within their text and are neither empty nor padded with white space."""
    good = spans = 0
    for report in reports:
        for finding in found.get(report.report_id, ()):
            words = report.text[finding.start : finding.end]
            spans += 1
            good += 0 <= finding.start < finding.end <= len(report.text) and words == words.strip()
    return good / spans if spans else 1.0
