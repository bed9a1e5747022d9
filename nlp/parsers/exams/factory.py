"""The exam parser: the exam's words with the region that follows them."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match, abbreviation_fits
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Words after which an exam's name is a unit or a heading, not an exam.
_STOPS = frozenset([";", ".", ":"])
_NAME_BEFORE = re.compile(r"(?:^|[ \n'’])[A-ZÉÈ][a-zéèêëïîôû]+-$")
_NOT_AFTER = frozenset(
    ["service", "departement", "department", "unite", "dept", "centre", "center", "salle", "pole", "plateau"]
)


def parse_exams(reading: Reading) -> None:
    """Add the exam candidates of a reading.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> reading = read_text("TDM TAP du 6 mars")
    >>> reading.matches = Trie([Entry("exam", "TDM", value="ct")]).find(reading)
    >>> parse_exams(reading); [c.value for c in reading.candidates]
    ['ct']
    """
    for match in reading.matches.get("exam", ()):
        if _is_department(reading, match) or _is_organ(reading, match):
            continue
        if match.entry.ctx and not _supported(reading, match):
            continue
        if not abbreviation_fits(reading, match) or _is_tracer(reading, match) or _is_prescription(reading, match):
            continue
        if (
            _is_label_or_service(reading, match)
            or _is_mister_or_release(reading, match)
            or _is_place(reading, match)
            or _is_correlate(reading, match)
            or _is_visit(reading, match)
        ):
            continue
        reading.candidates.append(
            Candidate(match.first, match.last, "exam", value=match.entry.value, rule="lexicon:exam",
                      prior=0.75 if match.entry.ctx else 0.93)
        )  # fmt: skip


def _is_tracer(reading: Reading, match: Match) -> bool:
    """`TEP-TDM au 18F-FDG`: the tracer of an exam just named."""
    if "fdg" not in reading.slice(match.first, match.last).lower():
        return False
    before = [m for m in reading.matches.get("exam", ()) if m.last <= match.first <= m.last + 2]
    return any(m.entry.value == match.entry.value for m in before)


#: How many tokens of a report its letterhead has at most.
_HEAD = 60
#: `MR HARBOTTLE` in a letterhead of capitals, `morphine MR 20 mg`.
_MISTER = re.compile(r" [A-Z][A-Z'-]+ [A-Z][A-Z'-]{2,}")
_RELEASE = re.compile(r" ?\d+ (?:bd|od|tds|bid)\b|,? ?\d+ ?mg|,? (?:bd|od|tablets?|capsules?)\b")


def _is_mister_or_release(reading: Reading, match: Match) -> bool:
    """Whether `MR` is a man's title or a drug's modified release."""
    end = reading.ends[match.last - 1]
    titled = match.first < _HEAD and _MISTER.match(reading.text, end)
    return reading.slice(match.first, match.last) == "MR" and bool(titled or _RELEASE.match(reading.text, end))


def _is_prescription(reading: Reading, match: Match) -> bool:
    """`Rx :`, `Rx actuel`: a prescription in Quebec, before a list of drugs."""
    following = reading.words[match.last : match.last + 1]
    return reading.words[match.first] == "rx" and following in (
        [[":"], ["actuel"], ["actuels"], ["avant"], ["depart"], ["habituel"], ["maison"], ["at"]]
    )


#: What is said of the marrow as an organ, not of its biopsy.
_OF_MARROW = word_set(
    "uptake oedema edema activity replacement transplant transplantation report unit involvement infiltration"
    " suppression failure aplasia toxicity stem cell donor signal metastasis metastases disease reserve too holds"
    " recover recovers recovery function depression fibrosis"
)
_WHICH_MARROW = word_set("splenic sacral vertebral or red fatty provided of")


def _is_organ(reading: Reading, match: Match) -> bool:
    if reading.words[match.last - 1] != "marrow":
        return False
    following = reading.words[match.last] if match.last < len(reading) else ""
    return following in _OF_MARROW or (match.first > 0 and reading.words[match.first - 1] in _WHICH_MARROW)


def _is_department(reading: Reading, match: Match) -> bool:
    for token in range(match.first - 1, max(-1, match.first - 4), -1):
        if reading.words[token] in _STOPS:
            return False
        if reading.words[token] in _NOT_AFTER:
            return True
    return False


def _is_place(reading: Reading, match: Match) -> bool:
    """`Hôpital du Mont-Écho`: a capital behind the hyphen of a name."""
    start = reading.starts[match.first]
    return (
        match.last - match.first == 1
        and reading.text[start].isupper()
        and not reading.text[start : reading.ends[match.first]].isupper()
        and bool(_NAME_BEFORE.search(reading.text[max(0, start - 16) : start]))
    )


_SERVICE_BEHIND = re.compile(r" (?:department|dept|unit|suite)\b")
_MARROW_LABEL = re.compile(r" ?: (?:uniform|homogen|diffuse|mild|reactive|normal (?:uptake|signal|activity)|no focal)")


def _is_label_or_service(reading: Reading, match: Match) -> bool:
    """`X-ray department`; `Marrow: uniform` in a PET report, where the marrow is an organ."""
    end = reading.ends[match.last - 1]
    marrow = reading.words[match.last - 1] == "marrow" and _MARROW_LABEL.match(reading.folded, end)
    return bool(marrow or _SERVICE_BEHIND.match(reading.folded, end))


def _is_correlate(reading: Reading, match: Match) -> bool:
    """`no CT correlate`: what the other exam shows there, told of one exam of two."""
    return reading.words[match.last : match.last + 1] in (["correlate"], ["correlates"], ["correlation"])


_VISIT = re.compile(r" (?:reviews?|results?|clinic|discussion|follow-?up)\b")


def _is_visit(reading: Reading, match: Match) -> bool:
    """`Here for scan review`: why somebody came, not an exam."""
    return match.entry.term == "scan" and bool(_VISIT.match(reading.folded, reading.ends[match.last - 1]))


#: What tells that a bare word is this exam: bones behind a scintigraphy, a tumour behind a puncture.
_TOLD_BEHIND = {
    "scintigraphie": re.compile(
        r"(?! (?:de |d'|au |aux |a |pulm|thyr|myoc|rena|cardi|vent|hepa|para|sali))"
        r"[^.\n]{0,25}?[ :]{1,3}[^.\n]{0,40}\b(?:osseu|os\b|foyers?\b|cotes?\b|costa|rachis|vertebr|bassin|squelett)"
    ),
    "ponction": re.compile(
        r" (?:sous (?:echo-?endoscopie|eus)|a (?:confirme|montre|revele|retrouve|identifie) (?:un |une |le |la |l')?"
        r"(?:tumeur|carcino|adenocarcino|lymphom|metasta|neoplas))"
    ),
}


def _supported(reading: Reading, match: Match) -> bool:
    """An ambiguous exam word needs a date, a region or another exam in its sentence."""
    word = reading.words[match.first]
    if told := _TOLD_BEHIND.get(match.entry.term):
        return word == match.entry.term and bool(told.match(reading.folded, reading.ends[match.first]))
    sentence = reading.sentence(match.first)
    words = reading.words[sentence.first : sentence.last]
    return any(word.isdigit() for word in words) or any(
        other is not match and sentence.first <= other.first < sentence.last
        for other in reading.matches.get("exam", ())
    )
