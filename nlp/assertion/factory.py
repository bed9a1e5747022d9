"""The assertion of every candidate of a reading."""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.ahead import looks_ahead, may_lie_ahead
from nlp.assertion.beside import around, goes_on_beside, is_numbered_cycle, is_stopped, is_under_evaluation
from nlp.assertion.days import days_before
from nlp.assertion.decide import decide
from nlp.assertion.diseases import disease_assertion, is_chronic
from nlp.assertion.eras import eras, last_line
from nlp.assertion.groups import follow_diagnosis, offer_alternatives, share_in_groups
from nlp.assertion.reach import reaches_too_far
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.assertion.therapies import ONCOLOGIC, therapy_assertion
from nlp.candidates import Candidate
from nlp.resolver.primary import primary_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Sections of a discharge letter that tell of the stay.
STAY = frozenset(["", "indication", "treatment", "findings", "conclusion"])
#: Results that a condition makes possible.
CONDITIONAL = frozenset(["biomarker", "response"])
#: Words of a finding that doubt it: `adénopathies d'allure métastatique`.
DOUBT = word_set("allure suspect suspecte suspects suspectes suspicious probable possible")
#: Words of a cue after which even a disease that stays is over: `cured of`, `ancien`, `childhood`.
OVER = word_set("childhood cured gueri guerie sequelle sequelles old former remission survivor enfance")
#: Adjectives of the past, which speak of the next noun.
FORMER = frozenset(["previous", "prior", "ancien", "ancienne", "anciens", "anciennes", "old", "former", "ex"])
#: Words that put an oncologic treatment in the past, and say nothing of a supportive one.
AFTER = word_set("apres after following post suite decours au treated traite traitee received recu completed")
_IF = re.compile(
    r"\b(?:if|si|unless|upon|on|at|until|jusqu'a|jusqu'a la|en cas de|in case of|should he|should she|lors de la"
    r"|a la)(?: (?:la|le|une?|the|a|there is|first|prochaine|further))? ?$"
)


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
        if not candidate.fixed:
            _from_cues(reading, candidate, scopes[reading.sentence_of[candidate.first]])
    share_in_groups(reading)
    offer_alternatives(reading)
    told, lines = eras(reading), last_line(reading)
    primary = primary_code(reading.candidates, reading.report_date)
    for candidate in reading.candidates:
        if not candidate.fixed:
            _from_context(reading, candidate, told.get(reading.sentence_of[candidate.first]), lines, primary)
    follow_diagnosis(reading)


def _from_cues(reading: Reading, candidate: Candidate, scopes: list[Scope]) -> None:
    scopes = [scope for scope in scopes if not reaches_too_far(reading, candidate, scope)]
    assertion, scope = decide(candidate.kind, candidate.first, candidate.last, scopes)
    if assertion == "possible" and _proven(reading, candidate, scope):
        assertion = "present"
    if assertion == "possible" and candidate.kind == "response" and _agrees(reading, scope):
        assertion = "present"
    if (
        assertion == "planned"
        and candidate.kind in ("exam", "treatment", "drug")
        and not may_lie_ahead(reading, candidate)
    ):
        scopes = [s for s in scopes if s.assertion != "planned"]
        assertion, scope = decide(candidate.kind, candidate.first, candidate.last, scopes)
    if scope is not None and candidate.kind in ("treatment", "drug"):
        assertion = _therapy_under_cue(reading, candidate, assertion, scope)
    if (
        assertion == "historical"
        and candidate.kind == "diagnosis"
        and scope
        and _lists_history(reading, candidate, scope)
    ):
        assertion = "present" if is_chronic(candidate) else assertion
    if assertion == "present" and candidate.kind in CONDITIONAL and _is_conditional(reading, candidate):
        assertion = "possible"
    if candidate.kind == "diagnosis" and DOUBT & set(reading.words[candidate.first : candidate.last]):
        assertion = "possible" if assertion == "present" else assertion
    candidate.assertion = assertion
    if any(scope.assertion == "family" and scope.covers(candidate.first, candidate.last) for scope in scopes):
        candidate.data = {**candidate.data, "family": "1"}
    candidate.data = {**candidate.data, "cue": assertion} if scope is not None else candidate.data


def _lists_history(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`antécédents de`, `history of`, `HTA ancienne`: what stays with the patient is named so too."""
    cue = set(reading.words[scope.cue : scope.cue_end])
    if scope.after:
        return bool(cue & FORMER)
    return not (cue & OVER and candidate.first - scope.cue_end < 4) and not (
        cue & FORMER and candidate.first == scope.cue_end
    )


def _proven(reading: Reading, candidate: Candidate, scope: Scope | None) -> bool:
    """`biopsie en faveur d'un adénocarcinome`: so pathology states a diagnosis."""
    if scope is None or "faveur" not in reading.words[scope.cue : scope.cue_end]:
        return False
    if reading.report_type == "pathology":
        return True
    sentence = reading.sentence(candidate.first)
    return any(c.value == "biopsy" and sentence.first <= c.first < scope.cue for c in reading.candidates)


def _agrees(reading: Reading, scope: Scope | None) -> bool:
    """`in keeping with a complete response`, `en faveur d'une réponse`: so radiology states a response."""
    agreeing = {"keeping", "favour", "favor", "faveur", "consistent"}
    return scope is not None and bool(agreeing & set(reading.words[scope.cue : scope.cue_end]))


def _is_conditional(reading: Reading, candidate: Candidate) -> bool:
    """`si BRCA1 muté`, `upon progression`: a result that has not come."""
    start = reading.starts[candidate.first]
    return bool(_IF.search(reading.folded[max(0, start - 40) : start].replace("\n", " ")))


def _therapy_under_cue(reading: Reading, candidate: Candidate, assertion: Assertion, scope: Scope) -> Assertion:
    """What the words right beside a treatment say against a cue whose scope it stands in."""
    before, after = around(reading, candidate)
    if assertion == "planned":
        if is_stopped(before, after):
            return "historical"
        return "present" if goes_on_beside(before, after) else assertion
    if assertion == "historical" and scope.reach == "therapy" and not scope.after:
        supportive = candidate.kind == "drug" and not (candidate.code or "").startswith(ONCOLOGIC)
        follows = bool(AFTER & set(reading.words[scope.cue : scope.cue_end]))
        in_course = is_numbered_cycle(before) or is_under_evaluation(reading, candidate, before)
        stay = reading.report_type == "discharge" and reading.sentence(candidate.first).section in STAY
        return "present" if in_course or (follows and (supportive or stay)) else assertion
    return assertion


def _from_context(reading: Reading, candidate: Candidate, era: int | None, lines: int, primary: str) -> None:
    section = reading.sentence(candidate.first).section
    kind = candidate.kind
    if section == "family" and kind in ("diagnosis", "morphology", "biomarker") and candidate.assertion != "absent":
        candidate.assertion = "family"
    elif candidate.assertion != "present":
        return
    elif (
        kind in ("drug", "treatment", "exam") and may_lie_ahead(reading, candidate) and looks_ahead(reading, candidate)
    ):
        candidate.assertion = "planned"
    elif kind in ("drug", "treatment"):
        candidate.assertion = therapy_assertion(reading, candidate, era, lines)
    elif kind == "exam":
        age = days_before(reading.report_date, candidate.date)
        planning = section == "plan" or (section == "conclusion" and reading.report_type == "board")
        if (planning and (age is None or age < 0)) or (age is not None and age < 0):
            candidate.assertion = "planned"
    elif kind in ("diagnosis", "morphology"):
        candidate.assertion = disease_assertion(reading, candidate, section, era, primary)
