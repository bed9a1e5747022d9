"""What a disease's date, section and nature say of its assertion, where no cue does: `present` or `historical`."""

from __future__ import annotations

import re

from medomics_ehr.contracts.finding import Assertion
from nlp.assertion.courses import is_acute, is_chronic
from nlp.assertion.days import days_before
from nlp.assertion.place import is_oncologic
from nlp.assertion.recovery import has_ended
from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: A disease dated this many days before the report, and not the report's own, is the patient's past.
PAST_DAYS = 240
#: An acute event of a story that old is over.
EVENT_DAYS = 120
#: An acute event of which the past tense tells is over sooner.
HAD_DAYS = 30
#: Reports of one episode, in which what happened is present.
_EPISODES = frozenset(["discharge", "operative", "pathology", "imaging", "radiotherapy"])


def disease_assertion(reading: Reading, candidate: Candidate, section: str, era: int | None, primary: str) -> Assertion:
    """`present` or `historical` for a disease over which no cue has a scope.

    Args:
        section: the kind of section that it stands in.
        era: age in days of the story that its paragraph tells, None where that has no date.
        primary: the code of the report's own cancer, "" where there is none.
    """
    age = days_before(reading.report_date, candidate.date)
    if candidate.kind == "diagnosis" and _is_over(reading, candidate, primary):
        return "historical"
    if is_acute(candidate) and reading.report_type not in _EPISODES and _was_treated(reading, candidate):
        return "historical"
    if _was_had_before(reading, candidate, age or 0):
        return "historical"
    if age is None:
        return "historical" if _is_past_untold(reading, candidate, section, era, primary) else "present"
    if is_chronic(candidate) or age < (EVENT_DAYS if is_acute(candidate) else PAST_DAYS):
        return "present"
    if candidate.data.get("since") or is_spread(candidate):
        return "present"
    if not _is_own(reading, candidate, primary):
        return "historical"
    goes_on = _is_under_treatment(reading, candidate) if section == "history" else _is_active(reading)
    return "present" if goes_on else "historical"


