"""Rules and words decide together which date of its sentence, if any, dates a finding.

The log odds of each tie by the regression, and what the rules' answer adds to it or takes from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate
from nlp.dates.items import WRITTEN
from nlp.dates.learnt.features import Dated, InSentence, case_of
from nlp.learnt.folder import learnt_parts
from nlp.learnt.regression import Regression, read_regression
from nlp.text.reading import Reading

SHIPPED = Path(__file__).with_name("ties.safetensors")
#: Added to the log odds of a tie that the rules made, and of one that they did not make.
MADE, NOT_MADE = 2.5, -0.2


@lru_cache(maxsize=1)
def shipped_ties() -> Regression:
    """What this release learnt of ties: classes no, yes.

    Raises:
        EnvironmentFailed: the file is missing, cut or altered.
    """
    return read_regression(SHIPPED, 2)[0]


def ties_of(folder: Path | None) -> Regression:
    """The ties that a folder of learnt parts holds; those shipped where it holds none.

    Raises:
        EnvironmentFailed: a file of the folder is missing, cut or altered.
    """
    own = learnt_parts(folder).get("dates")
    return read_regression(own, 2)[0] if own else shipped_ties()


class TieArbiter:
    """Writes the likeliest date of each finding whose sentence holds one."""

    def __init__(self, ties: Regression | None = None) -> None:
        self.ties = ties or shipped_ties()

    def __call__(self, reading: Reading) -> None:
        """Weigh the dates of a reading's candidates in place; one from elsewhere in the report, or a period, stands."""
        asked = [
            (finding, dated, case_of(sentence, finding, dated))
            for sentence in sentences_with_dates(Surroundings.of(reading))
            for finding in sentence.findings
            for dated in sentence.dates
            if not dated.first <= finding.first < dated.last
        ]
        if not asked:
            return
        likely = self.ties.log_probabilities([case for _, _, case in asked])
        odds = likely[:, 1] - likely[:, 0]
        options: dict[int, list[tuple[float, str]]] = {}
        for (finding, dated, _), score in zip(asked, odds, strict=True):
            options.setdefault(id(finding), []).append((float(score), dated.date.value))
        for finding in reading.candidates:
            if id(finding) in options:
                _decide(reading, finding, options[id(finding)])


def _decide(reading: Reading, finding: Candidate, options: list[tuple[float, str]]) -> None:
    ruled = reading.report_date if finding.data.get("today") else finding.date
    if finding.data.get("period") or (ruled and all(value != ruled for _, value in options)):
        return
    best, value = max((score + (MADE if value == ruled else NOT_MADE), value) for score, value in options)
    tied = value if best > 0 else None
    if tied != ruled:  # What the rules noted of the date that they had tied goes with it.
        finding.data = {name: noted for name, noted in finding.data.items() if name not in WRITTEN | {"today"}}
        if tied == reading.report_date:
            finding.data["today"] = "1"
    finding.date = tied if tied != reading.report_date else None


def sentences_with_dates(around: Surroundings) -> Iterator[InSentence]:
    """The sentences that hold both a calendar date and a finding."""
    reading = around.reading
    dates: dict[int, list[Dated]] = {}
    for date in reading.dates:
        first, last = reading.tokens_of(date.start, date.end)
        if date.is_calendar and first < last:
            dates.setdefault(reading.sentence_of[first], []).append(Dated(first, last, date))
    findings: dict[int, list[Candidate]] = {}
    for finding in reading.candidates:
        findings.setdefault(reading.sentence_of[finding.first], []).append(finding)
    for number, dated in dates.items():
        if number in findings:
            yield InSentence(around, findings[number], dated)
