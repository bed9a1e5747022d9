"""What learnt parts are worth on reports that they did not learn from: the shipped coder's scores, and theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from medomics_ehr.contracts.finding import Finding
from nlp.coder import Coder, Profile, Report
from nlp.evaluation.score import score
from nlp.training.parts.config import PartsConfig
from nlp.training.parts.reports import MarkedReport

#: What learnt parts can change, and the codes, which they cannot.
MEASURES = ("coded", "codes", "dates")

Figures = dict[str, dict[str, Any]]


def profile_of(config: PartsConfig) -> Profile:
    """The profile that runs the parts: a reader is judged where it reads around every finding."""
    return "thorough" if "reader" in config.learns else "default"


def compare(config: PartsConfig, learnt: Path, evaluated: Mapping[str, Sequence[MarkedReport]]) -> Figures:
    """F1 of the shipped coder and of the same with the learnt parts, for each set of reports."""
    if not evaluated:
        return {}
    shipped = figures_of(Coder.load(profile_of(config)), evaluated)
    own = figures_of(Coder.load(profile_of(config), encoder=config.encoder, learnt=learnt), evaluated)
    return {
        name: {
            "reports": len(reports),
            "findings": sum(len(marked.report.findings) for marked in reports),
            "shipped": shipped[name],
            "learnt": own[name],
        }
        for name, reports in evaluated.items()
    }


def figures_of(coder: Coder, evaluated: Mapping[str, Sequence[MarkedReport]]) -> dict[str, dict[str, float]]:
    """F1 by set and measure. Where a person decided some findings of a report, what lies elsewhere counts nothing."""
    figures = {}
    for name, marked in evaluated.items():
        # Numbered, since files from several places may use one identifier twice.
        gold = [replace(one.report, report_id=str(number)) for number, one in enumerate(marked)]
        asked = (Report(r.report_id, r.text, r.lang or None, r.date or None, r.type or None) for r in gold)
        answers = zip(marked, coder.code_many(asked), strict=True)
        tallies = score(gold, {str(number): _judged(*answer) for number, answer in enumerate(answers)})
        figures[name] = {measure: round(tallies[measure]["all"].f1, 4) for measure in MEASURES}
    return figures


def _judged(marked: MarkedReport, found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that the marks judge: all, or those that share words with a decided finding of their kind."""

    def is_judged(finding: Finding) -> bool:
        return any(m.kind == finding.kind and m.start < finding.end and finding.start < m.end for m in decided)

    decided = marked.report.findings
    return tuple(finding for finding in found if marked.whole or is_judged(finding))
