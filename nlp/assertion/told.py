"""Whether a date without a year is told as gone by: its exam has a result, it goes on since, its story is in order.

Of `CT 21/03 showed a nodule` and `CT 21/03`, in a report of February, only the second may mean the next March.
"""

from __future__ import annotations

import re

from nlp.assertion.days import days_before
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: Verbs and signs after an exam or an operation that bring its result.
_RESULT = re.compile(
    r"^[^.;:()\n]{0,40}(?:(?<=[\w)]) ?:(?! ?(?:le |the |on |in |at |en |a |mi-|mid|prevu|planned|booked|scheduled|date"
    r"|rdv|\d|$))"
    r"|\b(?:showed|shows|revealed|found|confirmed|demonstrated|montr(?:e|ait|ant)|a montre|retrouv(?:e|ait|ant)"
    r"|objectiv(?:e|ait|ant)|conclu(?:t|ait|ant)|confirm(?:e|ait|ant)|revel(?:e|ait|ant)|normale?|clear|pt\d|pn\d)\b)"
)
_IF = re.compile(r"\b(?:if|si|unless|should)\b[^.;\n]{0,20}$")
#: A treatment that began, whose beginning is told in the past.
_BEGAN = re.compile(
    r"^[^.;\n]{0,40}\b(?:depuis|since|debutee?s?|commencee?s?|begun|began|started|introduite?s?)\b"
    r"(?! (?:on )?(?:demain|tomorrow))"
)
_SINCE = re.compile(r"\b(?:depuis|since)(?: (?:le|the|early|late|mid|debut|fin|mi))?[ -]?$")
#: A story goes from one of its days to the next in at most this many days.
STEP_DAYS = 240
#: A day this near to the report is no longer one of the story's.
NOW_DAYS = 75
#: A day without a year this far behind may be the next one.
AMBIGUOUS_DAYS = 300


def is_told(reading: Reading, candidate: Candidate) -> bool:
    """True where the text itself puts the yearless date of a treatment or an exam behind the report.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("CT 21/03 showed a nodule.", report_date="2024-02-06")
    >>> is_told(reading, Candidate(0, 1, "exam", value="ct", date="2023-03-21"))
    True
    """
    end = reading.ends[candidate.last - 1]
    if _IF.search(reading.folded, max(0, reading.starts[candidate.first] - 25), reading.starts[candidate.first]):
        return False
    since = candidate.data.get("since") and _BEGAN.match(reading.folded[end : end + 60])
    if since or _has_result(reading, candidate, end):
        return True
    line_end = reading.folded.find("\n", end)
    own = [
        d for d in reading.dates
        if d.is_calendar and d.value[:7] == (candidate.date or "")[:7]
        and abs(d.start - end) < 90 and (line_end < 0 or d.start < line_end)
    ]  # fmt: skip
    return bool(own) and (
        bool(_SINCE.search(reading.folded, max(0, own[0].start - 20), own[0].start))
        or _follows_in_story(reading, candidate, own[0].start)
    )


def _has_result(reading: Reading, candidate: Candidate, end: int) -> bool:
    if candidate.kind != "exam" and candidate.value != "surgery":
        return False
    others = [reading.starts[c.first] for c in reading.candidates if c.kind == "exam" and c.first >= candidate.last]
    return bool(_RESULT.match(reading.folded[end : min([end + 70, *others])]))


def _follows_in_story(reading: Reading, candidate: Candidate, start: int) -> bool:
    """`Mélanome, mai 2023. Exérèse le 12 juin`: the date before it in its paragraph is the story's last step."""
    line_start = reading.folded.rfind("\n", 0, start) + 1
    told = [d for d in reading.dates if d.is_calendar and d.exact and line_start <= d.start < start]
    ages = [days_before(reading.report_date, d.value) or 0 for d in told]
    if (
        not ages
        or min(ages) <= NOW_DAYS
        or any(age > AMBIGUOUS_DAYS and not d.has_year for age, d in zip(ages, told, strict=True))
    ):
        return False
    step = days_before(candidate.date or "", told[-1].value)
    return step is not None and 0 <= step <= STEP_DAYS
