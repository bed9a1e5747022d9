"""Titles: lines at the head of a report that name a department or a committee and state nothing of the patient."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.text.reading import Reading

#: How many tokens of a report may be its letterhead.
LETTERHEAD = 90
_DEPARTMENT = re.compile(
    r"\b(?:service|departement|department|dept|unite|unit|centre|center|division|pole"
    r"|(?<!histoire )(?<!examen )(?<!tableau )(?<!contexte )clinique"
    r"|clinic"
    r"|institut|institute|comite|reseau|network|hopital|hospital|"
    r"chirurgien|surgeon|programme|program|equipe|registre|pavillon|trust|summary|compte[- ]rendu"
    r"|report|cabinet|surgery|board|rounds|meeting|s?md[tm]|rcp|laboratoire|laboratory|dre?|prof|group)\b"
)


def in_title(reading: Reading, token: int) -> bool:
    """True where a token stands in a title line of the letterhead.

    >>> reading = Reading.of("CENTRE DE LUTTE CONTRE LE CANCER\\nCancer du rein.")
    >>> in_title(reading, 5), in_title(reading, 6)
    (True, False)
    """
    if token > LETTERHEAD:
        return False
    if names_those_present(reading, token) or _only_title_before(reading, token):
        return True
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    end = reading.text.find("\n", start)
    end = end if end >= 0 else len(reading.text)
    line = reading.folded[start:end]
    offset = reading.starts[token] - start
    named = _department(line)
    if named < 0 or named > offset + 60 or len(line) > 110:
        return False
    if re.search(r"[.:;] +[a-z]", line[: max(offset, named) + 1].replace("dr. ", "").replace("pr. ", "")):
        return False
    if not reading.text[start:end].isupper() and re.search(
        r"\b(?:\d{1,3} ?(?:ans|yo|y/o|years)|suivie?|pour|for|with"
        r"|avec|chez"
        r"|diagnostic"
        r"|diagnosis"
        r"|indication)\b",
        line,
    ):
        return False
    if 0 <= named - offset <= 25 and not re.search(r"[.,;:]", line[offset:named]):
        return True  # `Sarcoma MDT`, `lymphome, RCP` aside: the word belongs to the committee's name.
    return named < offset or reading.text[start:end].isupper() or bool(re.search(r",[^,]{0,40}$", line))


#: Who sat at a meeting: `Présents : hépatologie, chirurgie`, `Quorum: ENT, pathology`.
_THOSE_PRESENT = re.compile(
    r"\b(?:presents|presentes|etaient presents|participants?|participaient|quorum|attendees|attending|in attendance"
    r"|membres(?: presents)?|specialites(?: presentes| representees)?|disciplines(?: presentes| representees)?"
    r"|absents|excuses) ?: ?[^:;.\n]*$"
)


def names_those_present(reading: Reading, token: int) -> bool:
    """True where a token stands among the specialities that sat at a meeting.

    >>> names_those_present(Reading.of("Présents : oncologie, chirurgie"), 4)
    True
    """
    if token > LETTERHEAD:
        return False
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    before = reading.folded[start : reading.starts[token]]
    return ":" in before and bool(_THOSE_PRESENT.search(before))


#: Words of which the titles of documents, committees and departments are made.
_TITLE_WORD = (
    r"(?:premiere )?consultations?|feuille sommaire|protocole operatoire|resume|cs|teleconsultation|suivi"
    r"|visite|hdj|hopital de jour|rcp|ctr|recours|fin|courrier|lettre|cro|crh|comptes?[- ]rendus?|recapitulatif"
    r"|seance|objet|biologie|moleculaire|medecine|interne|rares?|conference|multidisciplinaire|unite|service"
    r"|reunion|staff|comite|annonce|programme|onco\w*|greffe|traitement|traitements|orl|chirurgie|medicale?"
    r"|pluridisciplinaire|dossier|compte rendu|note|bulletin|plateau|pole|chir|\w*logie"
)
_ONLY_TITLE = re.compile(
    rf"(?:objet ?: ?)?(?:(?:{_TITLE_WORD})\b(?:[ ,./–—-]+|$)"
    r"(?:(?:d'|l'|(?:de|du|des|la|le|les|et|en|a|au|aux|d|l)\b) ?)*)+"
)
_PLURAL_TITLE = re.compile(r"[a-z]+s(?: [a-z]+s)? *(?:[–—-]|,? (?:seance|rcp|reunion)\b)")


#: What is said of a patient's disease, not of a kind of consultation.
_PATIENT = re.compile(r"\b(?:droite?|gauche|stade|metasta\w*|[cpy]{0,2}t[1-4]|chez|connue?|en rechute)\b")


def _only_title_before(reading: Reading, token: int) -> bool:
    """`Consultation de suivi mélanome`, `Médecine interne et cancers rares`: only words of titles before, in line."""
    if reading.line_of[token] > 2:
        return False
    start = reading.text.rfind("\n", 0, reading.starts[token]) + 1
    before = reading.folded[start : reading.starts[token]].lstrip()
    if not before:
        return reading.line_of[token] == 0 and bool(_PLURAL_TITLE.match(reading.folded, reading.starts[token]))
    return bool(_ONLY_TITLE.fullmatch(before)) and not _has_patient(reading, token)


def _has_patient(reading: Reading, token: int) -> bool:
    """True where the words after it are of a patient's disease: a side, a stage, an age."""
    end = reading.folded.find("\n", reading.starts[token])
    rest = reading.folded[reading.starts[token] : end if end >= 0 else None][:60]
    return bool(_PATIENT.search(rest) or re.match(r"[\w-]+ (?:de l'|de la |du (?!\d))", rest))


@lru_cache(maxsize=256)
def _department(line: str) -> int:
    """Where a folded line names a department or a committee, -1 where it names none."""
    found = _DEPARTMENT.search(line)
    return found.start() if found else -1
