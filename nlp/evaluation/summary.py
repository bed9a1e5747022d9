"""The tables people read: F1 by level and kind; of our gold, for the half that is read and the half only scored.

With them calibration and the confusion of assertions; `evaluation_object` is the same for machines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from medomics_ehr.contracts import ASSERTIONS, KINDS, Finding
from nlp.evaluation.calibration import curve, expected_calibration_error, judged, order
from nlp.evaluation.errors import confusion
from nlp.evaluation.gold import GoldReport
from nlp.evaluation.intervals import f1_intervals
from nlp.evaluation.score import LEVELS, Tally, exact_slices, score

if TYPE_CHECKING:
    from nlp.coder import ReportCoder


def code_gold(reports: Sequence[GoldReport], coder: ReportCoder | None = None) -> dict[str, tuple[Finding, ...]]:
    """Code the gold reports: report id to findings. Without a coder, by the one that `medomics code` runs."""
    from nlp.coder import Coder, Report

    given = (Report(id=r.report_id, text=r.text, lang=r.lang, date=r.date, type=r.type) for r in reports)
    return dict(zip([r.report_id for r in reports], (coder or Coder.load()).code_many(given), strict=True))


def groups_of(reports: Sequence[GoldReport], halves: bool) -> dict[str, list[GoldReport]]:
    """The reports as they are told: in the gold's two halves, or as one group."""
    if not halves:
        return {"all reports": list(reports)}
    return {
        "development half": [r for r in reports if r.is_development],
        "scored half": [r for r in reports if not r.is_development],
    }


def scores_table(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]], halves: bool = True) -> str:
    """F1 with its 95 % bootstrap interval for each group and language that there is, then F1 by kind."""
    groups = groups_of(reports, halves)
    languages = {"French": [r for r in reports if r.lang == "fr"], "English": [r for r in reports if r.lang == "en"]}
    lines = [f"{'':18} {'reports':>7} " + " ".join(f"{level:>20}" for level in LEVELS)]
    for name, group in (groups | languages).items():
        if group:
            lines.append(_overall_line(name, group, found))
    for name, group in groups.items():
        lines += ["", f"{name}: F1 by kind (gold findings)", *_kind_lines(group, found)]
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


def evaluation_text(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]], halves: bool = True) -> str:
    """Everything `medomics nlp evaluate` prints."""
    lines = [
        scores_table(reports, found, halves),
        "",
        "assertion of findings whose code agrees (rows: gold, columns: found)",
    ]
    lines += _confusion_lines(confusion(reports, found))
    for name, group in groups_of(reports, halves).items():
        lines += ["", f"{name}: {_confidence_line(group, found)}"]
    lines.append(f"\nall reports\n{'--min-confidence':>16} {'kept':>6} {'coverage':>9} {'precision':>9}")
    for row in curve(reports, found):
        lines.append(f"{row.least_confidence:16.2f} {row.kept:6d} {row.coverage:9.3f} {row.precision:9.3f}")
    return "\n".join(lines)


def _confidence_line(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> str:
    confidence, right, _ = judged(reports, found)
    error, ordered = expected_calibration_error(confidence, right), order(confidence, right)
    return f"expected calibration error {error:.3f}; right surer than wrong: {ordered:.0%}"


def evaluation_object(
    reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]], halves: bool = True
) -> dict[str, Any]:
    """The same as one object: `all`, and of the gold `development` and `scored`; each level with F1 and interval."""
    groups = {name.removesuffix(" half"): group for name, group in groups_of(reports, halves).items()} if halves else {}
    return {name: _group_object(group, found) for name, group in ({"all": list(reports)} | groups).items()}


def _group_object(reports: Sequence[GoldReport], found: Mapping[str, Sequence[Finding]]) -> dict[str, Any]:
    tallies, intervals = score(reports, found), f1_intervals(reports, found)
    levels: dict[str, Any] = {}
    for level in LEVELS:
        total = tallies[level].get("all", Tally())
        levels[level] = {
            "f1": round(total.f1, 4),
            "precision": round(total.precision, 4),
            "recall": round(total.recall, 4),
            "interval": [round(bound, 4) for bound in intervals[level]],
            "by_kind": {kind: round(tally.f1, 4) for kind, tally in tallies[level].items() if kind != "all"},
        }
    confidence, right, _ = judged(reports, found)
    calibrated = {"error": round(expected_calibration_error(confidence, right), 4), "auroc": order(confidence, right)}
    return {"reports": len(reports), **levels, "confidence": calibrated}


def _confusion_lines(counts: Mapping[tuple[str, str], int]) -> list[str]:
    lines = [f"  {'':12}" + "".join(f"{name:>11}" for name in ASSERTIONS)]
    for gold in ASSERTIONS:
        lines.append(f"  {gold:12}" + "".join(f"{counts.get((gold, found), 0):>11}" for found in ASSERTIONS))
    return lines
