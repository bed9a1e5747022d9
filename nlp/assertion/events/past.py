"""The past told by a measure of time: `five years ago`, `in 1998`, `a two-month history of`.

ConText's temporality is apart from its negation: a condition that began two weeks before or earlier is historical there
(Harkema et al. 2009), though it may last. What is over by the words themselves is historical here too; what only began
long ago is marked `began`, which `nlp.assertion.assertions_of_spans` gives and `assert_spans` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.events.clauses import has_verb
from nlp.assertion.events.words import JOINING, SUBORDINATE, TURNS
from nlp.assertion.scope import Scope
from nlp.dates.words import MONTH, NUMBER
from nlp.text.fold import stem
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_COUNT = (
    rf"(?:(?:{NUMBER}) ?(?:-|to|or|a|ou) ?)?(?:{NUMBER}|several|many|some|few|a few|a couple of|couple of"
    r"|plusieurs|quelques|numerous|de nombreuses)"
)
_LONG = r"(?:years?|yrs?|months?|mos?|decades?|ans?|annees?|mois)"
_WEEKS = r"(?:weeks?|wks?|semaines?)"
_ROUGHLY = r"(?:(?:over|about|approximately|some|nearly|almost|more than|at least|plus de|environ) )?"
#: A distance into the past of two weeks or more, or a time of life that is over.
_AGO = re.compile(
    rf"\b{_ROUGHLY}(?:{_COUNT}[ -]{_LONG}|(?!1 |one |a ){_COUNT}[ -]{_WEEKS})"
    r" (?:ago|earlier|prior|previously|before(?! (?:and|or))|back|auparavant|plus tot|avant)\b"
    r"|\b(?:1[4-9]|[2-9]\d|\d{3}) (?:days|jours) (?:ago|earlier|prior|auparavant|plus tot)\b|\bat that time\b"
    rf"|\bil y a (?:environ |plus de |pres de )?(?:{_COUNT} {_LONG}|(?!une |1 ){_COUNT} {_WEEKS})\b"
    r"|\b(?:at|a) (?:the |l')?age (?:of |de )?\d{1,2}\b|\b(?:at|when|while) (?:he|she) was (?:a child|young|\d{1,2})\b"
    r"|\blast year\b|\bl'an dernier\b|\bl'annee (?:derniere|passee)\b|\b(?:as a|when a|in) (?:child|teenager|infant)\b"
    r"|\bin (?:his|her) (?:childhood|youth|teens)\b"
    r"|\bin (?:his|her) (?:early |late |mid[- ])?(?:twenties|thirties|forties|fifties|[2-6]0s)\b"
    r"|\b(?:in the (?:remote |distant )?past|remotely|years back|dans (?:le passe|l'enfance|sa jeunesse))\b"
)
_YEAR = re.compile(
    r"\b(?:in|en|since|depuis|back in|circa|of)(?: the)?(?: (?:early|late|mid|about))? ?-?"
    rf"(?:(?:{MONTH})\.?,?(?: of| de)? )?(?:19|20)\d\d(?:'?s)?\b"
    r"|\((?:19|20)\d\d\)|(?<=[a-z] )(?:19|20)\d\d(?=[.,;)])|\b(?:in|since) (?:0?[1-9]|1[0-2])/(?:19|20)?\d\d\b"
)
#: A state that has lasted for two weeks or more.
_BEGAN = re.compile(
    rf"\b{_COUNT}[ -](?:{_LONG}|{_WEEKS})(?:'s?)? (?:long )?(?:history|duration|course|of)\b"
    rf"|\b(?:for|over|during|in|depuis|pendant|durant)(?: the)?(?: (?:past|last|previous|les))?"
    rf" {_ROUGHLY}{_COUNT} (?:{_LONG}|{_WEEKS})\b|\bx ?{_COUNT} (?:{_LONG}|{_WEEKS})\b"
    r"|\b(?:for|over) (?:many |several |the )?(?:years|months|decades)\b|\bfor (?:quite )?(?:some|a long) time\b"
    rf"|\b(?:lasting|of) {_COUNT} (?:{_LONG}|{_WEEKS})(?:'s?)?(?: duration)?\b"
    r"|\b(?:since (?:childhood|birth|infancy)|depuis (?:l'enfance|la naissance|toujours))\b"
)
_ONE_WEEK = re.compile(r"\b(?:1|one|a|une)[ -](?:week|wk|semaine)\b")
#: Verbs of beginning: what began long ago may last.
_ONSET = frozenset(
    stem(word)
    for word in word_set(
        "appeared appear began begun started onset developed noticed apparue apparition debute debutant commence"
        " installee survenue debut"
    )
)
_MARKS = word_set(", ; : . ( )") | TURNS


def past_scopes(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes over the clause that a distance into the past or a year tells of.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Ten years ago, he had a stroke.", "en")
    >>> [s.reach for s in past_scopes(reading, reading.sentences[0])]
    ['']
    """
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    for pattern in (_AGO, _YEAR, _BEGAN):
        for match in pattern.finditer(reading.folded, start, end):
            cue, cue_end = reading.tokens_of(match.start(), match.end())
            if cue_end <= cue or (pattern is _BEGAN and _ONE_WEEK.search(match.group())):
                continue
            first, last = _clause(reading, sentence, cue, cue_end)
            lasts = pattern is _BEGAN or match.group().startswith(("since", "depuis"))
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
    while last < sentence.last and not _parts(reading, last):
        last += 1
    return first, last


def _back(reading: Reading, sentence: Sentence, first: int) -> int:
    while first > sentence.first and not _parts(reading, first - 1):
        first -= 1
    return first


def _parts(reading: Reading, token: int) -> bool:
    word = reading.words[token]
    if word in _MARKS or word in SUBORDINATE:
        return True
    return word in JOINING and has_verb(reading, token + 1, min(token + 5, len(reading)))
