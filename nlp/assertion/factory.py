"""The assertion of every candidate of a reading."""

from __future__ import annotations

import re
from itertools import pairwise

from nlp.assertion.decide import decide
from nlp.assertion.scope import Scope
from nlp.assertion.spans import scopes_by_sentence
from nlp.assertion.tense import is_ahead
from nlp.assertion.therapies import ONCOLOGIC, around, days_before, eras, is_today, last_line, therapy_assertion
from nlp.candidates import Candidate
from nlp.resolver.primary import primary_code
from nlp.text.reading import Reading

#: A disease dated this many days before the report, and not the report's own, is the patient's past.
PAST_DAYS = 240
#: ICD-10 categories of events that end: infarction, stroke, embolism, phlebitis, pneumonia, fracture, …
#: Diseases that stay: a year beside them is that of their discovery.
CHRONIC = (
    "I10",
    "E10",
    "E11",
    "E14",
    "J44",
    "J45",
    "I25.0",
    "I25.1",
    "I25.9",
    "I48",
    "N18",
    "E03",
    "E06",
    "E78",
    "M05",
    "M06",
    "K50",
    "K51",
    "G20",
    "G35",
    "B18",
    "K74",
    "E66",
    "G47",
    "I50",
)
ACUTE = (
    "I21",
    "I22",
    "I26",
    "I60",
    "I61",
    "I63",
    "I64",
    "I80",
    "I82",
    "G45",
    "J18",
    "J15",
    "J93",
    "N17",
    "K35",
    "K85",
    "K81",
    "A15",
    "A16",
    "S",
    "T",
    "O",
    "B02",
    "N10",
    "A41",
    "D70",
    "K52.1",
    "J70",
    "K71",
    "L27",
    "U07",
    "B59",
)
_LATER = re.compile(
    r"^[ ,]{0,2}(?:[a-z]+ ){0,2}(?:dans|d'ici|in|at|a)[ ](?:environ )?(?:\d{1,2}|un|une|deux|trois"
    r"|quatre|six|huit|douze|two|three|four|six|eight|twelve|one)(?: ?(?:-|a|to|ou|or) ?\d{1,2})?[ ]"
    r"(?:semaines?|mois|jours|ans?|weeks?|months?|days|years?)\b(?! (?:post|apres|after|ago))"
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
    _share_in_groups(reading)
    _alternatives(reading)
    told, lines = eras(reading), last_line(reading)
    primary = primary_code(reading.candidates)
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
    assertion, scope = decide(candidate.kind, candidate.first, candidate.last, scopes)
    age = days_before(reading.report_date, candidate.date)
    if (
        assertion == "planned"
        and age is not None
        and _is_past(age, candidate.date)
        and candidate.kind in ("exam", "treatment", "drug")
    ):
        assertion = decide(
            candidate.kind, candidate.first, candidate.last, [s for s in scopes if s.assertion != "planned"]
        )[0]
    if assertion == "planned" and candidate.kind in ("treatment", "drug") and _is_going_on(reading, candidate):
        assertion = "present"
    if (
        assertion == "historical"
        and scope
        and scope.reach == "therapy"
        and candidate.kind == "drug"
        and not (candidate.code or "").startswith(ONCOLOGIC)
    ):
        assertion = "present"
    candidate.assertion = assertion
    if any(scope.assertion == "family" and scope.covers(candidate.first, candidate.last) for scope in scopes):
        candidate.data = {**candidate.data, "family": "1"}
    candidate.data = {**candidate.data, "cue": assertion} if scope is not None else candidate.data


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
    elif kind in ("drug", "treatment", "exam") and candidate.date is None and _looks_ahead(reading, candidate):
        candidate.assertion = "planned"
    elif kind in ("drug", "treatment"):
        candidate.assertion = therapy_assertion(reading, candidate, era, lines)
    elif kind == "exam":
        age = days_before(reading.report_date, candidate.date)
        planning = section == "plan" or (section == "conclusion" and reading.report_type == "board")
        if (planning and (age is None or age < 0)) or (age is not None and age < 0):
            candidate.assertion = "planned"
    elif kind in ("diagnosis", "morphology"):
        _past_disease(reading, candidate, section, primary)


_CONTINUED = re.compile(
    r"\b(?:poursui\w+|continu\w+|maintien)(?: (?:de|du|des|d'|le|la|les|l'|the|with|on"
    r"|current))*[ ']?$"
)


def _is_going_on(reading: Reading, candidate: Candidate) -> bool:
    """`poursuite de X`, `X débuté ce jour` in a plan: the treatment is being given."""
    before, after = around(reading, candidate)
    return is_today(before, after) or bool(_CONTINUED.search(before))


def _looks_ahead(reading: Reading, candidate: Candidate) -> bool:
    if _is_later(reading, candidate):
        return True
    return is_ahead(reading, candidate) and not (candidate.kind != "exam" and _is_going_on(reading, candidate))


def _is_later(reading: Reading, candidate: Candidate) -> bool:
    """`scanner dans 8 semaines`, `CT in three months`."""
    end = reading.ends[candidate.last - 1]
    return bool(_LATER.match(reading.folded[end : end + 50].replace("\n", " ")))


def _was_operated(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """`hystérectomie pour fibrome`: what an old operation was done for is over with it."""
    code = candidate.code or ""
    if reading.words[candidate.first - 1 : candidate.first] not in (["pour"], ["for"]) or (
        code[:1] == "C" and code[:3] == primary[:3]
    ):
        return False
    return any(
        c.value == "surgery" and c.assertion == "historical" and 0 < candidate.first - c.last <= 6
        for c in reading.candidates
    )


def _is_past_by_nature(candidate: Candidate, primary: str) -> bool:
    """An acute event, or another cancer than the report's, listed among the antecedents without a date."""
    code = candidate.code or ""
    if candidate.kind == "morphology" or candidate.role == "metastasis":
        return False
    if code[:1] == "C" and not code.startswith("C80"):
        return bool(primary) and code[:3] != primary[:3]
    return code.startswith(ACUTE)


def _past_disease(reading: Reading, candidate: Candidate, section: str, primary: str) -> None:
    age = days_before(reading.report_date, candidate.date)
    if age is None and section == "history" and _is_past_by_nature(candidate, primary):
        candidate.assertion = "historical"
    if candidate.kind == "diagnosis" and _was_operated(reading, candidate, primary):
        candidate.assertion = "historical"
    code = candidate.code or ""
    if (
        code.startswith(CHRONIC)
        or age is None
        or age < (120 if code.startswith(ACUTE) else PAST_DAYS)
        or candidate.data.get("since")
        or candidate.role in ("metastasis", "recurrence")
    ):
        return
    code = candidate.code or ""
    if candidate.kind == "morphology":
        code = next((c.code or "" for c in reading.candidates if c.kind == "diagnosis" and c.role == "tumour"
                     and c.first <= candidate.first < c.last), primary)  # fmt: skip
    if code[:1] == "C" and code[:3] == primary[:3] and section != "history":
        return
    candidate.assertion = "historical"
