"""The day of the operation in the heading of a pathologist's or a surgeon's report."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_LABEL = re.compile(
    r"\b(?:procedure date"
    r"|date of (?:operation|surgery|procedure|the procedure)|operation date|surgery date|date operatoire"
    r"|date d.{1,4}(?:intervention|operation)|date (?:du|de) prelevement|collected|collection date|specimen collected"
    r"|(?:date )?taken|biopsied|(?<=\()(?:operation|surgery|intervention|chirurgie|bloc)(?: du| of| on)?"
    r"|intervention du|piece operatoire du|operee? le|realisee? le|preleve(?:e?s?|ments?)(?: (?:le|du))?)[ :]{0,4}$"
)
_EARLIER = word_set("initiale initial anterieure precedente prior previous earlier outside")
#: Words beside an operation that the report only speaks of.
_TO_COME = word_set(
    "repeat repeated suggested suggeree suggere recommended recommandee souhaite souhaitee supplementaire"
    " selon versus vs if si proposee propose planned prevue prevu advised indiquee indique"
)
_PAST_SECTIONS = frozenset(["history", "story", "family"])


def date_procedures(reading: Reading) -> None:
    """Give the undated operations and biopsies of the report the one day that its heading labels as theirs.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.candidates import Candidate
    >>> from nlp.dates import find_dates
    >>> reading = read_text("Procedure date: 13 February 2024\\nLobectomy.", report_type="pathology")
    >>> reading.candidates = [Candidate(6, 7, "treatment", value="surgery")]
    >>> reading.dates = find_dates(reading.text); date_procedures(reading); reading.candidates[0].date
    '2024-02-13'
    """
    if reading.report_type not in ("pathology", "operative"):
        return
    labelled = [
        date
        for date in reading.dates
        if date.is_calendar and _LABEL.search(reading.folded[max(0, date.start - 40) : date.start])
    ]
    if len({date.value for date in labelled}) != 1:
        return
    label = reading.sentence(reading.token_at(labelled[0].start)).section
    undated = (c for c in reading.candidates if c.value in ("surgery", "biopsy") and c.date is None)
    for candidate in undated:
        if _is_the_reports(reading, candidate, label):
            candidate.date = labelled[0].value


def _is_the_reports(reading: Reading, candidate: Candidate, label: str) -> bool:
    """False for an operation of the patient's past or to come, or of a section of the past not the label's own."""
    section = reading.sentence(candidate.first).section
    if section in _PAST_SECTIONS | {"indication"} and section != label:
        return False
    if section == "plan" or not _TO_COME.isdisjoint(reading.words[max(0, candidate.first - 3) : candidate.last + 3]):
        return False
    return _EARLIER.isdisjoint(reading.words[max(0, candidate.first - 1) : candidate.last + 1])
