"""What a treatment's date, section and report say of its assertion, where no cue does.

Settled by the gold contract: present in the report of the episode in which it is given or done, historical when
finished or stopped before it, planned when proposed.
"""

from __future__ import annotations

import datetime as dt
import re

from medomics_ehr.contracts.finding import Assertion
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: An operation this many days before the report of its episode is still that episode's.
EPISODE_DAYS = 45
_EPISODE_TYPES = frozenset(["operative", "pathology"])
_CURRENT = re.compile(r"\b(?:sous|on|actuellement|currently|en cours|poursui\w+|continu\w+|depuis|since|ongoing|toujours|maintien|maintenu|bien tolere\w*|receiving|takes|taking|prend)\b")
_PAST = re.compile(r"\b(?:traitee? par|traitee?s? en|recu|received|given|apres|after|post|premiere ligne|1re ligne|1ere ligne|first[- ]line|jusqu|until|a l'epoque|initialement|initially|neoadjuvan\w+|adjuvan\w+|ayant|avait|had|suivie? de|puis|followed by)\b")
_SECTIONS_PAST = frozenset(["history", "story"])


def therapy_assertion(reading: Reading, candidate: Candidate) -> Assertion:
    """`present`, `historical` or `planned` for a drug or a treatment over which no cue has a scope."""
    section = reading.sentence(candidate.first).section
    age = days_before(reading.report_date, candidate.date)
    if candidate.data.get("end"):
        return "historical"
    if age is not None and age < 0:
        return "planned"
    if section == "plan" and not candidate.data.get("since"):
        return "planned"
    if candidate.value == "surgery":
        return _surgery(reading, section, age)
    if candidate.data.get("since"):
        return "present"
    if age is not None and age > EPISODE_DAYS and not _is_current(reading, candidate):
        return "historical"
    if section == "history" and (candidate.kind == "treatment" or (candidate.code or "").startswith(("L01", "L02"))):
        return "historical" if not _is_current(reading, candidate) else "present"
    return "present"


def _surgery(reading: Reading, section: str, age: int | None) -> Assertion:
    episode = reading.report_type in _EPISODE_TYPES
    if episode and section not in _SECTIONS_PAST | {"indication"} and (age is None or age <= EPISODE_DAYS):
        return "present"
    if episode and age is not None and age <= EPISODE_DAYS:
        return "present"
    if reading.report_type == "discharge" and age is not None and age <= EPISODE_DAYS:
        return "present"
    return "historical"


def _is_current(reading: Reading, candidate: Candidate) -> bool:
    start = reading.starts[candidate.first]
    around = reading.folded[max(0, start - 30) : start]
    return bool(_CURRENT.search(around))


def days_before(report_date: str, date: str | None) -> int | None:
    """Days from the latest instant of a partial date to the report, negative for a date to come; None where unknown.

    >>> days_before("2024-05-15", "2024-05-10"), days_before("2024-05-15", "2024"), days_before("2024-05-15", "2019")
    (5, 0, 1597)
    """
    if not date or not report_date:
        return None
    try:
        report = dt.date.fromisoformat(report_date[:10])
        year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
        last = dt.date(year, month or 12, day or (28 if month else 31))
    except ValueError:
        return None
    if (not month and year == report.year) or (month and not day and (year, month) == (report.year, report.month)):
        return 0
    return (report - last).days
