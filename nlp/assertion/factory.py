"""The assertion of every candidate of a reading."""

from __future__ import annotations

import re
from itertools import pairwise

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.decide import decide
from nlp.assertion.diseases import disease_assertion, is_chronic
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.assertion.tense import is_ahead
from nlp.assertion.therapies import (
    ONCOLOGIC,
    around,
    days_before,
    eras,
    goes_on_beside,
    is_numbered_cycle,
    is_stopped,
    is_under_evaluation,
    last_line,
    next_occasion,
    therapy_assertion,
)
from nlp.candidates import Candidate
from nlp.resolver.primary import primary_code
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_LATER = re.compile(
    r"^[ ,]{0,2}(?:[a-z]+ ){0,2}(?:dans|d'ici|in|at|a)[ ](?:environ )?(?:\d{1,2}|un|une|deux|trois"
    r"|quatre|six|huit|douze|two|three|four|six|eight|twelve|one)(?: ?(?:-|a|to|ou|or) ?\d{1,2})?[ ]"
    r"(?:semaines?|mois|jours|ans?|weeks?|months?|days|years?)\b(?! (?:post|apres|after|ago))"
)


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
#: Words before the exam that shows, or does not show, a finding.
SHOWN_BY = frozenset(["sur", "au", "aux", "on", "at", "par", "by", "a"])


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
    _share_in_groups(reading)
    _alternatives(reading)
    told, lines = eras(reading), last_line(reading)
    primary = primary_code(reading.candidates, reading.report_date)
    for candidate in reading.candidates:
        if not candidate.fixed:
            _from_context(reading, candidate, told.get(reading.sentence_of[candidate.first]), lines, primary)
    _follow_diagnosis(reading)


def _is_past(age: int, date: str | None) -> bool:
    """A day gone by, or a month or year that is over: the report's own month may still lie ahead."""
    return age > 0 or (age == 0 and len(date or "") == 10)


def _follow_diagnosis(reading: Reading) -> None:
    """A histology inside the words of a diagnosis is asserted and dated as the diagnosis is."""
    tumours = [c for c in reading.candidates if c.kind == "diagnosis" and c.role == "tumour"]
    for candidate in reading.candidates:
        if candidate.kind == "morphology":
            for tumour in tumours:
                if tumour.first <= candidate.first and candidate.last <= tumour.last:
                    candidate.assertion, candidate.date = tumour.assertion, tumour.date or candidate.date


def _from_cues(reading: Reading, candidate: Candidate, scopes: list[Scope]) -> None:
    scopes = [scope for scope in scopes if not _reaches_too_far(reading, candidate, scope)]
    assertion, scope = decide(candidate.kind, candidate.first, candidate.last, scopes)
    if assertion == "possible" and _proven(reading, candidate, scope):
        assertion = "present"
    if assertion == "possible" and candidate.kind == "response" and _agrees(reading, scope):
        assertion = "present"
    if (
        assertion == "planned"
        and candidate.kind in ("exam", "treatment", "drug")
        and not _may_lie_ahead(reading, candidate)
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


def _may_lie_ahead(reading: Reading, candidate: Candidate) -> bool:
    """False for what is planned by its words and past by its date; a date without a year moves to its next occasion."""
    if candidate.data.get("today"):
        return candidate.kind != "exam"
    age = days_before(reading.report_date, candidate.date)
    if age is None or not _is_past(age, candidate.date):
        return True
    if moved := next_occasion(reading.report_date, candidate):
        candidate.date = moved
        return True
    return False


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


def _another_is_nearer(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """`ramipril, metformine arrêtée`: what stopped is the last of the list, unless the cue is plural or joins them."""
    if reading.words[scope.cue_end - 1].endswith("s"):
        return False
    following = [c for c in reading.candidates if c.kind == candidate.kind and candidate.last <= c.first < scope.cue]
    return any("," in reading.words[candidate.last : c.first] for c in following)


def _reaches_too_far(reading: Reading, candidate: Candidate, scope: Scope) -> bool:
    """Denials end before the exam that shows them (`pas de X sur le scanner`) and before a reason in brackets."""
    if not scope.covers(candidate.first, candidate.last):
        return False
    if scope.after and scope.assertion == "historical" and scope.reach == "therapy":
        return _another_is_nearer(reading, candidate, scope)
    if scope.assertion != "absent" or scope.after:
        return False
    words = reading.words
    if candidate.kind == "exam":
        place = words[max(scope.first, candidate.first - 3) : candidate.first]
        return any(word in SHOWN_BY for word in place) and len(place) > 0
    between = words[scope.first : candidate.first]
    if candidate.kind in ("diagnosis", "morphology") and "(" in between:
        opening = scope.first + between.index("(")
        return any(c.kind in ("treatment", "drug") and scope.first <= c.first < opening for c in reading.candidates)
    return False


def _share_in_groups(reading: Reading) -> None:
    """Drugs in the brackets of a regimen, and drugs joined by `+`, share an assertion that a cue gave to one."""
    therapies = [c for c in reading.candidates if c.kind in ("drug", "treatment") and c.value != "surgery"]
    therapies.sort(key=lambda c: c.first)
    for left, right in pairwise(therapies):
        between = reading.words[left.last : right.first]
        if between in (["("], ["+"], ["/"], ["-"]) and left.assertion == "present" != right.assertion:
            left.assertion = right.assertion
        elif between in (["("], ["+"], ["/"], ["-"]) and right.assertion == "present" != left.assertion:
            right.assertion = left.assertion


def _alternatives(reading: Reading) -> None:
    """`angiome ou kyste`: of two diseases joined by `ou`, neither is certain."""
    diseases = sorted(
        (c for c in reading.candidates if c.kind == "diagnosis" and c.role in ("", "tumour", "cyst")),
        key=lambda c: c.first,
    )
    for left, right in pairwise(diseases):
        joined = reading.words[left.last : right.first] in (["ou"], ["or"], ["versus"], ["vs"])
        if joined and left.assertion == "present" and right.assertion in ("present", "possible"):
            left.assertion = right.assertion = "possible"
            left.fixed = right.fixed = True


def _from_context(reading: Reading, candidate: Candidate, era: int | None, lines: int, primary: str) -> None:
    section = reading.sentence(candidate.first).section
    kind = candidate.kind
    if section == "family" and kind in ("diagnosis", "morphology", "biomarker") and candidate.assertion != "absent":
        candidate.assertion = "family"
    elif candidate.assertion != "present":
        return
    elif (
        kind in ("drug", "treatment", "exam")
        and _may_lie_ahead(reading, candidate)
        and _looks_ahead(reading, candidate)
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


def _looks_ahead(reading: Reading, candidate: Candidate) -> bool:
    if _is_later(reading, candidate):
        return True
    return is_ahead(reading, candidate) and not (
        candidate.kind != "exam" and goes_on_beside(*around(reading, candidate))
    )


def _is_later(reading: Reading, candidate: Candidate) -> bool:
    """`scanner dans 8 semaines`, `CT in three months`."""
    end = reading.ends[candidate.last - 1]
    return bool(_LATER.match(reading.folded[end : end + 50].replace("\n", " ")))
