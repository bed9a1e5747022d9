"""The assertion of every candidate of a reading."""

from __future__ import annotations

import bisect
import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.ahead import bring_back, looks_ahead, may_lie_ahead, settle_day
from nlp.assertion.allergens import was_given
from nlp.assertion.courses import is_chronic
from nlp.assertion.days import days_before
from nlp.assertion.decide import decide
from nlp.assertion.diseases import disease_assertion, is_still_there
from nlp.assertion.eras import eras, last_line
from nlp.assertion.groups import (
    begin_together,
    doubt_beside_harmless,
    follow_diagnosis,
    offer_alternatives,
    offer_therapies,
    share_in_groups,
)
from nlp.assertion.lines import close_before_operation, close_earlier_lines, close_repeats
from nlp.assertion.predicate import bounds_of_lists, predicate_of, say_ditto
from nlp.assertion.prevented import is_prevented
from nlp.assertion.reach import CURED, reaches_too_far
from nlp.assertion.rows import mark_current_rows
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.assertion.switches import mark_switches
from nlp.assertion.tense import is_ahead
from nlp.assertion.therapies import is_own_course, therapy_assertion
from nlp.assertion.under_cue import OVER, agrees, lists_history, proven, therapy_under_cue
from nlp.candidates import Candidate
from nlp.resolver.primary import primary_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Results that a condition makes possible.
CONDITIONAL = frozenset(["biomarker", "response"])
#: Words of a finding that doubt it: `adénopathies d'allure métastatique`.
DOUBT = word_set("allure suspect suspecte suspects suspectes suspicious probable possible")
_IF = re.compile(
    r"\b(?:if|si|unless|upon|on|at|until|jusqu'a|jusqu'a la|en cas de|in case of|should he|should she|lors de la"
    r"|a la)(?: (?:la|le|une?|the|a|there is|first|prochaine|further))? ?$"
)


#: What a relative may have: diseases, mutations and their treatments.
FAMILY_KINDS = frozenset(["diagnosis", "morphology", "biomarker", "drug", "treatment"])


def assert_candidates(reading: Reading) -> None:
    """Write the assertion of each candidate from cues, section, date and kind.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Familiaux : père, cancer colique.")
    >>> reading.candidates = [Candidate(4, 6, "diagnosis", "C18.9")]; assert_candidates(reading)
    >>> reading.candidates[0].assertion
    'family'
    """
    scopes = scopes_by_sentence(reading)
    mark_current_rows(reading)
    for candidate in reading.candidates:
        if not candidate.fixed:
            _from_cues(reading, candidate, scopes[reading.sentence_of[candidate.first]])
    _from_predicates(reading)
    say_ditto(reading)
    mark_switches(reading)
    share_in_groups(reading)
    offer_alternatives(reading)
    doubt_beside_harmless(reading)
    told, lines = eras(reading), last_line(reading)
    primary = primary_code(reading.candidates, reading.report_date)
    therapies = [c for c in reading.candidates if c.kind in ("drug", "treatment")]
    for candidate in therapies:
        if not candidate.fixed and "stated" not in candidate.data:
            _from_context(reading, candidate, told.get(reading.sentence_of[candidate.first]), lines, primary)
    begin_together(reading)
    offer_therapies(reading)
    close_earlier_lines(reading)
    close_before_operation(reading)
    close_repeats(reading)
    for candidate in reading.candidates:
        if not candidate.fixed and candidate.kind not in ("drug", "treatment"):
            _from_context(reading, candidate, told.get(reading.sentence_of[candidate.first]), lines, primary)
    follow_diagnosis(reading)
    for candidate in reading.candidates:
        settle_day(candidate, reading.report_date)


def _from_predicates(reading: Reading) -> None:
    """Let the predicate of a treatment's own clause decide, save for the course that the report itself is of."""
    lists = bounds_of_lists(reading)
    firsts = [*sorted(lists), len(reading)]
    for candidate in reading.candidates:
        if candidate.kind not in ("drug", "treatment") or candidate.fixed or candidate.assertion == "family":
            continue
        first, last = lists[candidate.first]
        start = reading.starts[reading.sentence(first).first]
        before = reading.folded[max(start, reading.starts[first] - 110) : reading.starts[first]].replace("\n", " ")
        following = firsts[bisect.bisect_left(firsts, last)]
        stated = predicate_of(reading, candidate, last, before, following)
        if stated and not candidate.data.get("denied") and not is_own_course(reading, candidate):
            candidate.assertion = stated
            candidate.data = {**candidate.data, "stated": stated}


def _from_cues(reading: Reading, candidate: Candidate, scopes: list[Scope]) -> None:
    scopes = [
        scope
        for scope in scopes
        if scope.covers(candidate.first, candidate.last) and not reaches_too_far(reading, candidate, scope)
    ]
    assertion, scope = _decided(reading, candidate, scopes)
    if scope is not None and candidate.kind in ("treatment", "drug"):
        assertion = therapy_under_cue(reading, candidate, assertion, scope)
    assertion = _doubted(reading, candidate, _of_a_disease(reading, candidate, assertion, scope))
    if assertion == "absent":
        assertion = _denied(reading, candidate, scope)
    if assertion == "family" and _from_a_donor(reading, candidate, scope):
        others = [s for s in scopes if s.assertion != "family"]
        assertion, scope = decide(candidate.kind, candidate.first, candidate.last, others)
    candidate.assertion = assertion
    if any(scope.assertion == "family" for scope in scopes):
        candidate.data = {**candidate.data, "family": "1"}
    if scope is not None:
        _note_cue(reading, candidate, scope)


