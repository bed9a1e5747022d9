"""Verbs that are denied: what falls with them, their subject, their object, or they alone.

No list of cues can hold every verb. The denial is read from `not` or `ne … pas` and the group of its verb
(`english_not`, `french_ne`); the class of the verb (`verbs.states`) tells whether its subject or object falls with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.assertion.cues.compile import EXCLUSIONS
from nlp.assertion.events.backward import subject_before, subject_over_turn
from nlp.assertion.events.forward import Announcement, forward_end
from nlp.assertion.events.gaps import runs
from nlp.assertion.events.verbs import AUXILIARIES, CHANGING, HAPPENING, relates, states
from nlp.assertion.events.words import CIRCUMSTANCE, DEFINITE, SUBORDINATE, is_adverb
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: After a denial these take it back or make it something else.
_OTHERWISE = word_set(
    "only necessarily certain sure clear uncommon unusual merely just seulement uniquement que sans qu rare"
)
#: What is not known is neither there nor not: `it is not known whether …`.
_ASKING = word_set("if whether")
_EXCLUDED = (*EXCLUSIONS, "exclud", "rule", "doubt")
#: Prepositions of a state that is denied as a whole: `not in distress`, `n'est pas sous traitement`.
_STATES = word_set("in on under at of sous en")
#: `met en évidence`, whose object stands behind the phrase.
_PUTTING = word_set("mis met mettre mettait mettaient")


@dataclass(frozen=True, slots=True)
class Denial:
    """A denied verb: tokens `cue` to `cue_end` of the denial, and the head of what it denies."""

    cue: int
    cue_end: int
    head: int
    passive: bool

    def scope(self, first: int, last: int) -> Scope:
        """Tokens denied with the verb."""
        return Scope("absent", first, last, self.cue, self.cue_end, False)


def is_otherwise(words: list[str], after: int, last: int) -> bool:
    """`not only`, `cannot be excluded`, `n'est pas exclu`: no denial of what is spoken of.

    >>> is_otherwise(["not", "only", "large"], 1, 3), is_otherwise(["not", "seen"], 1, 2)
    (True, False)
    """
    following = words[after : min(last, after + 5)]
    if following and following[0] in _OTHERWISE:
        return True
    if _ASKING & set(following[1:3]):
        return True
    for word in following:
        if word in (",", ";") or (word in CIRCUMSTANCE and word not in ("en", "pour")):
            return False
        if word.startswith(_EXCLUDED):
            return True
    return False


def scopes_of_denial(reading: Reading, sentence: Sentence, denial: Denial) -> Iterator[Scope]:
    """The scopes of one denied verb or adjective."""
    head = reading.words[denial.head]
    if denial.passive and head in _STATES:
        yield from _denied_from(reading, denial, denial.head + 1, "near")
    elif head == "that":
        end = forward_end(reading, Announcement(denial.head, denial.head + 1, "absent", "clause"))
        yield denial.scope(denial.head + 1, end)
    elif head in CIRCUMSTANCE or head in DEFINITE:
        return
    elif denial.passive:
        yield from _predicate(reading, denial)
        if states(head) and not relates(head):
            for first, last in _subject(reading, sentence, denial):
                yield denial.scope(first, last)
    else:
        yield denial.scope(denial.head, denial.head + 1)
        if head in HAPPENING:
            yield from (denial.scope(a, b) for a, b in _subject(reading, sentence, denial))
        first = denial.head + 1
        if head in _PUTTING and reading.words[first : first + 2] == ["en", "evidence"]:
            first += 2
        if first < sentence.last and _object_falls(reading, denial.head, first):
            yield from _denied_from(reading, denial, first)


def _denied_from(reading: Reading, denial: Denial, first: int, reach: str = "") -> Iterator[Scope]:
    end = forward_end(reading, Announcement(first - 1, first, "absent", reach))
    yield from (denial.scope(a, b) for a, b in runs(reading, first, end, "absent"))


def _predicate(reading: Reading, denial: Denial) -> Iterator[Scope]:
    """The participle or adjective, what it is joined with, and past its preposition what it relates to."""
    head = denial.head
    if reading.words[head + 1 : head + 2] and reading.words[head + 1] in SUBORDINATE:
        yield denial.scope(head, head + 1)
        return
    end = max(head + 1, forward_end(reading, Announcement(head, head + 1, "absent", "near")))
    pieces = [(head, end)] if relates(reading.words[head]) else runs(reading, head, end, "absent")
    yield from (denial.scope(a, b) for a, b in pieces)


def _subject(reading: Reading, sentence: Sentence, denial: Denial) -> list[tuple[int, int]]:
    """The subject of the verb, or of the turn that it stands in: `DVT was looked for but not found`."""
    verb = _group_start(reading.words, sentence.first, denial.cue)
    if own := subject_before(reading, sentence, verb):
        return own
    if reading.words[denial.head].startswith("confirm"):
        return []
    return subject_over_turn(reading, sentence, verb)


def _group_start(words: list[str], lowest: int, token: int) -> int:
    """First token of the verb group that a denial stands in: `has not been`, `n'a pas été`."""
    while token > lowest and (words[token - 1] in AUXILIARIES or _is_inside_group(words[token - 1])):
        token -= 1
    return token


def _is_inside_group(word: str) -> bool:
    return word in ("'", "n", "ne") or word.endswith("dn") or is_adverb(word)


def _object_falls(reading: Reading, head: int, first: int) -> bool:
    """A denied verb of being there denies its object; another verb only one that it does not take for granted."""
    words, following = reading.words, reading.words[first]
    is_article = reading.slice(first, first + 1) in ("a", "A")
    if following in CIRCUMSTANCE and not is_article and not relates(words[head]):
        return False
    if words[head] in CHANGING:
        return following in ("any", "de", "d", "aucun", "aucune")
    if states(words[head]):
        return following not in DEFINITE or relates(words[head])
    return following.isalpha() and following not in DEFINITE and not is_adverb(following)
