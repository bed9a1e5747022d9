"""Words of a disease that state none where they stand: a service's name, an operation's, a verb, a gene."""

from __future__ import annotations

import re

from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.french_meanings import states_nothing_in_french
from nlp.parsers.diagnoses.short_meanings import names_no_disease
from nlp.text.reading import Reading

#: What makes a disease part of a name or a label: `Renal Cancer Clinic`, `sarcoma MDT`, `cancer background:`.
_SERVICE = re.compile(
    r" (?:centre|center|clinic|care|institute|agency|network|unit|service|conference|programme|program|registry|nurse"
    r"|summary|background|team|md[tm]|board|meeting|ward|history|hx|genetics|rounds|alliance|society|council|screening|panel)s?\b"
)
#: An operation named after the disease that it was for.
_OPERATION = re.compile(r" (?:surger(?:y|ies)|repairs?|operations?|extractions?|release)\b")
#: A vaccine named after what it prevents.
_VACCINE = re.compile(r" (?:vaccin\w+|jabs?|shots?|boosters?)\b")
_OPERATED = ("H25", "H26", "K40", "K41", "K42", "K43", "G56.0", "M20")
_OF_A_GENE = re.compile(
    r" (?:(?:not |non[- ])?amp(?:lif|\b)|ex(?:on)? ?\d|mutat|wild|fish|ihc|skip|copy|gain|positive|negative|inhib)"
)
#: `Cancer side:`, `CANCER RECORD`, `Leukemia timeline`: the head of a paragraph.
_HEADS_PARAGRAPH = re.compile(
    r"(?: (?:side|past|status|treatment|file|front|part))? ?[:.](?!\d)| (?:story|record|timeline|first)\b| ?(?:\n|$)"
)
_HEADINGS = frozenset(["cancer", "leukemia", "leukaemia", "lymphoma", "myeloma", "melanoma", "sarcoma"])
_NAMED = re.compile(r"\b(?:dr|mrs?|ms|prof)\.? $")
_MET_BEFORE = re.compile(
    r"\b(?:i|we|you|he|she|they|not|never|who|has|have|had|was|were|be|been|being|is|are|first|then) $"
)
_MET_AFTER = re.compile(r" (?:her|him|them|me|us|you|mr|mrs|ms|miss|dr|with|and|all|the|this|your|his|criteria)\b")


def states_nothing(reading: Reading, match: Match) -> bool:
    """Whether the words of a disease state none where they stand.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Renal Cancer Clinic. I met Mr Roy, liver met in May.")
    >>> from nlp.lexicon import Entry, Trie
    >>> trie = Trie([Entry("head", "cancer", value="tumour"), Entry("head", "met", value="metastasis")])
    >>> [states_nothing(reading, match) for match in trie.find(reading)["head"]]
    [True, True, False]
    """
    if is_surname(reading, match) or names_no_disease(reading, match):
        return True
    if reading.sentence(match.first).lang == "fr":
        return states_nothing_in_french(reading, match)
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if match.entry.code.startswith(_OPERATED):
        return bool(_OPERATION.match(reading.folded, end))
    if _VACCINE.match(reading.folded, end):
        return True
    word = reading.words[match.last - 1]
    if word == "met":
        before = reading.folded[max(0, start - 8) : start]
        gene = reading.text[end - 3 : end] == "MET" and _OF_A_GENE.match(reading.folded, end)
        return bool(gene or _MET_BEFORE.search(before) or _MET_AFTER.match(reading.folded, end))
    if word == "amyloid":
        return bool(re.match(r" (?:stroma|substance|in the stroma|material)\b", reading.folded[end : end + 20]))
    if word == "secondary":
        return bool(re.match(r" [a-z]", reading.folded[end : end + 2])) and not re.match(
            r" (?:in|of|from|at|on|deposit|tumou?r|site|lesion|disease)\b", reading.folded[end : end + 12]
        )
    if _NAMED.search(reading.folded, max(0, start - 5), start) and reading.text[start].isupper():
        return True  # `Dr Whitlow`
    tumour = match.entry.category != "diagnosis" or match.entry.code[:1] == "C"
    return tumour and bool(_SERVICE.match(reading.folded, end) or _heads_paragraph(reading, match))


#: `Mr. Réal HUNTINGDON-CYR`, `DR A. CRUICKSHANK-LAL`: part of a name with a hyphen, after a title.
_TITLED = re.compile(
    r"(?:^|[ \n(:])(?:Drs?|DR|Dre|Pr|PR|Prof|Mrs?|MRS?|Ms|MS|Miss|M|MM|Mme|MME|Mlle|Monsieur|Madame)\.? "
    r"(?:[A-ZÉÈ](?:\.|[a-zéèêëïôçA-Z'’]+)?[ -]){0,3}$"
)


def is_surname(reading: Reading, match: Match) -> bool:
    """Whether a word is half of a surname: `Mr. Réal HUNTINGDON-CYR`."""
    start, end = reading.starts[match.first], reading.ends[match.last - 1]
    if match.last - match.first > 1 or not reading.text[start].isupper():
        return False
    hyphened = reading.text[start - 1 : start] == "-" or re.match(r"-[A-ZÉ]", reading.text[end : end + 2])
    return bool(hyphened and _TITLED.search(reading.text[max(0, start - 45) : start]))


def _heads_paragraph(reading: Reading, match: Match) -> bool:
    first, word = match.first, reading.words[match.last - 1]
    if (
        word not in _HEADINGS
        or match.last - first > 1
        or (first and reading.line_of[first - 1] == reading.line_of[first])
    ):
        return False
    heads = _HEADS_PARAGRAPH.match(reading.folded, reading.ends[first])
    return heads is not None and (word == "cancer" or heads.group().strip() in ("timeline", "story", "record"))
