"""What a treatment's date, section, line and report say of its assertion, where no cue does.

Settled by the gold contract: present in the report of the episode in which it is given or done, historical when
finished or stopped before it, planned when proposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.beside import around, goes_on, is_stopped, is_under_evaluation
from nlp.assertion.courses import is_acute
from nlp.assertion.days import days_before
from nlp.assertion.eras import line_number
from nlp.assertion.recovery import ended_a_disease
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: An operation this many days before the report of its episode is still that episode's.
EPISODE_DAYS = 45
#: A course with a date of its own, told in a report that is not its own, is over this many days later.
ENDED_DAYS = 7
#: A treatment of a paragraph whose story is older than this is over, unless words say that it goes on.
ERA_DAYS = 300
#: A short course of such a story is over sooner.
EVENT_DAYS = 120
#: A course of radiotherapy reported within this many days of its date is the report's own.
COURSE_DAYS = 120
#: From this share of the text on, a report looks ahead.
CLOSING = 0.72
COURSES = frozenset(["radiotherapy", "radiochemotherapy", "brachytherapy", "stem_cell_transplant", "car_t"])
_EPISODE_TYPES = frozenset(["operative", "pathology"])
_DONE = re.compile(
    r"\b(?:apres|after|following|post|suite a|s/p|status post|ayant recu|a recu|avait recu|received"
    r"|recut|initialement|"
    r"initially|premiere ligne|1re ligne|1ere ligne|first[- ]line|l1|d'abord|au terme de|a la fin de"
    r"|end of|fin de|completed|issue de|a l'issue de|decours de|traite auparavant|autrefois|conditionnement"
    r"|conditioning"
    r"|previously|previous|prior|"
    r"anterieur\w*|echec|failure|jusqu'en|puis 4 cycles de|puis \d cycles)\b[^.;\n]{0,50}$"
)
_ADVICE = re.compile(
    r"\b(?:pour|for|en vue|discuter|avis|indication|proposer|suggest|consider|recommend\w*|a defaut"
    r"|or)\b[^.;\n]{0,60}$"
)
_PREPARING = re.compile(
    r"\b(?:neoadjuvant\w*|neo-adjuvant\w*|preoperatoire|pre-op\w*|induction|perioperatoire"
    r"|perioperative)\b[^.;\n]{0,50}$"
)
_THEN = re.compile(r"^[^.;\n]{0,25}\b(?:puis|then|followed by|suivie?s? (?:de|d'|par))\b")
_COUNTED = re.compile(r"^[ ]?(?:x|×|\*) ?\d{1,2}\b|^ ?\(?\d{1,2} (?:cycles?|cures?|injections?|doses|courses)\b")
_COUNTED_BEFORE = re.compile(
    r"\b(?:\d{1,2}|deux|trois|quatre|cinq|six|huit|two|three|four|five|eight) (?:cycles?"
    r"|cures?"
    r"|courses|injections?|doses)(?: (?:de|d'|of))? ?$|(?:^|[ (,+:])[2-9] (?:cycles? )?$"
)
#: Reports of a stay or a course, in which a period told may be their own.
_STAYS = frozenset(["discharge", "radiotherapy"])
_PAST_SECTIONS = frozenset(["history", "story"])
ONCOLOGIC = ("L01", "L02", "L03AX03")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a treatment stands: its section, its age in days, its story's, and the words around it."""

    reading: Reading
    candidate: Candidate
    section: str
    age: int | None
    era: int | None
    lines: int
    before: str
    after: str

    @property
    def type(self) -> str:
        return self.reading.report_type

    @property
    def is_oncologic(self) -> bool:
        return is_oncologic(self.candidate)


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
    place = _Place(reading, candidate, section, age, era, lines, *around(reading, candidate))
    return _by_its_words(place) or _by_its_nature(place)


def _by_its_words(place: _Place) -> Assertion | None:
    """What stopping words, a date to come or the section settle; None where they settle nothing."""
    candidate, age = place.candidate, place.age
    if is_own_course(place.reading, candidate):
        return "present"
    if candidate.data.get("end") and age is not None and age < 0:
        candidate.date = None  # The day on which it will end, not on which it is given.
        return "present"
    if candidate.data.get("end") or is_stopped(place.before, place.after):
        return "historical"
    if not place.is_oncologic and (ended_a_disease(place.before) or _treated_a_past_event(place)):
        return "historical"
    if candidate.data.get("period") and age is not None and age > 0 and place.type not in _STAYS:
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


