"""French words that look like a disease and are none where they stand: a verb, drops, taste, a bypass's organ."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.text.reading import Reading

_DROPS = re.compile(r"(?:\d|\bsans une|\bquelques|goutte a) $")
_BYPASS = re.compile(r"\b(?:pontages?|aorto|angio|bilan|reseau|stents?)[ -]{1,3}$")
#: The days without neutrophils after a chemotherapy, told as a time: `sortie d'aplasie J12`.
_OF_CHEMOTHERAPY = re.compile(
    r"\b(?:sorti\w*|fin|phase|periode|cours|duree|jours?|pendant l|durant l|l|en) ?(?:d')?'? ?$"
)
#: `Centre du cancer du poumon`, `comité de thérapie du cancer`: a house or a meeting, not the disease.
_HOUSE = re.compile(
    r"\b(?:(?:centre|institut|registre|fondation|ligue|reseau|societe)s?|(?:comite|service|unite|equipe)s?"
    r"(?: (?:de|des|du) (?!suivi|traitement|soins?\b|prise)[a-z]+)?) (?:(?:integre|regional|national) )?"
    r"(?:du |de |des |d'|contre le |sur le )$"
)
#: `pancréas LA`: locally advanced, no leukaemia.
_ADVANCED = re.compile(
    r"\b(?:pancreas|sein|poumon|col|rectum|rect\w+|prostat\w*|estomac|gastrique|oesophage|vessie|rein|tumeur|cancer|adk"
    r"|neo|carcinome|adenoca\w*|maladie|forme|stade|bronchique|orl) $"
)
_NUMBERED = re.compile(r"(?:[-•*>/]|\(?\d{1,2}[.)]|[ivx]+[.)])? *$")


def _heads_item(reading: Reading, match: Match) -> bool:
    """`1) Cancer. Carcinome épidermoïde du col`: the word alone, before a stop at the head of a line."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    line = reading.folded[reading.text.rfind("\n", 0, start) + 1 : start].strip()
    told = reading.folded[end : end + 40].partition("\n")[0]
    return told.startswith(". ") and bool(told[2:].strip()) and bool(_NUMBERED.fullmatch(line))


#: `RCP sarcomes`, `Réunion mélanome`: a meeting named after what it discusses.
_MEETING = re.compile(r"\b(?:rcp|reunion|staff|filiere|comite)s? (?:(?:nationale?|regionale?|de recours) )?$")
_OF_PATIENT = re.compile(r" (?:de |du (?!\d)|stade|metast|droite?\b|gauche|[cpy]{0,2}t[1-4]|: (?!\d))")


def _names_meeting(reading: Reading, start: int, end: int) -> bool:
    told = _MEETING.search(reading.folded[max(0, start - 32) : start])
    return told is not None and not _OF_PATIENT.match(reading.folded, end)


def states_nothing_in_french(reading: Reading, match: Match) -> bool:
    """Whether French words of a disease state none where they stand.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Jamais récidivé. Pas de récidive. Reliquat de 3 mm.")
    >>> relapse = Entry("head", "récidive", value="recurrence")
    >>> [states_nothing_in_french(reading, Match(t, t + 1, relapse)) for t in (1, 5, 7)]
    [True, False, True]
    """
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    written, word = reading.text[start:end].lower(), reading.words[match.first]
    before = reading.folded[max(0, start - 14) : start]
    if word.startswith("cancer") and _HOUSE.search(reading.folded[max(0, start - 60) : start]):
        return True
    if match.entry.category in ("head", "morphology") and _names_meeting(reading, start, end):
        return True
    if match.last - match.first > 1:
        return False
    if reading.text[start:end] == "LA" and _ADVANCED.search(reading.folded[max(0, start - 16) : start]):
        return True
    if word.startswith("reliquat"):
        return True  # What is left of a tumour is a remnant, a finding only where it is called one.
    if word == "aplasie":
        return bool(_OF_CHEMOTHERAPY.search(reading.folded[max(0, start - 30) : start]))
    if word in ("cancer", "neoplasie"):
        return _heads_item(reading, match)
    if word in ("recidive", "rechute"):
        return written.endswith("é") or bool(re.search(r"\b(?:elle|il) $", before))
    if match.entry.code == "M10.9":
        return "û" in written or (word.startswith("goutte") and (word.endswith("s") or bool(_DROPS.search(before))))
    return word.startswith("coronarien") and bool(_BYPASS.search(before))
