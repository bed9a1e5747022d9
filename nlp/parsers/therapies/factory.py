"""The therapy parser: drugs to ATC, regimens and treatments to their category."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.dates.words import MONTH
from nlp.lexicon.trie import Match, abbreviation_fits
from nlp.parsers.diagnoses.blood import of_blood
from nlp.parsers.diagnoses.other_meanings import is_surname
from nlp.parsers.therapies.drugs import is_drug
from nlp.parsers.therapies.other_meanings import means_otherwise
from nlp.parsers.therapies.radioiodine import is_radioiodine
from nlp.parsers.therapies.specialities import is_speciality
from nlp.parsers.therapies.supportive import heads_drugs
from nlp.text.headings import in_title
from nlp.text.reading import Reading

_DEPARTMENT = frozenset(
    [
        "service",
        "departement",
        "department",
        "unite",
        "dept",
        "unit",
        "centre",
        "center",
        "division",
        "pole",
        "clinique",
        "clinic",
        "institut",
        "chef",
        "interne",
        "equipe",
        "equipes",
    ]
)
#: What ends the words of a department: `interrompu par le service ; trastuzumab`.
_STOPS = frozenset([";", ".", ":"])
_THERAPY_CONTEXT = re.compile(
    r"cycle|cure|\bc\d|ligne|\bline|chimio|chemo|\bsous\b|traite|treat|mg|adjuvan|\bx ?\d|\d ?x"
    r"|protocole|regimen|dose|puis|then|start|debut|hebdo|\d ?gy\b|a discuter|a rediscuter|\bto (?:the )?\w+ bed\b"
    r"|\b(?:after|apres) $|antalgi|\bloge\b|pelvi|whole|breast|thora|wall|prostat|boost|fraction|palliati|post-?op"
    r"|mediasti|cerebr|brain|stereo|refus|declin|complet|achev|termine|recei|recu\b|planned|prevu|\bchir|surger"
    r"|\bend of|\bfin de|prephase|\bblocks?\b|taken up|restart|resumed"
)


#: Two letters are a regimen only right beside words such as these.
_REGIMEN_BEFORE = re.compile(
    r"(?:cycles?|cures?|deux|trois|quatre|cinq|six|huit"
    r"|protocole|type|par|puis|then|suivi de|regimen|with|\d ?x?|adjuvant\w*"
    r"|neoadjuvant\w*|weekly|hebdomadaire|chimiotherapie|chemotherapy|[:+*\-–>])(?: (?:de|d'|of|by|par))?[ ']*$"
)
_REGIMEN_AFTER = re.compile(
    r" ?(?:x|×) ?\d| \d|,? (?:\d|deux|trois|quatre|cinq|six) (?:cycles?|cures?)"
    r"|[ -](?:weekly|hebdo|dose|q\d|adjuvan|neoadj|puis|then|chemo|regimen"
    r"|protocol"
    r"|\+|cycle)"
    r"| (?:and|et) (?:then |weekly |puis )?(?:paclitaxel|docetaxel|taxol|taxotere|taxane)\b"
)


_STAGE_WORD = re.compile(
    r"(?:stades?|stages?|figo|grade|type|niveau|level|segment|seg|zone|class|classe|nyha"
    r"|phase)[ :]{1,2}$"
)


def _is_number_or_stage(reading: Reading, match: Match) -> bool:
    """`IPP 912345` is a patient's number, `stade IVA` a stage."""
    start = reading.starts[match.first]
    if _STAGE_WORD.search(reading.folded[max(0, start - 12) : start]):
        return True
    following = reading.words[match.last] if match.last < len(reading) else ""
    return following.isdigit() and len(following) >= 4 and not 1900 <= int(following[:4]) <= 2099


def _operates_on_cancer(reading: Reading, match: Match) -> bool:
    """Whether `operated`, `excised` tells of a tumour's operation that the sentence does not name otherwise."""
    sentence = reading.sentence(match.first)
    for other in reading.matches.get("treatment", ()):
        if other is not match and other.entry.value == "surgery" and sentence.first <= other.first < sentence.last:
            return False
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    around = reading.folded[max(reading.starts[sentence.first], start - 70) : end + 40]
    if _OF_A_RELATIVE.search(reading.folded[max(reading.starts[sentence.first], start - 40) : start]):
        return False
    dated = reading.lang != "en" or _DATED.search(reading.folded[max(0, start - 30) : end + 30])
    return bool(_CANCER.search(around)) and bool(dated)


