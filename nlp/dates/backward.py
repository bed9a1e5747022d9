"""The findings before a date that it dates: the nearest, what a list joins to it, what it describes."""

from __future__ import annotations

import re

from nlp.assertion.courses import is_chronic
from nlp.candidates import Candidate
from nlp.dates.items import Item
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Markers measured in blood: their date is the sample's, not the tumour's.
LABORATORY = frozenset(["PSA", "CEA", "CA125", "CA19-9", "CA15-3", "LDH", "AFP", "HCG", "TG", "CALCA"])


def before_date(reading: Reading, item: Item, candidates: list[Candidate]) -> list[Candidate]:
    """The finding right before a date, with what one list joins to it."""
    candidates = [c for c in candidates if not _strong_break(reading, c.last, item.first)]
    if not candidates or _another_thing(reading, max(c.last for c in candidates), item.first):
        return []
    end = max(c.last for c in candidates)
    nearest = [c for c in candidates if c.last == end or (c.first <= end - 1 < c.last)]
    chosen = list(nearest)
    head = min(nearest, key=lambda c: c.first)
    chosen += [c for c in candidates if c not in chosen and c.last > head.first]
    chosen += [c for c in _group_before(reading, candidates, chosen) if not c.data.get("soft")]
    kinds = {c.kind for c in nearest}
    chosen += [c for c in candidates if c not in chosen and c.kind == "treatment" and consists_of(reading, c, head)]
    if "treatment" in kinds and reading.sentence(item.first).section == "history":
        chosen += [
            c
            for c in candidates
            if c not in chosen and c.kind in ("diagnosis", "morphology") and _treated(reading, c, head)
        ]
    if kinds <= {"stage", "biomarker", "response"} or kinds <= {"diagnosis", "morphology", "stage"}:
        chosen += [c for c in candidates if c not in chosen and _describes(reading, c, head)]
    return chosen


#: Words after a comma that still speak of what stands before it.
_STILL = re.compile(
    r"^(?:semaine|week|vers|around|tentatively|diagnos\w*|decouv\w+|trait\w+|oper\w*|resequ\w*|debut\w*|arret\w*"
    r"|stopp\w*|confirm\w+|start\w*|since|depuis"
    r"|treated|resect\w*|excis\w*|complet\w+|termin\w+|realis\w+|effectu\w+|performed|found|datant|dated?|revel\w+"
    r"|connu\w*|known|suivi\w*|introdui\w*|pose\w*|initi\w+|retir\w+|operated|surgery|grade|stade|stage|gleason|cures?"
    r"|cycles?|injections?|dernier\w*|last|first|premier\w*|fin|end|until|jusqu\w*|stop\w*|discontinued|finished"
    r"|guerie?s?"
    r"|cured|placed|dose|doses|about|environ|circa|early|late|debut|exam\w*|study|etude|control\w*|prevue?s?|which"
    r"|dont|lequel|laquelle|interromp\w*|suspend\w*|cess\w*|repris\w*|remis\w*|mise?|relay\w*|achev\w*|began|begun"
    r"|ended|finish\w+|initiated|resumed|held|halted|dropped|withdrawn|given|received|recu\w*|administr\w*|donne\w*|goes|going"
    r"|dating|dates|back|remont\w+|abandonn\w+|toleree?s?|tolerated|poorly|refaite?s?|rapportee?|commenc\w+|prevu"
    r"|obtenue?|obtained|taken|mi|en|prevue|planned"
    r"|scheduled|fixee?s?|booked|programm\w+|opere\w*|mars|avril|juin|octobre|depart|[a-z]+day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|seance|bloc|definiti\w+|temporair\w+|provisoir\w+|reserve\w*)$"
)


#: A participle as it is written, before its accents are folded away.
_PARTICIPLE = re.compile(r"\w{3,}(?:ée?s?|(?<![eE])ed)", re.IGNORECASE)
#: After a participle they open a circumstance: `repéré par hasard`, `found at screening`.
_CIRCUMSTANCE = word_set("par sur lors by on at during dans au aux apres after pendant chez via following")