def _decided(reading: Reading, candidate: Candidate, scopes: list[Scope]) -> tuple[Assertion, Scope | None]:
    """What the cues say, save where the words beside them say that they cannot mean it."""
    assertion, scope = decide(candidate.kind, candidate.first, candidate.last, scopes)
    if assertion == "absent" and scope is not None and _has_its_own_plan(reading, candidate, scope, scopes):
        assertion = "planned"
    if assertion == "possible":
        assertion = _supposed(reading, candidate, scope)
    ahead = candidate.kind in ("exam", "treatment", "drug")
    if assertion == "planned" and ahead and not may_lie_ahead(reading, candidate):
        scopes = [s for s in scopes if s.assertion != "planned"]
        return decide(candidate.kind, candidate.first, candidate.last, scopes)
    return assertion, scope


def _supposed(reading: Reading, candidate: Candidate, scope: Scope | None) -> Assertion:
    """What a cue of doubt leaves: what is proven is there, what is to be prevented is not."""
    if proven(reading, candidate, scope):
        return "present"
    if scope is not None and is_prevented(reading, candidate, scope):
        return "absent"
    return "present" if candidate.kind == "response" and agrees(reading, scope) else "possible"


def _of_a_disease(reading: Reading, candidate: Candidate, assertion: Assertion, scope: Scope | None) -> Assertion:
    """A chronic disease among those of the past is still there."""
    if assertion != "historical" or candidate.kind != "diagnosis" or scope is None:
        return assertion
    return "present" if lists_history(reading, candidate, scope) and is_chronic(candidate) else assertion


def _doubted(reading: Reading, candidate: Candidate, assertion: Assertion) -> Assertion:
    """What stands in a condition, or whose own words doubt it, is possible."""
    if assertion != "present":
        return assertion
    conditional = candidate.kind in CONDITIONAL or _relapse_to_come(reading, candidate)
    if conditional and _is_conditional(reading, candidate):
        return "possible"
    doubts = candidate.kind == "diagnosis" and DOUBT & set(reading.words[candidate.first : candidate.last])
    return "possible" if doubts else assertion


def _denied(reading: Reading, candidate: Candidate, scope: Scope | None) -> Assertion:
    """What a denial means of this kind of finding."""
    if candidate.kind == "exam" and (days_before(reading.report_date, candidate.date) or 0) > 0:
        return "present"
    if candidate.kind == "response" and _in_condition(reading, candidate):
        return "possible"
    if scope is None:
        return "absent"
    cue = reading.words[scope.cue : scope.cue_end]
    if candidate.kind == "drug" and scope.after and any(word.startswith("abandon") for word in cue):
        return "historical"
    return "historical" if scope.reach == "allergen" and was_given(reading, candidate) else "absent"


def _note_cue(reading: Reading, candidate: Candidate, scope: Scope) -> None:
    """Keep for the steps that follow that a cue decided, and whether it denied or told a cure."""
    candidate.data = {**candidate.data, "cue": candidate.assertion}
    if candidate.assertion == "absent" and not scope.after:
        candidate.data["denied"] = "1"
    if (CURED | OVER) & set(reading.words[scope.cue : scope.cue_end]):
        candidate.data["cured"] = "1"


def _has_its_own_plan(reading: Reading, candidate: Candidate, denial: Scope, scopes: list[Scope]) -> bool:
    """`allogreffe récusée, CAR-T à demander`: the word right behind it is nearer than a denial before the comma."""
    if candidate.kind not in ("drug", "treatment", "exam") or denial.after:
        return False
    planned = any(s.assertion == "planned" and s.after and s.cue == candidate.last for s in scopes)
    return planned and "," in reading.words[denial.cue_end : candidate.first]


def _from_a_donor(reading: Reading, candidate: Candidate, scope: Scope | None) -> bool:
    """`sibling allograft`: the relative gives, the patient receives."""
    if scope is None or candidate.value != "stem_cell_transplant":
        return False
    return 0 <= candidate.first - scope.cue_end <= 2 or scope.after


def _relapse_to_come(reading: Reading, candidate: Candidate) -> bool:
    """`lurbinectédine à la rechute`, in a plan."""
    if candidate.role != "recurrence":
        return False
    return reading.sentence(candidate.first).section == "plan" or is_ahead(reading, candidate)


def _is_conditional(reading: Reading, candidate: Candidate) -> bool:
    """`si BRCA1 muté`, `upon progression`: a result that has not come."""
    start = reading.starts[candidate.first]
    return bool(_IF.search(reading.folded[max(0, start - 40) : start].replace("\n", " ")))


def _is_cured(candidate: Candidate) -> bool:
    return candidate.data.get("cured") == "1"


def _in_condition(reading: Reading, candidate: Candidate) -> bool:
    """`if she does not reach a complete response`: nobody denies it."""
    first = reading.sentence(candidate.first).first
    clause = reading.words[max(first, candidate.first - 10) : candidate.first]
    return bool({"if", "si", "unless", "should", "s"} & set(clause))


def _from_context(reading: Reading, candidate: Candidate, era: int | None, lines: int, primary: str) -> None:
    section = reading.sentence(candidate.first).section
    kind = candidate.kind
    if kind in ("drug", "treatment", "exam") and candidate.assertion == "present":
        bring_back(reading, candidate)
    if section == "family" and kind in FAMILY_KINDS and candidate.assertion != "absent":
        candidate.assertion = "family"
    elif candidate.assertion == "historical" and kind in ("diagnosis", "morphology") and not _is_cured(candidate):
        candidate.assertion = "present" if is_still_there(reading, candidate, primary) else "historical"
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
        planning = section == "plan" or (section in ("conclusion", "comment") and reading.report_type == "board")
        if (planning and (age is None or age < 0)) or (age is not None and age < 0):
            candidate.assertion = "planned"
    elif kind in ("diagnosis", "morphology"):
        candidate.assertion = disease_assertion(reading, candidate, section, era, primary)
