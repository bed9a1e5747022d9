"""Which year a date without one means, told by the marked findings of its sentence or of those beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.language import Language

from medomics_ehr.contracts.finding import Finding
from nlp.dates.ahead import look_ahead
from nlp.dates.expressions import DateExpression
from nlp.dates.find import dates_of
from nlp.dates.learnt.year_features import cases_of
from nlp.dates.learnt.years import ask
from nlp.evaluation.gold import GoldReport
from nlp.learnt.regression import Case
from nlp.pipeline import read_reports
from nlp.text.reading import Reading

#: What a finding of the same sentence counts against one of the sentence before or after.
OWN_SENTENCE = 3


def year_cases_of(reports: Iterable[GoldReport], pipeline: Language) -> Iterator[tuple[Case, int]]:
    """A case for each option of a date whose year the marks tell, and 1 for the one that is meant, else 0."""
    for report in reports:
        yield from year_cases(read_reports(pipeline, [report])[0], report.findings)


def year_cases(reading: Reading, findings: Sequence[Finding]) -> list[tuple[Case, int]]:
    """The cases of one reading; each date is told its true year before the next is asked of.

    >>> from nlp.assertion.spans import read_text
    >>> marks = [Finding(21, 27, "exam", value="ct", date="2019-09-24")]
    >>> reading = read_text("Mass in August 2019. Biopsy on 24 September.", report_date="2023-11-17")
    >>> sorted(answer for _, answer in year_cases(reading, marks))
    [0, 0, 1]
    """
    cases: list[tuple[Case, int]] = []

    def teach(reading: Reading, found: list[DateExpression]) -> list[DateExpression]:
        settled = look_ahead(reading, found)
        full = {date.value for date in settled if date.has_year}
        for number, date in enumerate(settled):
            asked, meant = ask(reading, settled, number), _meant(reading, date, findings, full)
            if asked and meant in asked.options:
                options = cases_of(reading, date, asked.told, asked.options)
                cases.extend(zip(options, (int(value == meant) for value in asked.options), strict=True))
            settled[number] = replace(date, value=meant) if asked and meant else date
        return settled

    dates_of(reading, teach)
    return cases


def _meant(reading: Reading, date: DateExpression, findings: Iterable[Finding], full: set[str]) -> str:
    """The date of the findings beside that has the same month and day, "" where none has.

    Args:
        full: dates that the text states with their year: a finding that has one tells little of another expression.
    """
    votes: Counter[str] = Counter()
    own = _sentence(reading, date.start)
    for finding in findings:
        away = abs(_sentence(reading, finding.start) - own)
        stated = slice(5, 10) if date.exact else slice(8, 10)
        told = finding.date if finding.date and len(finding.date) == len(date.value) else ""
        if told and away < 2 and told[stated] == date.value[stated]:
            votes[told] += 1 if away else OWN_SENTENCE
    return max(votes, key=lambda value: (value not in full, votes[value]), default="")


def _sentence(reading: Reading, offset: int) -> int:
    return reading.sentence_of[min(reading.token_at(offset), len(reading) - 1)]