#: In English an operation that a participle tells of counts as one where it is dated.
_DATED = re.compile(rf"(?:19|20)\d\d|\b(?:{MONTH})\b|\d/\d|\bago\b|last (?:year|month|week)|yesterday|today")
#: `une fille opérée d'un mélanome`: the operation tells of another's disease.
_OF_A_RELATIVE = re.compile(
    r"\b(?:pere|mere|papa|maman|fille|fils|frere|soeur|oncle|tante|cousine?|grand-?(?:pere|mere)|neveu|niece|jumeau|jumelle"
    r"|father|mother|mum|mom|dad|brother|sister|son|daughter|uncle|aunt|cousin|twin|grand(?:father|mother))\b[^.;:,\n]{0,20}$"
)
_CANCER = re.compile(r"cancer|carcino|melano|sarcom|tumeur|tumou?r\b|metasta|neoplas|\bgist\b|\bca\b|\bbcc\b|\bscc\b")


def _named_as_regimen(reading: Reading, match: Match) -> bool:
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if _is_listed_with_drugs(reading, match):
        return True
    return bool(
        _REGIMEN_BEFORE.search(reading.folded[max(0, start - 30) : start]) or _REGIMEN_AFTER.match(reading.folded, end)
    )


def _is_listed_with_drugs(reading: Reading, match: Match) -> bool:
    """`paclitaxel, carboplatine, EC, pembrolizumab`: a drug right before it or right after it in a list."""
    for drug in reading.matches.get("drug", ()):
        first, second = (drug, match) if drug.first < match.first else (match, drug)
        gap = reading.words[first.last : second.first]
        if drug.entry.code.startswith("L01") and len(gap) <= 1 and set(gap) <= {",", "/", "+", "-", "puis", "et"}:
            return True
    return False


def parse_therapies(reading: Reading) -> None:
    """Add the drug and treatment candidates of a reading.

    A drug named inside a regimen's or a treatment's words is not named twice; radioiodine is both.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> reading = read_text("FOLFIRI-bevacizumab")
    >>> entries = [Entry("regimen", "FOLFIRI", value="chemotherapy"), Entry("drug", "bevacizumab", code="L01FG01")]
    >>> reading.matches = Trie(entries).find(reading); parse_therapies(reading)
    >>> [(c.kind, c.value or c.code) for c in reading.candidates]
    [('treatment', 'chemotherapy'), ('drug', 'L01FG01')]
    """
    staged = {token for c in reading.candidates if c.kind == "stage" for token in range(c.first, c.last)}
    regimens = [m for m in reading.matches.get("regimen", ()) if m.first not in staged and _is_meant(reading, m)]
    for match in regimens:
        _add(reading, match, "treatment", "lexicon:regimen", 0.93)
    treatments = [match for match in reading.matches.get("treatment", ()) if _is_meant(reading, match)]
    for match in treatments:
        if not _inside(match, regimens) and not _is_approach(reading, match, treatments):
            _add(reading, match, "treatment", "lexicon:treatment", 0.88)
    drugs = reading.matches.get("drug", [])
    for match in drugs:
        if _is_meant(reading, match) and not _inside(match, regimens) and is_drug(reading, match, drugs):
            _add(reading, match, "drug", "lexicon:drug", 0.95)


#: How an operation is done, not an operation, where one is named beside it.
_EPONYMS = ("ivor", "lewis", "mckeown", "santy", "akiyama", "hartmann", "whippl", "traverso", "bricker", "miles")
_APPROACH = (
    "coelioscopi",
    "laparoscopi",
    "laparotomi",
    "thoracoscopi",
    "thoracotomi",
    "sternotomi",
    "videothoracoscopi",
    "robot",
)


