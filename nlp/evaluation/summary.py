"""The tables people read: F1 by level and kind, for the half of the gold that is read and the half only scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from medomics_ehr.contracts import KINDS, Finding
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.intervals import f1_intervals
from nlp.evaluation.score import LEVELS, Tally, exact_slices, score


def code_gold(reports: Sequence[GoldReport], profile: str = "fast") -> dict[str, tuple[Finding, ...]]:
    """Code the gold reports with this project's coder: report id to findings."""
    from nlp.coder import Coder, Report

    coder = Coder.load(profile=profile)
    return {
        r.report_id: coder.code(Report(id=r.report_id, text=r.text, lang=r.lang, date=r.date, type=r.type))
        for r in reports
    }


def halves_table(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> str:
    """F1 with its 95 % bootstrap interval on both halves and in each language, then F1 by kind."""
    groups = {
        "development half": [r for r in reports if r.is_development],
        "scored half": [r for r in reports if not r.is_development],
        "French": [r for r in reports if r.lang == "fr"],
        "English": [r for r in reports if r.lang == "en"],
    }
    lines = [f"{'':18} {'reports':>7} " + " ".join(f"{level:>20}" for level in LEVELS)]
    for name, group in groups.items():
        lines.append(_overall_line(name, group, found))
    for name in ("development half", "scored half"):
        lines += ["", f"{name}: F1 by kind (gold findings)", *_kind_lines(groups[name], found)]
    lines.append(f"\nspans that slice their source exactly: {exact_slices(reports, found):.1%}")
    return "\n".join(lines)


def _overall_line(name: str, reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> str:
    tallies = score(reports, found)
    intervals = f1_intervals(reports, found)
    cells = []
    for level in LEVELS:
        low, high = intervals[level]
        cells.append(f"{tallies[level].get('all', Tally()).f1:.3f} ({low:.3f}-{high:.3f})")
    return f"{name:18} {len(reports):>7} " + " ".join(f"{cell:>20}" for cell in cells)


def _kind_lines(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> list[str]:
    tallies = score(reports, found)
    lines = [f"  {'kind':12} {'gold':>5} " + " ".join(f"{level:>7}" for level in LEVELS)]
    for kind in KINDS:
        spans = tallies["spans"].get(kind, Tally())
        cells = " ".join(f"{tallies[level].get(kind, Tally()).f1:7.3f}" for level in LEVELS)
        lines.append(f"  {kind:12} {spans.tp + spans.fn:>5} {cells}")
    return lines
