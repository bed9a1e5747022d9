"""Words of a treatment that mean something else where they stand: an injury, a department, a time."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.parsers.therapies.french_meanings import means_otherwise_in_french
from nlp.text.reading import Reading

#: What a treatment did to tissue: `radiation atrophy`, `post-surgical change`.
_INJURY = (
    r"(?:\w+ )?(?:change|atrophy|fibrosis|necrosis|scar|stricture|stenosis|oedema|edema|hypothyroid\w*|neuropath\w*"
    r"|myelopath\w*|effect|injur|damage|telangiectasia|sicca|xerostomia|vasculopath|ulcer|artefact|artifact)"
)
#: How an old operation looks on an image: `Hepaticojejunostomy patent`.
_LASTS = re.compile(
    r"(?: grafts?)? (?:is |are |remains? |appears? )?(?:widely )?(?:patent|intact|unremarkable|normal)\b"
)
#: By folded first word, what follows it when it names no treatment.
_AFTER = {
    "radiation": re.compile(
        rf"[- ](?:oncolog|cent(?:er|re)\b|clinic|unit\b|department|safety"
        rf"|protection|exposure|dose|physic|therapist|{_INJURY})"
    ),
    "radiotherapy": re.compile(rf"[- ](?:planning (?:note|clinic|meeting)|review\b|{_INJURY})"),
    "irradiation": re.compile(rf"[- ]{_INJURY}"),
    "castration": re.compile(r"[- ](?:resist|sensit|naive|refract|level)"),
    "castrate": re.compile(r"[- ](?:resist|sensit|naive|refract|level)"),
    "gastrostomy": re.compile(r" (?:tube|feed|site|button)"),
    "hepaticojejunostomy": _LASTS,
    "choledochojejunostomy": _LASTS,
    "gastrojejunostomy": _LASTS,
    "anastomosis": _LASTS,
    "bypass": _LASTS,
    "resection": re.compile(r" (?:cavity|bed|margins?|site|line|plane)\b"),
    "surgery": re.compile(r" will not (?:offer|operate|touch|take)| (?:sees|says|feels|declines)\b"),
    "rai": re.compile(r"[- ](?:stag|scor|(?:i{1,3}|iv|[0-4])(?![a-z\d]|[.,/]\d))"),
    "hospice": re.compile(r" (?:bed|nurse|address)"),
    "transplant": re.compile(
        r" (?:hepatolog|nephrolog|team|ward|clinic|unit|centre|center|coordinat|list\b|physician)"
    ),
}
#: What is done to a sentinel node, which alone is a specimen.
_SAMPLED = re.compile(r" (?:biops|procedure|excis|dissect|sampl|mapping|removed)")
#: A time told by an operation that is named elsewhere.
_TIMES = re.compile(r"\b(?:before|prior to|after|since|following|until|around|soon after|from the) $")
#: `06-APR-2023`, `APR 6, 2023`: the month, not the operation.
_IN_DATE = re.compile(r"(?:\d ?|[-/.'])apr[-/ .']{0,2}\d|apr\.? \d\d?(?:st|nd|rd|th)?,?\s(?:19|20)\d\d\b")
_TITLE_AFTER = re.compile(r" (?:completion|letter|review|consult(?:ation)?\b|note|summary|clinic|planning note|end-of)")


def means_otherwise(reading: Reading, match: Match) -> bool:
    """Whether a treatment's words mean something else by what stands beside them.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry, Trie
    >>> trie = Trie([Entry("treatment", word) for word in ("radiation", "castration", "surgery")])
    >>> reading = read_text("Castration-resistant. Radiation to the hip after surgery; radiation oncology to see.")
    >>> [means_otherwise(reading, match) for match in trie.find(reading)["treatment"]]
    [True, False, True, True]
    """
    if reading.sentence(match.first).lang == "fr":
        return means_otherwise_in_french(reading, match)
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    word = reading.words[match.first]
    if word == "apr" and _IN_DATE.search(reading.folded, max(0, start - 2), start + 16):
        return True
    if word == "sentinel" and reading.words[match.last - 1].startswith("node"):
        return not _SAMPLED.match(reading.folded, end)
    pattern = _AFTER.get(word)
    if pattern and pattern.match(reading.folded, end):
        return True
    if word == "surgery" and _TIMES.search(reading.folded[max(0, start - 14) : start]):
        return True
    return reading.line_of[match.first] == 0 and bool(_TITLE_AFTER.match(reading.folded, end))
