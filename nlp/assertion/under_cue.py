"""What stands against a cue over a finding: proof, agreement, what goes on, what stays with a patient."""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.beside import around, goes_on_beside, is_numbered_cycle, is_stopped, is_under_evaluation
from nlp.assertion.days import days_before
from nlp.assertion.place import is_oncologic
from nlp.assertion.predicate import CHANGE_OF
from nlp.assertion.scope import Scope
from nlp.assertion.therapies import is_own_course
from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Sections of a discharge letter that tell of the stay.
STAY = frozenset(["", "indication", "treatment", "findings", "conclusion"])
#: Words of a cue after which even a disease that stays is over: `cured of`, `ancien`, `childhood`.
OVER = word_set("resolved childhood cured gueri guerie sequelle sequelles old former remission survivor enfance")
#: Adjectives of the past, which speak of the next noun.
FORMER = frozenset(["previous", "prior", "ancien", "ancienne", "anciens", "anciennes", "old", "former", "ex"])
#: Words that put an oncologic treatment in the past, and say nothing of a supportive one.
AFTER = word_set("apres after following post suite decours au treated traite traitee received recu completed")
#: Words of a cue that tell of a course finished, which in the report of a stay is the stay's own.
_GIVEN = word_set(
    "completed finished termine terminee acheve achevee given received recu treated traite traitee underwent"
)
#: A drug right after these is being taken, whatever history its sentence lists.
_TAKEN = re.compile(
    r"\b(?:on|sous|under|currently|now|actuellement|takes?|taking|prend|uses?|using)"
    r"(?: (?:an?|un|une|le|la|du|de la|his|her|long[- ]term))?[ ']?$"
)


def lists_history(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`antécédents de`, `history of`, `HTA ancienne`: what stays with the patient is named so too."""
    cue = set(reading.words[scope.cue : scope.cue_end])
    if scope.after:
        return bool(cue & (FORMER | {"sequellaire", "sequelle", "sevre", "sevree"}))
    return not (cue & OVER and candidate.first - scope.cue_end < 4) and not (
        cue & FORMER and candidate.first == scope.cue_end
    )


def proven(reading: Reading, candidate: Candidate, scope: Scope | None) -> bool:
    """`biopsie en faveur d'un adénocarcinome`: so pathology states a diagnosis."""
    if scope is None or "faveur" not in reading.words[scope.cue : scope.cue_end]:
        return False
    if reading.report_type == "pathology":
        return True
    sentence = reading.sentence(candidate.first)
    return any(c.value == "biopsy" and sentence.first <= c.first < scope.cue for c in reading.candidates)


def agrees(reading: Reading, scope: Scope | None) -> bool:
    """`in keeping with a complete response`, `en faveur d'une réponse`: so radiology states a response."""
    agreeing = {"keeping", "favour", "favor", "faveur", "consistent"}
    return scope is not None and bool(agreeing & set(reading.words[scope.cue : scope.cue_end]))


def _ends_later(reading: Reading, candidate: Candidate) -> bool:
    """`fluconazole until 10/12` in a report of the 3rd: the day on which it will end."""
    return bool(candidate.data.get("end")) and (days_before(reading.report_date, candidate.date) or 0) < 0


def therapy_under_cue(reading: Reading, candidate: Candidate, assertion: Assertion, scope: Scope) -> Assertion:
    """What the words right beside a treatment say against a cue whose scope it stands in."""
    before, after = around(reading, candidate)
    supportive = not is_oncologic(candidate)
    if assertion == "historical" and (is_own_course(reading, candidate) or _ends_later(reading, candidate)):
        return "present"
    if assertion in ("planned", "historical") and candidate.data.get("running"):
        return "present"
    if assertion == "absent" and scope.after and CHANGE_OF.search(before):
        return "present"
    if assertion == "planned":
        if is_stopped(before, after):
            return "historical"
        return "present" if goes_on_beside(before, after) else assertion
    if assertion == "historical" and not scope.after and (_TAKEN.search(before) and candidate.first > scope.cue_end):
        return "present"
    if assertion == "historical" and supportive and scope.reach in ("list", "") and not scope.after:
        return "present"
    stay = reading.report_type == "discharge" and reading.sentence(candidate.first).section in STAY
    if assertion == "historical" and stay and supportive and _GIVEN & set(reading.words[scope.cue : scope.cue_end]):
        return "present"
    if assertion == "historical" and scope.reach == "therapy" and not scope.after:
        follows = bool(AFTER & set(reading.words[scope.cue : scope.cue_end]))
        in_course = is_numbered_cycle(before) or is_under_evaluation(reading, candidate, before)
        return "present" if in_course or (follows and (supportive or stay)) else assertion
    return assertion
