"""What a treatment's date, section, line and report say of its assertion, where no cue does.

Settled by the gold contract: present in the report of the episode in which it is given or done, historical when
finished or stopped before it, planned when proposed.
"""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.beside import around, goes_on, is_stopped, is_under_evaluation
from nlp.assertion.days import days_before
from nlp.assertion.operations import in_the_operation, surgery
from nlp.assertion.place import EPISODE_DAYS, EPISODE_TYPES, PAST_SECTIONS, STAYS, Place
from nlp.assertion.recovery import ended_a_disease
from nlp.assertion.spent import DONE, THEN, had_its_cycles, had_its_time, is_over, treated_a_past_event
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: A course of radiotherapy reported within this many days of its date is the report's own.
COURSE_DAYS = 120
#: A course with a date of its own, told in a report that is not its own, is over this many days later.
ENDED_DAYS = 7
#: From this share of the text on, a report looks ahead.
CLOSING = 0.72
COURSES = frozenset(["radiotherapy", "radiochemotherapy", "brachytherapy", "stem_cell_transplant", "car_t"])
_ADVICE = re.compile(
    r"\b(?:pour|for|en vue|discuter|avis|indication|proposer|suggest|consider|recommend\w*|a defaut"
    r"|or)\b[^.;\n]{0,60}$"
)


def therapy_assertion(reading: Reading, candidate: Candidate, era: int | None, lines: int) -> Assertion:
    """`present`, `historical` or `planned` for a drug or a treatment over which no cue has a scope.

    Args:
        era: age in days of the story that the candidate's paragraph tells, None where it has no date.
        lines: the number of the last line of treatment that the report names, 0 where it names none.
    """
    section = reading.sentence(candidate.first).section
    if reading.report_type == "board" and section in ("conclusion", "comment"):
        section = "plan"
    age = days_before(reading.report_date, candidate.date or candidate.data.get("period"))
    place = Place(reading, candidate, section, age, era, lines, *around(reading, candidate))
    return _by_its_words(place) or _by_its_nature(place)


def _by_its_words(place: Place) -> Assertion | None:
    """What stopping words, a date to come or the section settle; None where they settle nothing."""
    candidate, age = place.candidate, place.age
    if is_own_course(place.reading, candidate) or candidate.data.get("switched"):
        return "present"
    if candidate.data.get("end") and age is not None and age < 0:
        candidate.date = None  # The day on which it will end, not on which it is given.
        return "present"
    if candidate.data.get("end") or is_stopped(place.before, place.after):
        return "historical"
    if not place.is_oncologic and (ended_a_disease(place.before) or treated_a_past_event(place)):
        return "historical"
    if candidate.data.get("period") and age is not None and age > 0 and place.type not in STAYS:
        return "historical"
    if age is not None and age < 0:
        return "planned"
    if place.section == "medication" and candidate.kind == "drug":
        return "present"
    if candidate.value == "surveillance" and place.section != "plan":
        return "present"
    if place.section == "plan" and not _goes_on(place) and _may_be_planned(place):
        return "planned"
    if place.type in _REPORTS_OF_OTHERS and age is None and _is_advised(place):
        return "planned"
    return None


#: Reports whose author treats nobody: what their end names is advice.
_REPORTS_OF_OTHERS = frozenset(["imaging", "pathology"])
_TO_A_BOARD = re.compile(r"^[^.;\n]{0,40}\b(?:rcp|reunion|mdt|board|discuss\w*|selon|according)\b")


def _is_advised(place: Place) -> bool:
    """`Conclusion : … Avis de radiothérapie en RCP` at the end of a pathologist's or a radiologist's report."""
    own = place.candidate.value == "surgery" and place.type == "pathology"
    if own or place.section not in ("conclusion", "comment"):
        return False
    return bool(_ADVICE.search(place.before) or _TO_A_BOARD.match(place.after))


def is_own_course(reading: Reading, candidate: Candidate) -> bool:
    """The irradiation of a report of radiotherapy, finished as it may be: the report is that of its episode."""
    if reading.report_type != "radiotherapy" or candidate.value not in COURSES - {"stem_cell_transplant", "car_t"}:
        return False
    age = days_before(reading.report_date, candidate.date or candidate.data.get("period"))
    section = reading.sentence(candidate.first).section
    if section in (*PAST_SECTIONS, "plan"):
        return False
    return 0 <= age <= COURSE_DAYS if age is not None else _ends_now(reading, candidate)


_ENDS_NOW = re.compile(r"\b(?:termine|acheve|completed|finished|ce jour|today)\b")


def _ends_now(reading: Reading, candidate: Candidate) -> bool:
    before, after = around(reading, candidate)
    return bool(_ENDS_NOW.search(before[-60:]) or _ENDS_NOW.search(after[:30]))


def _by_its_nature(place: Place) -> Assertion:
    if place.candidate.value == "surgery":
        return surgery(place)
    if had_its_time(place) or had_its_cycles(place):
        return "historical"
    if place.type == "operative" and in_the_operation(place):
        return "present"
    if _goes_on(place) or is_under_evaluation(place.reading, place.candidate, place.before):
        return "present"
    if place.type in EPISODE_TYPES and place.is_oncologic:
        return "historical"
    if place.is_oncologic and _closes_report(place):
        return "planned"
    if place.candidate.value in COURSES:
        return _course(place)
    return "historical" if is_over(place) else "present"


def _goes_on(place: Place) -> bool:
    before = place.before
    if place.age is not None and place.age > EPISODE_DAYS and not place.candidate.data.get("since"):
        before = before.rpartition(",")[2]  # `pembrolizumab depuis mai, radiothérapie en 2020`: each has its own time.
    return goes_on(before, place.after) or bool(place.candidate.data.get("since"))


def _may_be_planned(place: Place) -> bool:
    age = place.age
    return age is None or age > 400 or (age == 0 and len(place.candidate.date or "") == 7)


def _closes_report(place: Place) -> bool:
    """The last part of a board's note, a letter or a consultation says what is to be done, heading or not."""
    if place.type not in ("board", "letter", "consultation") or place.candidate.date:
        return False
    if place.section in ("history", "family", "story", "medication", "treatment"):
        return False
    return place.candidate.first > CLOSING * len(place.reading)


def _course(place: Place) -> Assertion:
    """A course with an end is over by the next report, save in the report of its own episode."""
    if place.age is None and place.type == "discharge" and (THEN.match(place.after) or DONE.search(place.before)):
        return "historical"
    own = place.type in ("radiotherapy", "discharge")
    if own and (place.age is None or place.age <= COURSE_DAYS) and place.section not in PAST_SECTIONS:
        return "present"
    return "historical" if place.age is None or place.age > ENDED_DAYS else "present"
