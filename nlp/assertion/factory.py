"""The assertion of every candidate of a reading."""

from __future__ import annotations

from nlp.assertion.decide import decide
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.assertion.therapies import days_before, therapy_assertion
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: A disease dated this many days before the report, and not the report's own, is the patient's past.
PAST_DAYS = 240


def assert_candidates(reading: Reading) -> None:
    """Write the assertion of each candidate from cues, section, date and kind.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Familiaux : père, cancer colique.")
    >>> reading.candidates = [Candidate(4, 6, "diagnosis", "C18.9")]; assert_candidates(reading)
    >>> reading.candidates[0].assertion
    'family'
    """
    scopes = scopes_by_sentence(reading)
    for candidate in reading.candidates:
        if candidate.fixed:
            continue
        over = scopes[reading.sentence_of[candidate.first]]
        assertion, scope = decide(candidate.kind, candidate.first, candidate.last, over)
        candidate.assertion = assertion
        candidate.certain = scope is None or scope.first - 1 <= candidate.first <= scope.last
        _from_section(reading, candidate, scope)


def _from_section(reading: Reading, candidate: Candidate, scope: Scope | None) -> None:
    section = reading.sentence(candidate.first).section
    kind = candidate.kind
    if section == "family" and kind in ("diagnosis", "morphology", "biomarker") and candidate.assertion != "absent":
        candidate.assertion = "family"
    elif candidate.assertion != "present":
        return
    elif kind in ("drug", "treatment"):
        candidate.assertion = therapy_assertion(reading, candidate)
    elif kind == "exam":
        age = days_before(reading.report_date, candidate.date)
        if (section == "plan" and (age is None or age < 0)) or (age is not None and age < 0):
            candidate.assertion = "planned"
    elif kind in ("diagnosis", "morphology"):
        _past_disease(reading, candidate, section)


def _past_disease(reading: Reading, candidate: Candidate, section: str) -> None:
    age = days_before(reading.report_date, candidate.date)
    if age is None or age < PAST_DAYS or candidate.data.get("since"):
        return
    if candidate.role == "metastasis" or (section not in ("history", "indication") and candidate.role == "tumour" and section != ""):
        return
    candidate.assertion = "historical"