def _another_thing(reading: Reading, first: int, last: int) -> bool:
    """`apixaban, prothèse de hanche en 2018`: a comma, then a noun of its own that no lexicon knows, has the date."""
    marks = [token for token in range(first, last) if reading.words[token] in (",", ":")]
    if not marks:
        return False
    told = False
    for token in range(marks[-1] + 1, last):
        word = reading.words[token]
        if told and word in _CIRCUMSTANCE:
            return False
        if len(word) <= 4 or not word.isalpha():
            continue
        participle = _PARTICIPLE.fullmatch(reading.text, reading.starts[token], reading.ends[token])
        if not (_STILL.match(word) or participle):
            return True
        told = told or bool(participle)
    return False


def _describes(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    """A tumour or a stage a few words before the dated one, in one statement with it."""
    if candidate.kind not in ("diagnosis", "morphology", "stage") or head.first - candidate.last > 14:
        return False
    if head.kind == "biomarker" and head.code in LABORATORY:
        return False
    return ";" not in reading.words[candidate.last : head.first] and _oncologic(candidate)


def consists_of(reading: Reading, treatment: Candidate, head: Candidate) -> bool:
    """`excision of right calf primary 2019`, `chimiothérapie par paclitaxel`: one act in several words."""
    between = reading.words[treatment.last : head.first]
    return 0 < len(between) <= 4 and between[0] in ("of", "de", "du", "d", "des", "for", "pour", "par", "by", "with")


def _oncologic(candidate: Candidate) -> bool:
    return candidate.kind != "diagnosis" or (candidate.code or "C")[0] == "C" or candidate.role != ""


def _strong_break(reading: Reading, first: int, last: int) -> bool:
    if last - first > 16:
        return True
    words = reading.words[first:last]
    return ";" in words and not _goes_on_after(words[words.index(";") + 1 :])


def _goes_on_after(words: list[str]) -> bool:
    """`X (a, b) ; completed 10 January`: a semicolon before a participle alone parts nothing."""
    named = [word for word in words if len(word) > 4 and word.isalpha()]
    return bool(named) and all(_STILL.match(word) for word in named)


def _group_before(reading: Reading, candidates: list[Candidate], chosen: list[Candidate]) -> list[Candidate]:
    """What a list, a plus sign or the brackets of a regimen join to the finding right before the date."""
    joined: list[Candidate] = []
    head = min(chosen, key=lambda c: c.first)
    for candidate in sorted(candidates, key=lambda c: -c.first):
        if candidate in chosen or candidate.last > head.first:
            continue
        therapies = candidate.kind in ("drug", "treatment") and head.kind in ("drug", "treatment")
        between = reading.words[candidate.last : head.first]
        bracketed = (
            therapies and between in ([","], ["("]) and "(" in reading.words[max(0, candidate.first - 12) : head.first]
        )
        listed = therapies and between == [","] and bool(joined)
        if not (
            coordinated(reading, candidate, head)
            or bracketed
            or listed
            or (therapies and (between in ([], ["-"], ["("]) or (between[-1:] == ["("] and "," not in between)))
        ):
            break
        joined.append(candidate)
        head = candidate
    return joined


def coordinated(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    between = reading.words[candidate.last : head.first]
    if candidate.kind == "diagnosis" == head.kind and (
        candidate.role != head.role or (is_chronic(candidate) and not is_chronic(head))
    ):
        return False
    if any(len(word) > 5 for word in between):
        return False
    return len(between) <= 3 and any(word in ("et", "and", "plus", "+", "/", "&", "avec", "with") for word in between)


def _treated(reading: Reading, candidate: Candidate, head: Candidate) -> bool:
    between = reading.words[candidate.last : head.first]
    return len(between) <= 8 and ";" not in between and candidate.role == "tumour" and head.kind == "treatment"