_TREATED_WITH = re.compile(r"\b(?:traite\w*|treated)[^.;,()]{0,20} (?:with|par|avec|by)(?: (?:du|de la|un|une))? ?$")
#: An event dated this many days before the report is over with the drug that treated it.
PAST_EVENT_DAYS = 30


def _treated_a_past_event(place: _Place) -> bool:
    """`pneumonia in March, treated with doxycycline`, in a report that is not that event's."""
    if place.type in _STAYS or not _TREATED_WITH.search(place.before):
        return False
    number = place.reading.sentence_of[place.candidate.first]
    return any(
        c.kind == "diagnosis" and c.first < place.candidate.first and is_acute(c)
        and (days_before(place.reading.report_date, c.date) or 0) > PAST_EVENT_DAYS
        for c in place.reading.candidates
        if place.reading.sentence_of[c.first] == number
    )  # fmt: skip


#: Reports whose author treats nobody: what their end names is advice.
_REPORTS_OF_OTHERS = frozenset(["imaging", "pathology"])
_TO_A_BOARD = re.compile(r"^[^.;\n]{0,40}\b(?:rcp|reunion|mdt|board|discuss\w*|selon|according)\b")


def _is_advised(place: _Place) -> bool:
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
    if section in (*_PAST_SECTIONS, "plan"):
        return False
    return 0 <= age <= COURSE_DAYS if age is not None else _ends_now(reading, candidate)


_ENDS_NOW = re.compile(r"\b(?:termine|acheve|completed|finished|ce jour|today)\b")


def _ends_now(reading: Reading, candidate: Candidate) -> bool:
    before, after = around(reading, candidate)
    return bool(_ENDS_NOW.search(before[-60:]) or _ENDS_NOW.search(after[:30]))


def _by_its_nature(place: _Place) -> Assertion:
    if place.candidate.value == "surgery":
        return _surgery(place)
    if _had_its_time(place) or _had_its_cycles(place):
        return "historical"
    if place.type == "operative" and _in_the_operation(place):
        return "present"
    if _goes_on(place) or is_under_evaluation(place.reading, place.candidate, place.before):
        return "present"
    if place.type in _EPISODE_TYPES and place.is_oncologic:
        return "historical"
    if place.is_oncologic and _closes_report(place):
        return "planned"
    if place.candidate.value in COURSES:
        return _course(place)
    return "historical" if _is_over(place) else "present"


def _goes_on(place: _Place) -> bool:
    before = place.before
    if place.age is not None and place.age > EPISODE_DAYS and not place.candidate.data.get("since"):
        before = before.rpartition(",")[2]  # `pembrolizumab depuis mai, radiothérapie en 2020`: each has its own time.
    return goes_on(before, place.after) or bool(place.candidate.data.get("since"))


#: Chemotherapy given in the operation itself (HIPEC).
_INTRAOPERATIVE = re.compile(
    r"\b(?:chip|hipec|pipac|chimiohyperthermie|intraperitoneal\w*|peroperatoire|intraoperative)\b"
)


def _in_the_operation(place: _Place) -> bool:
    sentence = place.reading.sentence(place.candidate.first)
    told = place.reading.folded[place.reading.starts[sentence.first] : place.reading.ends[sentence.last - 1]]
    return place.section not in (*_PAST_SECTIONS, "plan") and bool(_INTRAOPERATIVE.search(told))


def _had_its_time(place: _Place) -> bool:
    """`tamoxifène pendant cinq ans`, in an old story or beside an old cancer: the time is over."""
    if not place.is_oncologic or not _FOR_A_TIME.match(place.after) or place.section in ("plan", "conclusion"):
        return False
    return place.era is not None and place.era > EVENT_DAYS


#: Cycles counted before or after a treatment, one alone left out.
_CYCLES_BEFORE = re.compile(
    r"\b(?:[2-9]|1\d|deux|trois|quatre|cinq|six|huit|two|three|four|five|six|eight) (?:cycles?|cures?|courses)"
    r"(?: (?:de|d'|of))? ?$"
)
_CYCLES_AFTER = re.compile(
    r"^ ?(?:x|×)? ?(?:[2-9]|1\d|deux|trois|quatre|six|huit|two|three|four|six) (?:cycles|cures|courses)\b"
)


def _had_its_cycles(place: _Place) -> bool:
    """Several cycles told in the letter of a stay were given before it: a stay sees one."""
    if place.type != "discharge" or not place.is_oncologic or place.section == "plan":
        return False
    return bool(_CYCLES_BEFORE.search(place.before) or _CYCLES_AFTER.match(place.after))


