"""What is told between a histology and its site, and the part of an organ that is told bare behind it."""

from __future__ import annotations

import re

from nlp.candidates import Candidate
from nlp.lexicon.trie import Match
from nlp.parsers.diagnoses.patterns import LATERALITY
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Grade, differentiation, size and edition, as pathologists set them off: `, grade 4 OMS,`, `(well differentiated)`.
_GRADE = word_set(
    "grade gr g1 g2 g3 g4 1 2 3 4 i ii iii iv oms who cns cns5 2016 2021 2022 2023 bien moyennement peu faiblement"
    " differencie differenciee indifferencie well moderately poorly differentiated undifferentiated"
    " un haut bas high low intermediate intermediaire de du of mm cm keratinisant keratinizing keratinising infiltrant"
    " invasive"
)
#: What these words are set off by, and what leads from them to the site.
_MARKS = frozenset([",", "(", ")", "-"])
_LEADS = word_set("de du des d ' of the la le les l in from at au aux dans")
#: Most tokens between a histology and a site told behind its grade.
_FAR = 14
_PARTS = {
    "C25": {"head": "C25.0", "tete": "C25.0", "body": "C25.1", "corps": "C25.1", "isthme": "C25.1", "neck": "C25.1",
            "tail": "C25.2", "queue": "C25.2"},
    "C34": {"hilum": "C34.0", "hile": "C34.0", "hilar": "C34.0", "hilaire": "C34.0"},
}  # fmt: skip
#: What ends a part that is the tumour's: `head.`, `tail (T3)`, `R hilum, stage III`; no `head CT`, no `body aches`.
_PART_ENDS = re.compile(
    r" ?(?:/ ?(?:head|body|tail|tete|corps|queue)| (?:right|left|droite?|gauche|mass|masse|lesion|tumou?r))?"
    r" ?(?:$|[.,;()\n]| - | [ypcru]{0,3}t[0-4x]|(?: of)? (?:stage|stade)\b| \d+(?:[.,]\d+)? ?[mc]m\b)"
)


def past_grade(reading: Reading, head: Match) -> int:
    """The token behind the grade, size or abbreviation that stands behind a histology, its own end where there is none.

    >>> from nlp.assertion.spans import read_text
    >>> from nlp.lexicon import Entry
    >>> reading = read_text("Adenocarcinoma (grade 2) of the sigmoid")
    >>> past_grade(reading, Match(0, 1, Entry("morphology", "adenocarcinoma")))
    7
    """
    token, told = head.last, False
    sentence = reading.sentence_of[head.first]
    limit = min(len(reading), head.last + _FAR)
    while token < limit and reading.sentence_of[token] == sentence:
        word = reading.words[token]
        if word in _GRADE or _is_number(word) or _is_abbreviation(reading, token):
            told = True
        elif word not in _MARKS and word not in _LEADS:
            break
        token += 1
    return token if told else head.last


def leads(reading: Reading, token: int) -> bool:
    """Whether a preposition or an article stands before a token: `, moderately differentiated, of the cecum`."""
    return reading.words[token - 1] in _LEADS


def _is_number(word: str) -> bool:
    return word.replace(".", "").replace(",", "").isdigit()


def _is_abbreviation(reading: Reading, token: int) -> bool:
    """`Small cell lung cancer (SCLC)`: capitals alone in their brackets."""
    written = reading.slice(token, token + 1)
    bounds = [*reading.words[token - 1 : token], *reading.words[token + 1 : token + 2]]
    return bounds == ["(", ")"] and written.isupper() and len(written) > 1


def add_parts(reading: Reading, candidates: list[Candidate]) -> None:
    """Make an organ's code exact by the part told behind it: `adénocarcinome du pancréas (queue)`, `SCLC, R hilum`.

    >>> from nlp.assertion.spans import read_text
    >>> told = Candidate(0, 2, "diagnosis", "C25.9", role="tumour")
    >>> add_parts(read_text("Pancreatic adenocarcinoma, tail"), [told]); told.code
    'C25.2'
    """
    for candidate in candidates:
        parts = _PARTS.get((candidate.code or "")[:3], {}) if candidate.role == "tumour" else {}
        if not parts or not (candidate.code or "").endswith(".9"):
            continue
        token, marked = candidate.last, False
        while token < min(len(reading), candidate.last + 5) and (
            reading.words[token] in _MARKS | LATERALITY | _LEADS or reading.words[token] in ("r", "l")
        ):
            marked = marked or reading.words[token] in _MARKS
            token += 1
        if (
            marked
            and token < len(reading)
            and reading.same_line(candidate.last - 1, token)
            and _PART_ENDS.match(reading.folded, reading.ends[token])
        ):
            candidate.code = parts.get(reading.words[token], candidate.code)