def _is_over(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """A disease that became another one, or that an operation took away."""
    return (
        (not candidate.role and (candidate.code or "")[:1] != "C" and has_ended(reading, candidate))
        or _led_to(candidate, primary)
        or _became_another(reading, candidate)
        or _was_operated(reading, candidate, primary)
        or _is_operated(reading, candidate, primary)
    )


def _is_past_untold(reading: Reading, candidate: Candidate, section: str, era: int | None, primary: str) -> bool:
    """An undated disease that its nature, its section or the story around it put in the past."""
    if section == "history" and (_is_past_by_nature(candidate, primary) or _among_operations(reading, candidate)):
        return True
    if _had_at_an_age(reading, candidate) and not (candidate.code or "").startswith(primary[:3] or "C"):
        return True
    if not is_acute(candidate) or candidate.kind != "diagnosis":
        return False
    if reading.report_type in _EPISODES:
        return section in ("history", "story") and era is not None and era > EVENT_DAYS
    return bool(era is not None and era > EVENT_DAYS) or (
        _was_had(reading, candidate) or _in_past_course(reading, candidate)
    )


def _is_active(reading: Reading) -> bool:
    """True where the report treats a cancer, plans to, or sees it: an old one under surveillance alone is over."""
    return any(
        (is_spread(c) and c.assertion in ("present", "possible"))
        or (c.kind == "response" and c.assertion == "present")
        or (c.kind in ("drug", "treatment") and is_oncologic(c) and c.assertion in ("present", "planned"))
        for c in reading.candidates
        if c.value != "surveillance"
    )


def is_spread(candidate: Candidate) -> bool:
    """A metastasis or a relapse."""
    return candidate.role in ("metastasis", "recurrence") or (candidate.code or "").startswith(("C77", "C78", "C79"))


def is_still_there(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """The report's own cancer, told as a story (`opérée en 2014 d'un …`), where it has since spread or come back."""
    if not _is_own(reading, candidate, primary) or reading.sentence(candidate.first).section == "history":
        return False
    return any(is_spread(c) and c.assertion == "present" for c in reading.candidates)


def _is_own(reading: Reading, candidate: Candidate, primary: str) -> bool:
    code = _tumour_code(reading, candidate, primary)
    return code[:1] == "C" and code[:3] == primary[:3]


def _is_under_treatment(reading: Reading, candidate: Candidate) -> bool:
    """True where the line that tells of a cancer ends in a treatment that goes on."""
    line = reading.line_of[candidate.first]
    return any(
        c.kind in ("drug", "treatment") and is_oncologic(c) and c.assertion == "present"
        and line <= reading.line_of[c.first] <= line + 2 and c.first > candidate.first
        for c in reading.candidates
    )  # fmt: skip


_HAD = re.compile(
    r"\b(?:a eu|avait eu|a fait|avait fait|has had|had had|a presente|avait presente|previously had|a developpe"
    r"|was admitted(?: in [a-z]+)? with|admitted for|hospitalisee? pour|he had"
    r"|she had)\b[^.;,]{0,25}$"
)


def _was_had(reading: Reading, candidate: Candidate) -> bool:
    """`il a eu une varicelle`: an event told in the past tense, of which nothing is said since."""
    start = reading.starts[candidate.first]
    return bool(_HAD.search(reading.folded[max(0, start - 45) : start].replace("\n", " ")))


def _was_had_before(reading: Reading, candidate: Candidate, age: int) -> bool:
    """An event told so, and dated some weeks before a report that is not its own."""
    own = reading.report_type in _EPISODES
    return age > HAD_DAYS and not own and is_acute(candidate) and _was_had(reading, candidate)


def _was_treated(reading: Reading, candidate: Candidate) -> bool:
    """`réactivation CMV (valganciclovir 3 semaines)`: the event ended with its treatment."""
    following = [c for c in reading.candidates if c.kind == "drug" and 0 <= c.first - candidate.last <= 6]
    same = [c for c in following if reading.sentence_of[c.first] == reading.sentence_of[candidate.first]]
    return bool(same) and same[0].assertion == "historical" and not is_oncologic(same[0])


def _in_past_course(reading: Reading, candidate: Candidate) -> bool:
    """A toxicity told right after a finished treatment, and with no treatment of its own that goes on."""
    number = reading.sentence_of[candidate.first]
    near = [
        c
        for c in reading.candidates
        if c.kind in ("drug", "treatment") and number - 1 <= reading.sentence_of[c.first] <= number
        and reading.line_of[c.first] >= reading.line_of[candidate.first] - 2
    ]  # fmt: skip
    before = [c for c in near if c.first < candidate.first and is_oncologic(c) and c.value != "surgery"]
    return bool(before) and all(c.assertion == "historical" for c in near)


def _among_operations(reading: Reading, candidate: Candidate) -> bool:
    """`Chirurgicaux : appendicectomie, hernie inguinale`: what a list of operations names was operated on."""
    sentence = reading.sentence(candidate.first)
    label = reading.words[sentence.first : sentence.first + sentence.label]
    return not candidate.role and any(word.startswith(("chirurgic", "surgic", "chx", "psh")) for word in label)


_TAKEN_AWAY = ("oper", "retire", "evar")


def _is_operated(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """`cataracte opérée`, `anévrisme opéré`: gone with the operation."""
    code = candidate.code or ""
    following = reading.words[candidate.last : candidate.last + 3]
    if code[:1] == "C" and code[:3] == primary[:3]:
        return False
    if not (is_chronic(candidate) or is_spread(candidate)) and _has_its_operation(reading, candidate):
        return True
    if candidate.role:
        return False
    if reading.report_type in _EPISODES and _operated_now(reading, candidate):
        return False
    taken = next((n for n, word in enumerate(following) if word.startswith(_TAKEN_AWAY)), None)
    return taken is not None and all(word.isalpha() and len(word) > 4 for word in following[:taken])


def _has_its_operation(reading: Reading, candidate: Candidate) -> bool:
    """`phaeochromocytoma with adrenalectomy 2015`: an operation of old, named as that of the disease."""
    return any(
        c.value == "surgery" and c.assertion == "historical" and c.date
        and c.first - candidate.last == 1 and reading.words[candidate.last] in ("with", "avec", "w", "w/")
        for c in reading.candidates
    )  # fmt: skip


def _operated_now(reading: Reading, candidate: Candidate) -> bool:
    """`fracture opérée le 10/01` in the letter of that stay."""
    return any(
        c.value == "surgery" and c.date and c.assertion == "present" and 0 <= c.first - candidate.last <= 3
        for c in reading.candidates
    )


_AT_AN_AGE = re.compile(
    r"^ ?\(?(?:(?:aged|age|at age|at the age of|at) \d{2}\b(?! ?(?:mm|cm|%|h\b|/|weeks|months|days))"
    r"|a (?:l'age de )?\d{1,2} ans)"
)


def _had_at_an_age(reading: Reading, candidate: Candidate) -> bool:
    """`breast cancer aged 45`, of another disease than the report's."""
    end = reading.ends[candidate.last - 1]
    return bool(_AT_AN_AGE.match(reading.folded[end : end + 30]))


#: Diseases that become another one, by ICD-10: a gammopathy is over where the report is of a myeloma.
_PRECURSORS = {"D47.2": "C90", "D46": "C92"}


def _led_to(candidate: Candidate, primary: str) -> bool:
    code = candidate.code or ""
    return any(code.startswith(early) and primary.startswith(late) for early, late in _PRECURSORS.items())


#: Chronic diseases of the marrow, by ICD-10, and the words that turn one into a leukaemia.
_MARROW = ("C93.1", "D45", "D46", "D47")
_BECAME = re.compile(
    r"^,? ?(?:which |that |qui |a |s'est |has |since )*"
    r"(?:transform\w+|progress(?:ed|ing)|evolu(?:ee?|ant)|evolved)(?: secondairement)? (?:en|vers|into|to) $"
)


def _became_another(reading: Reading, candidate: Candidate) -> bool:
    """`LMMC transformée en LAM`: the second disease is there."""
    code = candidate.code or ""
    if not code.startswith(_MARROW):
        return False
    end = reading.ends[candidate.last - 1]
    return any(
        c.kind == "diagnosis" and (c.code or "").startswith(("C92", "C93", "C95")) and c.code != code
        and _BECAME.match(reading.folded[end : reading.starts[c.first]].replace("\n", " "))
        for c in reading.candidates
        if candidate.last < c.first < candidate.last + 9
    )  # fmt: skip


def _tumour_code(reading: Reading, candidate: Candidate, primary: str) -> str:
    """The ICD-10 code of a diagnosis, or of the tumour whose histology this is."""
    if candidate.kind != "morphology":
        return candidate.code or ""
    tumours = (c for c in reading.candidates if c.kind == "diagnosis" and c.role == "tumour")
    return next((c.code or "" for c in tumours if c.first <= candidate.first < c.last), primary)


def _was_operated(reading: Reading, candidate: Candidate, primary: str) -> bool:
    """`hystérectomie pour fibrome`, `irradié pour un cancer`: what an old treatment was for is over with it."""
    code = candidate.code or ""
    if not {"pour", "for"} & set(reading.words[candidate.first - 2 : candidate.first]) or (
        code[:1] == "C" and code[:3] == primary[:3]
    ):
        return False
    return any(
        (c.value == "surgery" or (code[:1] == "C" and c.kind == "treatment"))
        and c.assertion == "historical"
        and 0 < candidate.first - c.last <= 6
        for c in reading.candidates
    )


def _is_past_by_nature(candidate: Candidate, primary: str) -> bool:
    """An acute event, or another cancer than the report's, listed among the antecedents without a date."""
    code = candidate.code or ""
    if candidate.kind == "morphology" or candidate.role == "metastasis":
        return False
    if code[:1] == "C" and not code.startswith("C80"):
        return bool(primary) and code[:3] != primary[:3]
    return is_acute(candidate)
