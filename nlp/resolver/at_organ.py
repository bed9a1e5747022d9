"""Codes that the organ told before a disease makes exact: `Tronc porte perméable : pas de thrombose`.

Only the same sentence, or the label of the same line, may tell the organ; nothing is guessed from the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.candidates import Candidate
from nlp.text.reading import Reading

#: How far before a disease its organ may stand, in characters.
REACH = 80


@dataclass(frozen=True, slots=True)
class AtOrgan:
    """A general code, the words of an organ, and the code of the disease there (WHO ICD-10)."""

    general: str
    organ: re.Pattern[str]
    exact: str


def _at(general: str, organ: str, exact: str) -> AtOrgan:
    return AtOrgan(general, re.compile(rf"\b(?:{organ})"), exact)


AT_ORGANS = (
    _at("I82.9", r"(?:tronc|veine|systeme|branches?) porte|portal vein|porto-?mesenteri", "I81"),
    _at("I82.9", r"veines? renales?|renal vein", "I82.3"),
    _at("I82.9", r"veine cave|vena cava|vci\b|vcs\b", "I82.2"),
    _at("I82.9", r"sus-hepatiques?|hepatic veins?", "I82.0"),
    _at("M19.9", r"genou|knee", "M17.9"),
    _at("M19.9", r"hanche|hip\b|coxo-?femoral", "M16.9"),
    _at("M19.9", r"rachis|spine|lombaire|cervical", "M47.9"),
    _at("J32.9", r"maxillaire|maxillary", "J32.0"),
    _at("J32.9", r"sinus frontal|frontal sinus", "J32.1"),
    _at("J32.9", r"ethmoid", "J32.2"),
    _at("J32.9", r"sphenoid", "J32.3"),
    _at("J86.9", r"dural|mening|volet|craniotom|encephal|cerebr", "G06.2"),
    _at("S22.3", r"(?:[2-9]|1[0-2])es? et (?:[2-9]|1[0-2])es? (?:arcs?|cotes?)|arcs? costaux", "S22.4"),
    _at("J92.9", r"amiante|asbest", "J92.0"),
    _at("M79.2", r"zona|herpes zoster|shingles|ophtalmique", "G53.0"),
    _at(
        "I82.9",
        r"sinus (?:dur|later|trans|sagit|sigm|veineux|longit)|(?:dural|venous|transverse|sagittal) sinus",
        "I67.6",
    ),
    _at("I83.9", r"o?esophag|egd\b|ogd\b|gastroscop|fogd\b|eogd\b|fibroscop|endoscop", "I85.9"),
    _at("I83.9", r"fund(?:us|ic|al|iq)|gastri(?:c|que)|cardio-?tuberos", "I86.4"),
    _at(
        "D32.9",
        r"faux\b|falx|convex|front|pariet|tempor|occipit|sphen|cran|cereb|encephal|brain|intracran|hemispher"
        r"|tente\b|tentor",
        "D32.0",
    ),
    _at("B44.9", r"halo\b|air crescent|croissant gazeux", "B44.1"),
    _at("L03.9", r"thora|chest|pulmon|poumon|\blungs?\b|pleura", "C78.0"),
    _at("D32.9", r"rachi|spin(?:e|al)\b|medull|intrarachid|canal\b", "D32.1"),
    _at(
        "A41.9",
        r"klebsiell|e\.? ?coli\b|escherich|pseudomon|enterobact|proteus|serrati|acinetobact|citrobact|gram.?neg"
        r"|bgn\b|morganell",
        "A41.5",
    ),
    _at("A41.9", r"staph\w*\.? (?:dore|aureus)|s\.? aureus|sarm\b|mrsa\b|mssa\b", "A41.0"),
    _at("A41.9", r"(?:staph\w*\.? )?(?:epidermidis|(?:a )?coagulase)", "A41.1"),
    _at("E21.1", r"insuffisance renale|irc\b|dialys|rein", "N25.8"),
)
#: The organ may also stand right behind these.
_BEHIND = frozenset(["J92.9", "I83.9", "D32.9"])


#: What tells of which organ stones are, where no organ is named: their ICD-10 site, by the words of the sentence.
_STONES = (
    (re.compile(r"cholecyst|vesicul|biliaire|pancreatit"), "C23"),
    (re.compile(r"\brein|\brenal|uret|pyelo|nephr|\bjj\b|double j"), "C64"),
)


def organ_of_stones(reading: Reading, candidate: Candidate) -> str:
    """The site of stones by the operation or the inflammation told with them, "" where nothing tells it.

    >>> from nlp.assertion.spans import read_text
    >>> organ_of_stones(read_text("Cholécystectomie pour lithiases"), Candidate(2, 3, "diagnosis", ""))
    'C23'
    """
    sentence = reading.sentence(candidate.first)
    told = reading.folded[reading.starts[sentence.first] : reading.ends[sentence.last - 1]]
    return next((site for words, site in _STONES if words.search(told)), "")


def name_organs(reading: Reading, candidates: list[Candidate]) -> None:
    """Make general codes exact where the organ stands before the disease in its sentence or on its line.

    >>> from nlp.assertion.spans import read_text
    >>> reading, told = read_text("Genoux : arthrose"), Candidate(2, 3, "diagnosis", "M19.9")
    >>> name_organs(reading, [told]); told.code
    'M17.9'
    """
    for candidate in candidates:
        rules = [rule for rule in AT_ORGANS if candidate.kind == "diagnosis" and rule.general == candidate.code]
        if not rules:
            continue
        before = _before(reading, candidate)
        behind = reading.folded[reading.ends[candidate.last - 1] :][:25] if candidate.code in _BEHIND else ""
        found = [(m.start(), rule) for rule in rules for m in rule.organ.finditer(before + behind)]
        if found:
            candidate.code = max(found, key=lambda told: told[0])[1].exact


def _before(reading: Reading, candidate: Candidate) -> str:
    start = reading.starts[candidate.first]
    sentence = reading.starts[reading.sentence(candidate.first).first]
    line = reading.text.rfind("\n", 0, start) + 1
    return reading.folded[max(min(sentence, line), line, start - REACH) : start]
