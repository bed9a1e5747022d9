"""The section marker, and its spaCy factory."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.lexicon.entries import Entry
from nlp.lexicon.trie import Trie
from nlp.text.reading import Reading, Sentence
from nlp.text.sections.patterns import HEADINGS, KEYWORDS

_TRIE = Trie(
    Entry("heading", phrase.strip(), value=kind) for kind, phrases in HEADINGS.items() for phrase in phrases.split("|")
)
_LEADING = frozenset("-*|#>+")
#: A report with fewer small letters than this share of its characters is written in capitals.
CAPITALS = 0.1
#: One character in so many is looked at for that.
SAMPLED = 11


def mark_sections(reading: Reading) -> None:
    """Write each sentence's kind of section.

    A heading alone on its line opens a section that lasts until the next heading; a label on the line of its text
    (`ATCD : HTA`) holds until a line with another label.

    >>> from nlp.text.sentences import split_sentences
    >>> reading = Reading.of("Familiaux : père, cancer colique.\\nDÉCISION\\n1) FOLFOX.\\n2) Scanner.")
    >>> reading.set_sentences(split_sentences(reading)); mark_sections(reading)
    >>> [s.section for s in reading.sentences]
    ['family', 'plan', 'plan', 'plan']
    """
    section, inline, line = "", False, -1
    sample = reading.text[::SAMPLED]
    capitals = sum(map(str.islower, sample)) < CAPITALS * len(sample)
    for sentence in reading.sentences:
        new_line = reading.line_of[sentence.first] != line
        blank_before = reading.line_of[sentence.first] > line + 1
        heading = _heading(reading, sentence)
        if not heading and new_line and not section and _is_upshot(reading, sentence):
            section, inline = "plan", True
        elif heading:
            section, inline = heading[0], heading[1] < sentence.last
        elif (
            (inline and new_line and (blank_before or sentence.label or section in ("family", "comparison")))
            or (blank_before and section in ("family", "comparison"))
            or (new_line and _looks_like_heading(reading, sentence, capitals))
        ):
            section, inline = "", False
        sentence.section = section
        line = reading.line_of[sentence.last - 1]


_ARROW = re.compile(r"[ \t]*(?:=+>|-+>|→|⇒|➔|➜)")
_DECIDING = frozenset(["board", "consultation", "letter"])


def _is_upshot(reading: Reading, sentence: Sentence) -> bool:
    """`=> Cystectomie, sans chimio`: in the second half of a report that decides, an arrow opens what follows."""
    late = sentence.first > len(reading) / 2 and reading.report_type in _DECIDING
    return late and bool(_ARROW.match(reading.text, reading.starts[sentence.first]))


def _first_word(reading: Reading, sentence: Sentence) -> int:
    token = sentence.first
    while token < sentence.last - 1 and (reading.words[token] in _LEADING or _numbering(reading, token)):
        token += 1
    return token


def _numbering(reading: Reading, token: int) -> bool:
    word, following = reading.words[token], reading.words[token + 1] if token + 1 < len(reading) else ""
    return (word.isdigit() and following in (")", ".")) or word in (")",) or (word == "." and token > 0)


def _heading(reading: Reading, sentence: Sentence) -> tuple[str, int] | None:
    """The section that the sentence opens and the first token after its heading."""
    token = _first_word(reading, sentence)
    for match in sorted(_TRIE.find_at(reading, token), key=lambda m: -m.last):
        if reading.words[token] == "suites" and not _opens_line(reading, sentence):
            continue
        after = _past_bracket(reading, match.last, sentence.last)
        while after < sentence.last and (reading.words[after] in (":", "|", ".") or _is_dash(reading, after)):
            after += 1
        alone = after >= sentence.last or reading.line_of[after] != reading.line_of[token]
        if alone or after > match.last or _inside_label(sentence, match.last):
            return match.entry.value, after
    return _by_keyword(reading, sentence)


def _is_dash(reading: Reading, token: int) -> bool:
    """`QUESTION - in which order`: a dash between spaces parts a heading from its text as a colon does."""
    start, end = reading.starts[token], reading.ends[token]
    return reading.words[token] in ("-", "–", "—") and reading.text[start - 1] == " " == reading.text[end : end + 1]


def _opens_line(reading: Reading, sentence: Sentence) -> bool:
    """False within a line, where `Suites : …` goes on with an operation."""
    return not sentence.first or reading.line_of[sentence.first - 1] != reading.line_of[sentence.first]


def _past_bracket(reading: Reading, token: int, last: int) -> int:
    """`Plan du comité (6 juin) :`: a bracket between a heading and its colon belongs to the heading."""
    if token >= last or reading.words[token] != "(":
        return token
    closing = next((t for t in range(token, min(token + 8, last)) if reading.words[t] == ")"), token - 1)
    return closing + 1 if closing + 1 < last and reading.words[closing + 1] == ":" else token


def _by_keyword(reading: Reading, sentence: Sentence) -> tuple[str, int] | None:
    """A label that no list holds, by the one word that gives its kind away: `MDT view:`, `Réponse de la RCP :`."""
    last = sentence.first + sentence.label if sentence.label else _alone_on_its_line(reading, sentence)
    if not last:
        return None
    kind = _kind_of_label(reading.folded[reading.starts[sentence.first] : reading.ends[last - 1]])
    return (kind, last) if kind else None


@lru_cache(maxsize=10_000)
def _kind_of_label(label: str) -> str:
    return next((kind for kind, pattern in KEYWORDS.items() if pattern.search(label)), "")


def _alone_on_its_line(reading: Reading, sentence: Sentence) -> int:
    """The end of a sentence that reads as a heading: a few words alone on their line, without a stop; 0 for others."""
    last = sentence.last
    if last >= len(reading) or last - sentence.first > 7 or reading.words[last - 1] in (".", ",", ";", "?", "!"):
        return 0
    alone = reading.line_of[last] != reading.line_of[last - 1] == reading.line_of[sentence.first]
    opens = _opens_line(reading, sentence)
    capital = reading.text[reading.starts[_first_word(reading, sentence)]].isupper()
    return last if alone and opens and capital and reading.words[sentence.first] not in _LEADING else 0


def _inside_label(sentence: Sentence, token: int) -> bool:
    return bool(sentence.label) and token <= sentence.first + sentence.label


def _looks_like_heading(reading: Reading, sentence: Sentence, capitals: bool) -> bool:
    """A line of capitals alone, or between bars, that no list of headings knows.

    In a report written in `capitals`, a few words without a figure or a comma, which is no item of a list.
    """
    text = reading.slice(sentence.first, sentence.last)
    if capitals and (_first_word(reading, sentence) > sentence.first or re.search(r"[\d,;]|\w(?:\s+\S+){4}", text)):
        return False
    return len(text) < 60 and "\n" not in text and (text.isupper() or text.startswith("|")) and not text.endswith(".")
