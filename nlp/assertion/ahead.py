"""Whether a treatment or an exam may lie ahead of the report, and whether its words say that it does."""

from __future__ import annotations

import re

from nlp.assertion.beside import around, goes_on_beside
from nlp.assertion.days import days_before
from nlp.assertion.tense import is_ahead
from nlp.assertion.told import is_told
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: How far ahead a date without a year may lie where words plan it.
AHEAD_DAYS = 60
_LATER = re.compile(
    r"^[ ,]{0,2}(?:[a-z]+ ){0,4}(?:dans|d'ici|sous|in|at|a|within)[ ](?:environ |about |les )?"
    r"(?:\d{1,2}|une?|deux|trois|quatre|cinq|six|huit|dix|douze|quinze|two|three|four|six|eight|ten|twelve|one|a)"
    r"(?: ?(?:-|a|to|ou|or) ?\d{1,2})?[ ]"
    r"(?:semaines?|sem|mois|jours|j|ans?|weeks?|wks?|months?|mo|days|years?)\b(?! (?:post|apres|after|ago))"
    r"|^ ?\d{1,2}/52\b"
    r"|^[ ,]{0,2}(?:at the end|a la fin|beforehand|thereafter|auparavant|au prealable"
    r"|en fin de traitement) ?(?:$|[.;,])"
)


def may_lie_ahead(reading: Reading, candidate: Candidate) -> bool:
    """False for what is planned by its words and past by its date; a date without a year moves to its next occasion."""
    if candidate.data.get("today"):
        return candidate.kind != "exam"
    age = days_before(reading.report_date, candidate.date)
    if age is None or not _is_past(age, candidate.date):
        return True
    if moved := _next_occasion(reading, candidate):
        candidate.data = {**candidate.data, "moved": candidate.date or ""}
        candidate.date = moved
        return True
    return False


def settle_day(candidate: Candidate, report_date: str) -> None:
    """Give what turned out to be done a day before its report: the one read at first, or last year's.

    >>> exam = Candidate(0, 1, "exam", value="ct", date="2024-03-21", data={"moved": "2023-03-21"})
    >>> settle_day(exam, "2024-02-06"); exam.date
    '2023-03-21'
    >>> drug = Candidate(0, 1, "drug", assertion="historical", date="2024-12", data={"yearless": "1"})
    >>> settle_day(drug, "2024-02-06"); drug.date
    '2023-12'
    """
    stated = candidate.date or ""
    if candidate.assertion in ("present", "historical") and "moved" in candidate.data and "end" not in candidate.data:
        candidate.date = candidate.data["moved"]
        return
    lies_ahead = len(stated) >= 7 and (days_before(report_date, stated) or 0) < 0
    if candidate.assertion == "historical" and candidate.data.get("yearless") and lies_ahead:
        candidate.date = f"{int(stated[:4]) - 1:04d}{stated[4:]}"


def bring_back(reading: Reading, candidate: Candidate) -> None:
    """Put a day without a year that was read as one to come into the year before, where its result is told."""
    stated = candidate.date or ""
    if not candidate.data.get("yearless") or len(stated) < 7 or "end" in candidate.data or "moved" in candidate.data:
        return
    if (days_before(reading.report_date, stated) or 0) < 0 and is_told(reading, candidate):
        candidate.date = f"{int(stated[:4]) - 1:04d}{stated[4:]}"


def _next_occasion(reading: Reading, candidate: Candidate) -> str:
    """The next occasion of a date that the text states without a year, within `AHEAD_DAYS`; "" where none is meant."""
    stated = candidate.date or ""
    if not candidate.data.get("yearless") or len(stated) < 7 or is_told(reading, candidate):
        return ""
    moved = f"{int(stated[:4]) + 1:04d}{stated[4:]}"
    age = days_before(reading.report_date, moved)
    return moved if age is not None and -AHEAD_DAYS <= age <= 0 else ""


#: An exam before what is still to come: `scanner avant la RCP`, `echo before the next cycle`.
_BEFORE_NEXT = re.compile(
    r"^ ?(?:[a-z]+ ){0,2}(?:avant|before|prior to|ahead of)(?: (?:la|le|l'|the|sa|son|her|his|toute|any|notre|our))? ?"
    r"(?:prochaine?|next|rcp|mdt|board|cs\b|cst|consult\w*|clinic|chirurgie|surgery|intervention|reprise|c\d|cycle"
    r"|cure|debut\w*|starting|start\b|traitement|treatment|visite|visit|reevaluation|review|rdv|decision|revoir)"
)


def looks_ahead(reading: Reading, candidate: Candidate) -> bool:
    """True where the clause of a treatment or an exam, or the time after it, looks ahead."""
    if _is_later(reading, candidate) or (candidate.kind == "exam" and _is_before_next(reading, candidate)):
        return True
    return is_ahead(reading, candidate) and not (
        candidate.kind != "exam" and goes_on_beside(*around(reading, candidate))
    )


def _is_later(reading: Reading, candidate: Candidate) -> bool:
    """`scanner dans 8 semaines`, `CT in three months`."""
    end = reading.ends[candidate.last - 1]
    return bool(_LATER.match(reading.folded[end : end + 50].replace("\n", " ")))


def _is_before_next(reading: Reading, candidate: Candidate) -> bool:
    end = reading.ends[candidate.last - 1]
    return candidate.date is None and bool(_BEFORE_NEXT.match(reading.folded[end : end + 70].replace("\n", " ")))


def _is_past(age: int, date: str | None) -> bool:
    """A day gone by, or a month or year that is over: the report's own month may still lie ahead."""
    return age > 0 or (age == 0 and len(date or "") == 10)
