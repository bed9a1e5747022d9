"""The past told by a measure of time: `five years ago`, `in 1998`, `a two-month history of`.

ConText's temporality is apart from its negation: a condition that began two weeks before or earlier is historical there
(Harkema et al. 2009), though it may last. What is over by the words themselves is historical here too; what only began
long ago is marked `began`, which `nlp.assertion.assertions_of_spans` gives and `assert_spans` does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from nlp.assertion.events.clauses import finite, has_verb
from nlp.assertion.events.past_times import AGO, BACKGROUND, BEGAN, COMPARED, ONE_WEEK, YEAR
from nlp.assertion.events.words import JOINING, SUBORDINATE, TURNS
from nlp.assertion.scope import Scope
from nlp.text.fold import stem
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Verbs of beginning: what began long ago may last.
_ONSET = frozenset(
    stem(word)
    for word in word_set(
        "appeared appear began begun started onset developed noticed apparue apparition debute debutant commence"
        " installee survenue debut"
    )
)
_MARKS = word_set(", ; : . ( )") | TURNS
#: Words behind `and` with which a sentence comes back to the day of its report.
_NOW = word_set("today now currently here presently presents comes presenting aujourd maintenant actuellement consulte")
_WHEN = word_set("when quand lorsque")
_WHICH = word_set("which that qui")
_SHOWN = word_set("showed shown revealed demonstrated disclosed documented identified found montrait montre objective")


def past_scopes(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes over the clause that a distance into the past or a year tells of.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Ten years ago, he had a stroke.", "en")
    >>> [s.reach for s in past_scopes(reading, reading.sentences[0])]
    ['']
    """
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    for match in BACKGROUND.finditer(reading.folded, start, end) if sentence.lang == "en" else ():
        first, last = reading.tokens_of(*match.span("held"))
        yield Scope("historical", first, last, first - 1, first, False, "began")
    for pattern in (AGO, YEAR, BEGAN):
        for match in pattern.finditer(reading.folded, start, end):
            cue, cue_end = reading.tokens_of(match.start(), match.end())
            if cue_end <= cue or (pattern is BEGAN and ONE_WEEK.search(match.group())):
                continue
            if pattern is YEAR and COMPARED.search(reading.folded, max(start, match.start() - 40), match.start()):
                continue
            first, last = _clause(reading, sentence, cue, cue_end)
            if match.group().endswith("history"):
                last = next((token for token in range(cue_end, last) if finite(reading, token)), last)
            lasts = pattern is BEGAN or match.group().startswith(("since", "depuis"))
            lasts = lasts or not _ONSET.isdisjoint(reading.stems[first:last])
            yield Scope("historical", first, last, cue, cue_end, False, "began" if lasts else "")


def _clause(reading: Reading, sentence: Sentence, cue: int, cue_end: int) -> tuple[int, int]:
    """From the mark before the expression to the one behind it, over a comma that follows an opening."""
    first = _back(reading, sentence, cue)
    while first > sentence.first and reading.words[first - 1] == "," and not has_verb(reading, first, cue):
        if first == cue:
            break
        first = _back(reading, sentence, first - 1)
    last = cue_end
    opens = cue - first <= 2 and not has_verb(reading, first, cue)
    if last < sentence.last and reading.words[last] == "," and opens:
        last += 1
    last += opens and last < sentence.last and reading.words[last] in _WHEN
    while last < sentence.last and (not _parts(reading, last) or _is_shown(reading, last)):
        last += 1
    return first, last


def _back(reading: Reading, sentence: Sentence, first: int) -> int:
    while first > sentence.first and not _parts(reading, first - 1):
        first -= 1
    return first


def _parts(reading: Reading, token: int) -> bool:
    word = reading.words[token]
    if word in _MARKS or word in SUBORDINATE:
        return word != "car" or reading.sentence(token).lang == "fr"
    if word in JOINING and not _NOW.isdisjoint(reading.words[token + 1 : token + 2]):
        return True
    return word in JOINING and has_verb(reading, token + 1, min(token + 5, len(reading)))


def _is_shown(reading: Reading, token: int) -> bool:
    """`a catheterization in 2005, which showed two-vessel disease`: what a test showed is of its day."""
    words = reading.words
    token += words[token] == ","
    return words[token] in _WHICH and not _SHOWN.isdisjoint(words[token + 1 : token + 3])
