"""The response parser: keeps an ambiguous word (`RP`, `stable`, `progression`) only where a response is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.candidates import Candidate
from nlp.lexicon.trie import COMMON_WORDS, Match, abbreviation_fits, in_capitals
from nlp.parsers.response.abbreviations import (
    answers_treatment,
    beside_exam,
    is_condition,
    is_found,
    stands_alone,
    told_of_lesions,
)
from nlp.parsers.response.told import told_responses
from nlp.text.reading import Reading

_CONTEXT = re.compile(
    r"recist|reponse|response|progress|evaluation|reevaluation|bilan|scanner|tdm|\bct\b|\btep\b"
    r"|\bpet\b|\birm\b|\bmri\b|cycle|ligne|\bline\b"
    r"|cible|target|chimio|chemo|traitement|treatment|lesion|metasta|imag|restag|maladie|disease"
    r"|contre \d|versus|\bsous\b|somme|\bsum\b"
)
_AGAINST = re.compile(
    r"nodule|kyste|cyst|stable depuis|angiome|hemodynam|poids|weight|clinique(?:ment)? stable|etat"
    r"|vital|renal function|adenoma|anevrism|aneurysm|neuropath|dyspn|douleur|\bpain|toxicit|creatinin|hemoglobin"
)


def parse_response(reading: Reading) -> None:
    """Add the response candidates of a reading.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> reading = read_text("Réponse partielle selon RECIST.")
    >>> reading.matches = Trie([Entry("response", "réponse partielle", value="PR")]).find(reading)
    >>> parse_response(reading); [c.value for c in reading.candidates]
    ['PR']
    """
    for match in reading.matches.get("response", ()):
        if _of_another_disease(reading, match):
            continue
        beside = beside_exam(reading, match)
        common = match.entry.term in COMMON_WORDS and in_capitals(reading, match.first)
        if common and not (beside or _strong(reading, match)):
            continue
        if match.entry.ctx and not (beside or _is_meant(reading, match)):
            continue
        if not (beside or abbreviation_fits(reading, match)):
            continue
        reading.candidates.append(
            Candidate(match.first, match.last, "response", value=match.entry.value, rule="lexicon:response",
                      prior=0.75 if match.entry.ctx else 0.93)
        )  # fmt: skip
    _add_told(reading)


def _add_told(reading: Reading) -> None:
    named = {token for c in reading.candidates if c.kind == "response" for token in range(c.first, c.last)}
    given = [(reading.starts[m.first], reading.ends[m.last - 1]) for m in _treatments(reading)]
    for start, end, value in told_responses(reading.folded, given):
        first, last = reading.tokens_of(start, end)
        if named.isdisjoint(range(first, last)):
            reading.candidates.append(
                Candidate(first, last, "response", value=value, rule="parser:response", prior=0.85)
            )


def _treatments(reading: Reading) -> Iterator[Match]:
    """What a tumour may respond to; other drugs have codes outside the antineoplastic and hormonal ones of ATC."""
    yield from (m for kind in ("regimen", "treatment") for m in reading.matches.get(kind, ()))
    yield from (m for m in reading.matches.get("drug", ()) if (m.entry.code or "").startswith(("L01", "L02", "V10")))


def _strong(reading: Reading, match: Match) -> bool:
    """What makes an abbreviation a response even among capitals, where it looks like any short word."""
    return (
        is_condition(reading, match)
        or told_of_lesions(reading, match)
        or answers_treatment(reading, match)
        or is_found(reading, match)
    )


def _is_meant(reading: Reading, match: Match) -> bool:
    if match.entry.term == "progressif":
        return _progresses(reading, match)
    return _strong(reading, match) or stands_alone(reading, match) or _context_supports(reading, match)


#: `Ulcerative colitis, in remission`, `lupus en rémission`: no cancer's response.
_OTHER_DISEASE = re.compile(
    r"\b(?:colitis|crohn\S*|rectocolite\w*(?: \w+)?|rch|mici|ibd|arthrit\w+|polyarthrite\w*(?: \w+)?|spondylarthrit\w+"
    r"|lupus|psoria\w+|depress\w+|bipola\w+|asthm\w+|nephrotic|nephrotique|alcohol\w*|alcool\w*|diabet\w+|vascularit\w+"
    r"|vasculitis|sarcoid\w+|graves(?: disease)?|basedow|myasthen\w+|uveit\w+|epileps\w+|migraines?)"
    r"[ ,(:]{1,3}(?:now |actuellement )?(?:in |en |is in |est en )?(?:complete |full |sustained |long |longue )?$"
)


#: `Allograft in first remission`: the time of a graft, not what an exam showed.
_LINE = re.compile(
    r"\b(?:greff\w*|autogreff\w*|allogreff\w*|graft|allograft|autograft|transplant\w*|requise?)"
    r"[^.;\n]{0,12} (?:in|en) (?:first|1st|second|premiere|1re|seconde|deuxieme) $"
)


def _of_another_disease(reading: Reading, match: Match) -> bool:
    start = reading.starts[match.first]
    told = "remission" in reading.folded[start : reading.ends[match.last - 1]]
    before = reading.folded[max(0, start - 50) : start]
    return told and bool(_OTHER_DISEASE.search(before) or _LINE.search(before))


#: What progresses when a bare `progressive` is a response; a taper, a weakness or a loss of weight does too.
_PROGRESSES = (
    r"(?:lesions?|metasta\w*|mets|maladie|disease|tumeurs?|tumou?rs?|cancer|nodules?|masses?|adenopath\w*|ganglions?"
    r"|nodes|carcinose|cibles?|targets?|lymphom\w*|myelom\w*|melanom\w*|infiltrats?|envahissement)"
)
_BEHIND_IT = re.compile(rf"\b{_PROGRESSES}(?: (?!stable)[a-z'-]+){{0,4}} $")
_BEFORE_IT = re.compile(
    rf" (?:(?:metabolic|metastatic|osseuse|hepatique|hepatic|liver|bone|brain|nodal) )?{_PROGRESSES}\b"
)


def _progresses(reading: Reading, match: Match) -> bool:
    """Whether an adjective `progressive` tells of a tumour."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    before = reading.folded[max(0, start - 50) : start]
    return bool(_BEHIND_IT.search(before) or _BEFORE_IT.match(reading.folded, end))


def _context_supports(reading: Reading, match: Match) -> bool:
    sentence = reading.sentence(match.first)
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    around = reading.folded[max(start, reading.starts[match.first] - 90) : min(end, reading.ends[match.last - 1] + 60)]
    return bool(_CONTEXT.search(around)) and not _AGAINST.search(around)
