"""The past told by a measure of time: `five years ago`, `in 1998`, `a two-month history of`.

ConText's temporality is apart from its negation: a condition that began more than two weeks before is historical there
(Harkema et al. 2009), though it may last. What is over by the words themselves is historical here too; what only began
long ago is marked `began`, which `nlp.assertion.assertions_of_spans` gives and `assert_spans` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.events.clauses import finite
from nlp.assertion.events.words import JOINING, SUBORDINATE
from nlp.assertion.scope import Scope
from nlp.dates.words import MONTH, NUMBER
from nlp.text.fold import stem
from nlp.text.reading import Reading, Sentence

_COUNT = rf"(?:(?:{NUMBER}) ?(?:-|to|or|a|ou) ?)?(?:{NUMBER}|several|many|some|few|a few|a couple of|couple of|plusieurs|quelques|numerous|de nombreuses)"
_LONG = r"(?:years?|yrs?|months?|mos?|decades?|ans?|annees?|mois)"
_WEEKS = r"(?:weeks?|wks?|semaines?)"
#: More than two weeks, told as a distance into the past.
_AGO = re.compile(
    rf"\b(?:(?:over|about|approximately|some|nearly|almost|more than) )?(?:{_COUNT}[ -]{_LONG}|(?!1 |one |two |2 ){_COUNT}[ -]{_WEEKS})"
    rf" (?:ago|earlier|prior|previously|before(?! (?:and|or))|back|auparavant|plus tot|avant)\b"
    r"|\b(?:1[5-9]|[2-9]\d|\d{3}) (?:days|jours) (?:ago|earlier|prior|auparavant|plus tot)\b|\bat that time\b"
    rf"|\bil y a (?:environ |plus de |pres de )?(?:{_COUNT} {_LONG}|(?!une |deux |2 ){_COUNT} {_WEEKS})\b"
    rf"|\b(?:at|a) (?:the |l')?age (?:of |de )?\d{{1,2}}\b|\b(?:at|when) (?:he|she) was (?:a child|young|\d{{1,2}})\b"
)
_YEAR = re.compile(
    rf"\b(?:in|en|since|depuis|back in|circa|of)(?: the)?(?: (?:early|late|mid|about))? ?-?(?:(?:{MONTH})\\.?,?(?: of| de)? )?"
    rf"(?:19|20)\d\d(?:'?s)?\b|\((?:19|20)\d\d\)|(?<=[a-z] )(?:19|20)\d\d(?=[.,;)])|\b(?:in|since) (?:0?[1-9]|1[0-2])/(?:19|20)?\d\d\b"
)
_BEGAN = re.compile(
    rf"\b{_COUNT}[ -](?:{_LONG}|{_WEEKS})(?:'s?)? (?:long )?(?:history|duration|course)\b"
    rf"|\b(?:for|over|during|in|depuis|pendant|durant)(?: the)?(?: (?:past|last|previous|les))?"
    rf"(?: (?:about|approximately|at least|more than|over|plus de|environ))? {_COUNT} (?:{_LONG}|{_WEEKS})\b"
    rf"|\bx ?{_COUNT} (?:{_LONG}|{_WEEKS})\b|\b(?:for|over) (?:many |several |the )?(?:years|months|decades)\b"
    rf"|\bfor (?:quite )?(?:some|a long) time\b|\b(?:lasting|of) {_COUNT} (?:{_LONG}|{_WEEKS})(?:'s?)?(?: duration)?\b"
    rf"|\b(?:since (?:childhood|birth|infancy)|depuis (?:l'enfance|la naissance|toujours))\b"
)
#: Verbs of beginning: what began long ago may last.
_ONSET = frozenset(map(stem, "appeared appear began begun started onset developed noticed apparue apparition debute debutant"
                   " commence installee survenue debut".split()))  # fmt: skip
_TWO_WEEKS = re.compile(r"\b(?:1|2|one|two|a|une|deux|un)[ -](?:weeks?|wks?|semaines?)")


def past_scopes(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes over the clause that a distance into the past or a year tells of."""
    start, end = reading.starts[sentence.first], reading.ends[sentence.last - 1]
    for pattern, reach in ((_AGO, ""), (_YEAR, ""), (_BEGAN, "began")):
        for match in pattern.finditer(reading.folded, start, end):
            if reach and _TWO_WEEKS.search(match.group()):
                continue
            cue, cue_end = reading.tokens_of(match.start(), match.end())
            if cue_end > cue:
                first, last = _clause(reading, sentence, cue, cue_end)
                onset = any(reading.stems[t] in _ONSET for t in range(first, last))
                if match.group().startswith(("since", "depuis")) or reach or onset:
                    yield Scope("historical", first, last, cue, cue_end, False, "began")
                else:
                    yield Scope("historical", first, last, cue, cue_end, False, "")


def _clause(reading: Reading, sentence: Sentence, cue: int, cue_end: int) -> tuple[int, int]:
    """From the mark or conjunction before the expression to the one behind it, over a comma that follows an opening."""
    words = reading.words
    first = cue
    while first > sentence.first and not _parts(reading, first - 1):
        first -= 1
    if first > sentence.first and words[first - 1] == "," and cue - first <= 3 and not _has_verb(reading, first, cue):
        first -= 1
        while first > sentence.first and not _parts(reading, first - 1):
            first -= 1
    while first > sentence.first and words[first - 1] == "," and not _has_verb(reading, first, cue) and cue - first > 2:
        back = first - 1
        while back > sentence.first and not _parts(reading, back - 1):
            back -= 1
        first = back
    last = cue_end
    opening = first == cue or all(not finite(reading, t) for t in range(first, cue))
    if last < sentence.last and words[last] == "," and opening and cue - first <= 2:
        last += 1
    while last < sentence.last and not _parts(reading, last):
        last += 1
    return first, last


def _has_verb(reading: Reading, first: int, last: int) -> bool:
    return any(finite(reading, token) for token in range(first, last))


def _parts(reading: Reading, token: int) -> bool:
    word = reading.words[token]
    if word in (",", ";", ":", ".", "(", ")", "but", "mais") or word in SUBORDINATE:
        return True
    return word in JOINING and any(finite(reading, t) for t in range(token + 1, min(token + 5, len(reading))))
