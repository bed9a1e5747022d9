"""Rules and words decide together which date of its sentence, if any, dates a finding.

The log odds of each tie by the regression, and what the rules' answer adds to it or takes from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp.assertion.learnt.surroundings import Surroundings
from nlp.candidates import Candidate
from nlp.dates.items import WRITTEN
from nlp.dates.learnt.features import Dated, InSentence, case_of, heads_line
from nlp.dates.unattached import dates_nothing_at_all
from nlp.learnt.folder import learnt_parts
from nlp.learnt.regression import Regression, arrays_of, read_regression, regression_in, write_regression
from nlp.text.reading import Reading

SHIPPED = Path(__file__).with_name("ties.safetensors")
#: Added to the log odds of a tie that the rules made, and of one that they did not make.
MADE, NOT_MADE = 2.5, -0.5


@dataclass(frozen=True, slots=True)
class DateWeights:
    """What was learnt of dates: which date dates which finding, and which year is meant; classes no, yes."""

    ties: Regression
    years: Regression

    @classmethod
    def read(cls, path: Path) -> DateWeights:
        """Read a file.

        Raises:
            EnvironmentFailed: it is missing, cut or altered.
        """
        ties, more = read_regression(path, 2)
        return cls(ties, regression_in(more, "year_", 2, path.name))

    def write(self, path: Path, card: Mapping[str, str]) -> None:
        """Write both to one file, with their card."""
        write_regression(path, self.ties, card, **arrays_of(self.years, "year_"))


@lru_cache(maxsize=1)
def shipped_ties() -> DateWeights:
    """What this release learnt of dates.

    Raises:
        EnvironmentFailed: the file is missing, cut or altered.
    """
    return DateWeights.read(SHIPPED)


def ties_of(folder: Path | None) -> DateWeights:
    """What a folder of learnt parts holds of dates; what is shipped where it holds none.

    Raises:
        EnvironmentFailed: a file of the folder is missing, cut or altered.
    """
    own = learnt_parts(folder).get("dates")
    return DateWeights.read(own) if own else shipped_ties()


class TieArbiter:
    """Writes the likeliest date of each finding whose sentence holds one."""

    def __init__(self, ties: Regression | None = None) -> None:
        self.ties = ties or shipped_ties().ties

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
    if not finding.data.keys().isdisjoint(("period", "turn")) or (
        ruled and all(value != ruled for _, value in options)
    ):
        return
    best, value = max((score + (MADE if value == ruled else NOT_MADE), value) for score, value in options)
    tied = value if best > 0 else None
    if tied != ruled:  # What the rules noted of the date that they had tied goes with it.
        finding.data = {name: noted for name, noted in finding.data.items() if name not in WRITTEN | {"today"}}
        if tied == reading.report_date:
            finding.data["today"] = "1"
    finding.date = tied if tied != reading.report_date else None


def sentences_with_dates(around: Surroundings) -> Iterator[InSentence]:
    """The sentences that hold a finding, and a calendar date or one before them on their line."""
    reading = around.reading
    dates: dict[int, list[Dated]] = {}
    for date in reading.dates:
        first, last = reading.tokens_of(date.start, date.end)
        if date.is_calendar and first < last and not dates_nothing_at_all(reading, date):
            dates.setdefault(reading.sentence_of[first], []).append(Dated(first, last, date))
    findings: dict[int, list[Candidate]] = {}
    for finding in reading.candidates:
        findings.setdefault(reading.sentence_of[finding.first], []).append(finding)
    for number, told in findings.items():
        elsewhere = _before_on_line(reading, dates, number)
        if number in dates or elsewhere:
            yield InSentence(around, told, [*elsewhere, *dates.get(number, ())])


def _before_on_line(reading: Reading, dates: Mapping[int, Sequence[Dated]], number: int) -> list[Dated]:
    """Dates told before a sentence on the line that it begins in: the one at the head of the line, and the last."""
    line = reading.line_of[reading.sentences[number].first]
    told: list[Dated] = []
    for earlier in range(number - 1, -1, -1):
        if reading.line_of[reading.sentences[earlier].last - 1] != line:
            break
        told = [dated for dated in dates.get(earlier, ()) if reading.line_of[dated.first] == line] + told
    head = told[:1] if told and heads_line(reading, told[0]) else []
    return head if head == told[-1:] else head + told[-1:]
