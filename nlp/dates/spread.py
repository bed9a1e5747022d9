"""What a dated finding takes with it: the treatments that a dated disease led to, the results that a dated exam shows.

`cancer du sein en 2017 traité par tumorectomie et radiothérapie` dates all three; `aspergillose suspectée sur le
scanner du 10/07` dates the disease. Lists go on only over commas, conjunctions and brackets.
"""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Words right after a date that tell what the dated disease led to.
_LED_TO = re.compile(
    r"^[ ,;:]{0,3}\(?(?:et |and )?(?:(?:initialement|initially|then|alors) )?(?:traitee?s? (?:par|avec)"
    r"|treated (?:with|by)"
    r"|managed (?:with|by)|operee? par|prise? en charge par|for which (?:s?he )?(?:received|had|underwent)"
    r"|(?:ayant|avait|a) (?:conduit a|motive|necessite|justifie|beneficie de|recu)|requiring|s/p|status post)\b"
)
#: What joins the items of a list of treatments.
_JOINED = re.compile(
    r"^[ ,(]*(?:(?:et|and|puis|then|\+|/|avec|with|une?|la|le|l'|de|du|d'|an?|suivie? (?:de|d'|par)|followed by"
    r"|(?:neo)?adjuvante?|postoperatoire|post-operative|radicale?|totale?|total|partielle?|partial|elargie|curative|left"
    r"|right|gauche|droite?|open|laparoscopi\w+)(?: |$)){0,6}$"
)
#: Words between a result and the exam that shows it.
_SHOWN = re.compile(
    r"^ (?:[a-z]+ ){0,4}(?:sur|au|a la|a l'|on|at|by|par|apres|after|lors d[eu]|following)"
    r"(?: (?:the|le|la|l'|une?|a|an))? ?$"
    r"|^ (?:[a-z]+ ){0,4}\((?:[\d.,]+ cm )?(?:(?:on|sur)(?: the| le| la)? )?$"
)
#: Findings that an exam shows.
_SHOWABLE = frozenset(["diagnosis", "morphology", "response", "biomarker", "stage"])
#: Treatments that are done and over.
COURSES = frozenset(["surgery", "radiotherapy", "radiochemotherapy", "brachytherapy"])


def led_to(reading: Reading, last: int, stop: int, candidates: list[Candidate]) -> list[Candidate]:
    """Treatments named after a date that ends before token `last`, up to token `stop`.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Cancer du sein en 2017 traité par tumorectomie et radiothérapie")
    >>> surgery = Candidate(7, 8, "treatment", value="surgery")
    >>> rays = Candidate(9, 10, "treatment", value="radiotherapy")
    >>> led_to(reading, 5, 10, [surgery, rays]) == [surgery, rays]
    True
    """
    after = [c for c in candidates if last <= c.first < stop and c.kind in ("treatment", "drug")]
    told = _LED_TO.match(reading.folded[reading.ends[last - 1] : reading.ends[last - 1] + 60].replace("\n", " "))
    if told:
        return _list(reading, after, reading.ends[last - 1] + told.end())
    bracketed = last < len(reading) and reading.words[last] == "("
    listed = last < len(reading) and reading.words[last] in (",", "(")
    if bracketed and (inside := _in_bracket(reading, last, candidates)):
        return inside
    courses = after if bracketed else [c for c in after if c.value in COURSES]
    return _list(reading, courses, reading.ends[last - 1]) if listed else []


def _in_bracket(reading: Reading, opening: int, candidates: list[Candidate]) -> list[Candidate]:
    """`cancer du sein en 2013 (CLI, mastectomie)`: what was done and seen then; a drug may have come later."""
    closing = next((t for t in range(opening, min(opening + 40, len(reading))) if reading.words[t] == ")"), opening)
    return [c for c in candidates if opening < c.first < closing and (c.value in COURSES or c.kind == "morphology")]


def _list(reading: Reading, treatments: list[Candidate], end: int) -> list[Candidate]:
    taken: list[Candidate] = []
    for candidate in sorted(treatments, key=lambda c: c.first):
        start = reading.starts[candidate.first]
        if start >= end and not _JOINED.match(reading.folded[end:start].replace("\n", " ")):
            break
        if told_as_next(reading, candidate, reading.token_at(end)):
            break
        taken.append(candidate)
        end = max(end, reading.ends[candidate.last - 1])
    return taken


def joined(reading: Reading, candidates: list[Candidate], first: Candidate) -> list[Candidate]:
    """A candidate and what a list joins to it after it."""
    return [first, *_list(reading, [c for c in candidates if c.first >= first.last], reading.ends[first.last - 1])]


def shown_by(reading: Reading, exams: list[Candidate], candidates: list[Candidate]) -> list[Candidate]:
    """Results right before the dated exam that shows them: `réponse partielle au scanner du 3 mai`, `cT2 sur RTUV`."""
    showing = [exam.first for exam in exams if exam.kind == "exam" or exam.value == "surgery"]
    if not showing:
        return []
    start = reading.starts[min(showing)]
    shown: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: -c.first):
        end = reading.ends[candidate.last - 1]
        if candidate.kind not in _SHOWABLE or end > start:
            continue
        beside = any(c.kind == candidate.kind and _adjoin(reading, candidate, c) for c in shown)
        if beside or _SHOWN.match(reading.folded[end:start].replace("\n", " ")):
            shown.append(candidate)
    return shown


_NEXT = word_set("puis then followed suivi suivie suivis suivies ensuite")


def told_as_next(reading: Reading, candidate: Candidate, since: int) -> bool:
    """`chirurgie puis six mois de CAPOX`: a drug or a line of treatment that came after, at a day that is not told.

    Args:
        since: the token after the date or the last treatment that has it.
    """
    if candidate.kind not in ("drug", "treatment") or candidate.value in COURSES:
        return False
    before = reading.words[max(since, candidate.first - 6) : candidate.first]
    return not _NEXT.isdisjoint(before)


def _adjoin(reading: Reading, first: Candidate, second: Candidate) -> bool:
    """`pT2N1M0`, `T7 and sacral metastases`: nothing or one joining word stands between."""
    return second.first >= first.last and reading.words[first.last : second.first] in (
        [], [","], ["et"], ["and"], ["/"], ["+"]
    )  # fmt: skip


_SINCE_THEN = re.compile(
    r"^[ \n]?(?:lp |retard )?(?:depuis|since)(?: lors\b| then\b|(?= ?[.,;:)\n]| (?:et|and|mais|but)\b|$))"
)


def date_since_then(reading: Reading) -> None:
    """`TVP en décembre, sous daltéparine depuis`: the drug has the date of what it is given for."""
    for candidate in reading.candidates:
        if candidate.kind != "drug" or candidate.date:
            continue
        end = reading.ends[candidate.last - 1]
        if not _SINCE_THEN.match(reading.folded[end : end + 30]):
            continue
        number = reading.sentence_of[candidate.first]
        told = [
            c for c in reading.candidates
            if c.date and c.last <= candidate.first and reading.sentence_of[c.first] == number
        ]  # fmt: skip
        if told:
            candidate.date = max(told, key=lambda c: c.last).date
            candidate.data = {**candidate.data, "since": "1"}
