"""Examples to learn from: each marked finding that the parsers find too, with its features and what the rules say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from medomics_ehr.contracts.finding import Assertion, Finding
from nlp.assertion.learnt.arbiter import recorded
from nlp.assertion.learnt.features import case_of
from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate
from nlp.coder import Coder
from nlp.evaluation.gold import GoldReport
from nlp.learnt.regression import Case
from nlp.pipeline import read_reports
from nlp.text.reading import Reading


@dataclass(frozen=True, slots=True)
class Example:
    """A finding: features, the row of the record that the rules' answer falls in, and the assertion that is right."""

    report_id: str
    case: Case
    recorded: tuple[int, int, int]
    assertion: Assertion


def examples_of(reports: Iterable[GoldReport], coder: Coder, words_alone: bool = False) -> Iterator[Example]:
    """The examples of marked reports; `coder` must be of the rules alone."""
    for report in reports:
        reading = read_reports(coder.pipeline, [report])[0]
        around = Surroundings.of(reading)
        for finding in report.findings:
            candidate = candidate_of(reading, finding)
            if candidate is not None and not candidate.fixed:
                case = case_of(around, candidate, words_alone)
                yield Example(report.report_id, case, recorded(candidate), finding.assertion)


def candidate_of(reading: Reading, finding: Finding) -> Candidate | None:
    """The candidate of the finding's kind that shares most characters with it."""

    def shared(candidate: Candidate) -> int:
        start, end = reading.starts[candidate.first], reading.ends[candidate.last - 1]
        return min(end, finding.end) - max(start, finding.start)

    of_kind = [c for c in reading.candidates if c.kind == finding.kind and shared(c) > 0]
    return max(of_kind, key=shared, default=None)
