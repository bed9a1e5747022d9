"""The response parser: keeps an ambiguous word (`RP`, `stable`, `progression`) only where a response is spoken of."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.dates.words import MONTH
from nlp.lexicon.trie import COMMON_WORDS, Match, abbreviation_fits, in_capitals
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
        beside = _beside_exam(reading, match)
        if not beside and match.entry.term in COMMON_WORDS and in_capitals(reading, match.first):
            continue
        if match.entry.ctx and not (
            beside
            or _is_condition(reading, match)
            or _stands_alone(reading, match)
            or _answers_treatment(reading, match)
            or _context_supports(reading, match)
        ):
            continue
        if not (beside or abbreviation_fits(reading, match)):
            continue
        reading.candidates.append(
            Candidate(match.first, match.last, "response", value=match.entry.value, rule="lexicon:response",
                      prior=0.75 if match.entry.ctx else 0.93)
        )  # fmt: skip


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


_EXAM = r"(?:irm|mri|tdm|scanner|scan|ct|tep|pet(?:[-/ ]?ct)?|bom|myelo\w*|marrow|restaging|reevaluation|bilan)"
_AFTER_EXAM = re.compile(rf"\b{_EXAM}\b[^.;:\n]{{0,30}}: ?$")
_BEFORE_EXAM = re.compile(rf",? (?:au|a la|a l'|sur|on|at|by|selon) (?:la |le |l'|the )?{_EXAM}\b")


def _beside_exam(reading: Reading, match: Match) -> bool:
    """`IRM 29 juin : PR.`, `RP AU SCANNER`: an abbreviation that an exam told, in either language and in capitals."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if not match.entry.abbr:
        return False
    if _BEFORE_EXAM.match(reading.folded, end):
        return True
    alone = _ALONE.match(reading.folded, end)
    return bool(alone and _AFTER_EXAM.search(reading.folded, max(0, start - 45), start))


#: `si PD`, `then PD Feb 2023`: an abbreviation between such words is a response.
_BEFORE = re.compile(r"\b(?:if|si|upon|at|then|puis|until|jusqu'a|en cas de|until)(?: (?:a|la|the))? ?$")


def _is_condition(reading: Reading, match: Match) -> bool:
    start = reading.starts[match.first]
    return match.entry.abbr and bool(_BEFORE.search(reading.folded[max(0, start - 20) : start]))


#: What follows an abbreviation that is no receptor with its percentage.
_ALONE = re.compile(rf" ?(?:[.,;:)]|$|\n)| (?:\(|on|in|en|puis|then|after|apres)\b| (?:{MONTH})\b| \d{{1,2}}/\d")


#: Beside these an abbreviation is a receptor of a list, or a person's initials.
_RECEPTOR = re.compile(r"\ber\b.{0,8}$|[/&.]$|\bdr\.? $")


def _stands_alone(reading: Reading, match: Match) -> bool:
    """`CT 6/2/24: PD, segment VI 61 mm`, `(SD)`: English writes a response so, before a stop, a bracket or a place."""
    entry, start, end = match.entry, reading.starts[match.first], reading.ends[match.last - 1]
    return (
        entry.abbr
        and entry.value in reading.text[start:end]
        and reading.sentence(match.first).lang == "en"
        and bool(_ALONE.match(reading.folded, end))
        and not _RECEPTOR.search(reading.folded[max(0, start - 12) : start])
    )


def _answers_treatment(reading: Reading, match: Match) -> bool:
    """`DHAP x2. PD.`: an abbreviation alone after a treatment of the cancer on its line is what it led to."""
    line = reading.line_of[match.first]
    if not _ALONE.match(reading.folded, reading.ends[match.last - 1]):
        return False
    treatments = (
        m for m in (*reading.matches.get("regimen", ()), *reading.matches.get("drug", ())) if m.last <= match.first
    )
    return match.entry.abbr and any(
        reading.line_of[m.first] == line and (m.entry.category == "regimen" or m.entry.code.startswith("L01"))
        for m in treatments
    )


def _context_supports(reading: Reading, match: Match) -> bool:
    sentence = reading.sentence(match.first)
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    around = reading.folded[max(start, reading.starts[match.first] - 90) : min(end, reading.ends[match.last - 1] + 60)]
    return bool(_CONTEXT.search(around)) and not _AGAINST.search(around)