def _may_be_planned(place: _Place) -> bool:
    age = place.age
    return age is None or age > 400 or (age == 0 and len(place.candidate.date or "") == 7)


def is_oncologic(candidate: Candidate) -> bool:
    """True for a treatment of the cancer; false for a drug of any other class."""
    return candidate.kind == "treatment" or (candidate.code or "").startswith(ONCOLOGIC)


_FOR_A_TIME = re.compile(
    r"^ ?(?:x |× ?|pendant |durant |for )?(?:\d{1,2}|une?|deux|trois|six|three|two|a)"
    r" (?:mois|ans?|semaines|months?|years?|weeks)\b"
)


#: `3 lignes : carboplatine-paclitaxel, niraparib`: lines that a report counts up are over, save the one that goes on.
_AMONG_LINES = re.compile(
    r"\b(?:\d|deux|trois|quatre|cinq|plusieurs|two|three|four|five|several)[^.;:]{0,14}"
    r" (?:lignes?|lines)\b[^.;:]{0,25}:[^.;]*$"
)


def _is_over(place: _Place) -> bool:
    """Whether a treatment without an end of its own is over by its age, its story, its line or what follows it."""
    if place.age is not None:
        return place.age > EPISODE_DAYS
    if not place.is_oncologic:
        counted = _COUNTED.match(place.after) or _FOR_A_TIME.match(place.after)
        return place.era is not None and place.era > EVENT_DAYS and bool(counted)
    if place.section == "history" or (place.lines and 0 < line_number(place.before) < place.lines):
        return True
    if place.era is not None and place.era > ERA_DAYS:
        return True
    if _AMONG_LINES.search(place.before) or _DONE.search(place.before):
        return True
    if _PREPARING.search(place.before) and _surgery_done(place.reading):
        return True
    counted = _COUNTED.match(place.after) or _COUNTED_BEFORE.search(place.before)
    return bool(counted or _THEN.match(place.after)) and _therapy_follows(place)


def _surgery_done(reading: Reading) -> bool:
    return any(c.value == "surgery" and c.assertion in ("present", "historical") for c in reading.candidates)


def _therapy_follows(place: _Place) -> bool:
    """True where another treatment comes after this one in its sentence."""
    last = place.reading.sentence(place.candidate.first).last
    return any(
        c.kind in ("treatment", "drug") and place.candidate.last + 1 < c.first < last and c.assertion != "planned"
        for c in place.reading.candidates
    )


def _names_an_older_one(place: _Place) -> bool:
    """`opéré en novembre (Hartmann)`: a bracket names the operation before it."""
    opening = place.before.rpartition("(")[0]
    if "(" not in place.before[-25:] or ")" in place.before[len(opening) :]:
        return False
    first = place.reading.sentence(place.candidate.first).first
    return any(
        c.value == "surgery" and c.assertion == "historical" and c.date and first <= c.first < place.candidate.first
        for c in place.reading.candidates
    )


def _surgery(place: _Place) -> Assertion:
    if place.age is None and _names_an_older_one(place):
        return "historical"
    if place.age is None and place.type == "discharge" and (place.era or 0) > ERA_DAYS:
        return "historical"
    recent = place.age is None or place.age <= EPISODE_DAYS
    if place.type in _EPISODE_TYPES and place.age is not None and recent:
        return "present"
    own = place.type in _EPISODE_TYPES or place.type == "discharge"
    return "present" if own and recent and place.section not in _PAST_SECTIONS else "historical"


def _closes_report(place: _Place) -> bool:
    """The last part of a board's note, a letter or a consultation says what is to be done, heading or not."""
    if place.type not in ("board", "letter", "consultation") or place.candidate.date:
        return False
    if place.section in ("history", "family", "story", "medication", "treatment"):
        return False
    return place.candidate.first > CLOSING * len(place.reading)


def _course(place: _Place) -> Assertion:
    """A course with an end is over by the next report, save in the report of its own episode."""
    if place.age is None and place.type == "discharge" and (_THEN.match(place.after) or _DONE.search(place.before)):
        return "historical"
    own = place.type in ("radiotherapy", "discharge")
    if own and (place.age is None or place.age <= COURSE_DAYS) and place.section not in _PAST_SECTIONS:
        return "present"
    return "historical" if place.age is None or place.age > ENDED_DAYS else "present"