def _is_approach(reading: Reading, match: Match, treatments: list[Match]) -> bool:
    """`lobectomy by thoracotomy`: the way in beside its operation, with no comma or stop between them."""
    if _is_eponym(reading, match, treatments):
        return True
    if not reading.stems[match.first].startswith(_APPROACH) or match.last - match.first > 1:
        return False
    for other in treatments:
        first, second = (other, match) if other.first < match.first else (match, other)
        near = other is not match and other.entry.value == "surgery" and 0 <= second.first - first.last <= 6
        french = reading.sentence(match.first).lang == "fr"
        if near and (
            french or not _APART.search(reading.folded[reading.ends[first.last - 1] : reading.starts[second.first]])
        ):
            return True
    return False


def _is_eponym(reading: Reading, match: Match, treatments: list[Match]) -> bool:
    """`oesophagectomie de Lewis-Santy`, `esophagectomy (Ivor Lewis)`: the name of the operation just named."""
    if not reading.words[match.first].startswith(_EPONYMS):
        return False
    return any(
        other.entry.value == "surgery"
        and 0 <= match.first - other.last <= 3
        and _TO_EPONYM.fullmatch(reading.folded[reading.ends[other.last - 1] : reading.starts[match.first]])
        for other in treatments
    )


_TO_EPONYM = re.compile(r" (?:\(|(?:de|selon|type|of|after) |(?:totale?|partielle?|polaire) )?(?:type )?")
#: In English what stands between two operations; French tells the way in beside its operation in a list, too.
_APART = re.compile(r"[,;.:/\n]|\bthen\b|\bpuis\b")


def _add(reading: Reading, match: Match, kind: str, rule: str, prior: float) -> None:
    entry = match.entry
    known = {(c.first, c.last, c.kind, c.code, c.value) for c in reading.candidates[-4:]}
    code, value = (entry.code, None) if kind == "drug" else (None, entry.value)
    if (match.first, match.last, kind, code, value) in known:
        return
    reading.candidates.append(
        Candidate(match.first, match.last, kind, code, value, rule=rule, prior=prior - 0.15 * entry.ctx)  # type: ignore[arg-type]
    )


def _inside(match: Match, others: list[Match]) -> bool:
    return any(other.first <= match.first and match.last <= other.last for other in others)


def _names_department(reading: Reading, match: Match) -> bool:
    """`Service de chirurgie`: one of a department's words stands before it, with no stop between them."""
    first = max(reading.sentence(match.first).first, match.first - 3)
    for token in range(match.first - 1, first - 1, -1):
        if reading.words[token] in _STOPS:
            return False
        if reading.words[token] in _DEPARTMENT:
            return True
    return False


def _is_spelt_out(reading: Reading, match: Match) -> bool:
    """`MAP (methotrexate, doxorubicin, cisplatin)`: a regimen whose drugs follow in brackets."""
    return (
        match.entry.category == "regimen"
        and reading.words[match.last : match.last + 1] == ["("]
        and any(drug.first == match.last + 1 for drug in reading.matches.get("drug", ()))
    )


def _is_meant(reading: Reading, match: Match) -> bool:
    entry = match.entry
    if not abbreviation_fits(reading, match) or (entry.category == "treatment" and in_title(reading, match.first)):
        return False
    if entry.category == "treatment" and (is_speciality(reading, match) or means_otherwise(reading, match)):
        return False
    if entry.abbr and _is_number_or_stage(reading, match):
        return False
    if entry.category == "regimen" and entry.abbr and len(entry.term) <= 2 and not _named_as_regimen(reading, match):
        return False
    if _names_department(reading, match) or is_surname(reading, match) or heads_drugs(reading, match):
        return False
    if "cancer" in entry.data and not _operates_on_cancer(reading, match):
        return False
    if "thyroid" in entry.data and not is_radioiodine(reading, match):
        return False
    if "blood" in entry.data and not of_blood(reading):
        return False
    if not entry.ctx or _is_spelt_out(reading, match):
        return True
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    return bool(
        _THERAPY_CONTEXT.search(reading.folded[max(0, start - 50) : start] + " " + reading.folded[end : end + 40])
    )
