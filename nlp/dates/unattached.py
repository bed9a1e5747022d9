"""Dates that date no finding: of birth, of a visit, of a cycle, of an earlier value."""

from __future__ import annotations

import re

from nlp.dates.expressions import DateExpression
from nlp.dates.items import told_before
from nlp.text.reading import Reading

#: A date of birth, of a visit, of a meeting or of the report dates no finding.
_NOT_A_FINDINGS = re.compile(
    r"(?:\b(?:nee?|born|dob|d\.o\.b\.?|ddn|naissance|vue? le"
    r"|seen|dict\w+|typed|signed|reported|received|"
    r"edit\w+|valid\w+|rcp (?:du|le)|staff le|comite du|comite des tumeurs|staff du|mdt|tumou?r board"
    r"|prochaine? consultation"
    r"|consultation|rendez-vous|rdv|admis\w*|sorti\w*|clinic|clinique du|hospitali\w+|"
    r"request of|sejourn\w+|stay\w*|admitted|discharged|appel\w*|prelevement recu"
    r"|recu)\b[ .:]{0,2}\d{0,2}[^.;,\n]{0,14})$"
)
_BIRTH = re.compile(r"\b(?:nee?|nee?\(e\)|born|d\.?o\.?b|d\.?d\.?n|naissance)\.?[ :]{0,2}(?:le |on )?\(?$")
#: `J15 (12/10)`: the day of a cycle.
_DAY_OF_CYCLE = re.compile(r"\b(?:cycle|cure|j|jour|day|fraction|seance) ?\d{1,3} ?[:(=,]? ?(?:le|du|on|the)? ?$")

_CYCLE = re.compile(
    r"(?:\bc ?\d{1,2}|cycle \d{1,2}|cure \d{1,2}|\d(?:er|e|eme|st|nd|rd|th) (?:cycle|cure)"
    r"|(?:premiere?|first|last|derniere?) (?:fraction|seance|cure|dose|cycle|injection|fraction))[^.;,\n]{0,25}$"
)
#: `C3  2023-05-24  carboplatin alone`: the row of a cycle, which has its day.
_CYCLE_ROW = re.compile(r"[ \t\-•*|]*(?:c|cycle|cure|course|n°|no) ?\d{1,2}[ \t:|-]*")
_CYCLE_ENDS = re.compile(
    r"\b(?:c|cycle|cure) ?1\b|c1 ?[jd]1\b|premi|first"
    r"|complet|termin|achev|finished|ended|start|debut|fini|last|derni|due|prevu|planned|scheduled|booked|programm"
)
#: `(96 en octobre)`, `up from 85 in October`: the date of an earlier value, which its own parser takes.
_EARLIER_VALUE = re.compile(
    r"(?:\(|\b(?:from|contre|vs|versus|was|etait(?: a)?|was at|were"
    r"|de)) ?\d{1,6}(?:[.,]\d+)?(?: ?[a-z/%]{1,6})?(?: (?:en|in|le|au|on))? ?$"
)
#: `she was admitted in August with febrile neutropenia`: what the patient was admitted for has the day.
_ADMITTED = re.compile(r"\b(?:was|been|a ete|ete|fut|est) (?:re-?)?(?:admit\w+|admis\w*|hospitali\w+)\b[^.;,\n]{0,14}$")
_ADMITTED_FOR = re.compile(r" (?:with|for|pour|devant)\b")
_UNCHANGED = re.compile(
    r"\b(?:stables?|inchangee?s?|unchanged|stable|identiques?|progression|since|appar\w+"
    r"|new|nouve\w+) (?:since|depuis|par rapport a\w*|compared (?:with|to)|from)(?: le| the)? ?$"
)


def dates_nothing(reading: Reading, found: DateExpression) -> bool:
    """True where the words before a date say that it is not that of a finding."""
    before = reading.folded[max(0, found.start - 40) : found.start].replace("\n", " ")
    if dates_nothing_at_all(reading, found) or _EARLIER_VALUE.search(before) or _UNCHANGED.search(before):
        return True
    line = reading.folded[max(0, found.start - 40) : found.start].rpartition("\n")[2]
    if _CYCLE.search(before):
        return not (_CYCLE_ENDS.search(before.rpartition(",")[2]) or _CYCLE_ROW.fullmatch(line))
    if told_before(before)[1] or _CYCLE_ROW.fullmatch(line):
        return False
    if _DAY_OF_CYCLE.search(line):
        return True
    if _ADMITTED.search(line) and _ADMITTED_FOR.match(reading.folded, found.end):
        return False
    visit = _NOT_A_FINDINGS.search(line)
    return visit is not None and not _finding_between(reading, found.start - len(line) + visit.start(), found.start)


#: `FIGO 2018`, `AJCC 8th ed. 2017`, `OMS 2021`: the edition of a classification.
_EDITION = re.compile(
    r"\b(?:figo|ajcc|uicc|p?tnm|who|oms|isup|iaslc|asco(?:[/-]cap)?|nccn|esmo|eln|icc|eau|afu|recist|lugano|bethesda)"
    r"[ ,(:]{1,2}(?:classification |edition |guidelines? |(?:8th|7th|8e|7e) ed(?:ition)?\.?,? ?)?(?:of |de )?\(?$"
)


def dates_nothing_at_all(reading: Reading, found: DateExpression) -> bool:
    """True for a day of birth and the year of a classification, which date nothing whatever stands beside them."""
    before = max(0, found.start - 40)
    if len(found.value) == 4 and _EDITION.search(reading.folded, before, found.start):
        return True
    return bool(_BIRTH.search(reading.folded, before, found.start))


def is_admission(reading: Reading, found: DateExpression) -> bool:
    """True for the day of an admission that the report tells: it is that of what the patient was admitted for."""
    return bool(_ADMITTED.search(reading.folded, max(0, found.start - 40), found.start))


def _finding_between(reading: Reading, start: int, end: int) -> bool:
    """`clinic with CXR June 12`: the date is that of the exam beside it."""
    return any(start <= reading.starts[candidate.first] < end for candidate in reading.candidates)
