"""What stands before a cue and falls under it: the subject of its verb, the thing that its adjective judges."""

from __future__ import annotations

from nlp.assertion.events.clauses import ENDS, finite, segment_start
from nlp.assertion.events.forward import FARTHEST
from nlp.assertion.events.gaps import runs
from nlp.assertion.events.verbs import AUXILIARIES
from nlp.assertion.events.words import CHOICE, CIRCUMSTANCE, JOINING, SUBORDINATE, TURNS, is_adverb, is_test
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_ANY_JOIN = CHOICE | JOINING
#: Verbs of one subject: what stands before `, and` belongs to the clause before.
_SINGULAR = word_set("is was has est etait")
_TURNING = TURNS | word_set("and et yet then")
#: What may stand between a subject and the adjective that denies it, beside auxiliaries.
_COPULA = word_set("all both then tous toutes s revenu revenue revenus revenues ' avere averee reste restee")
#: Participles between a verb of being and the adjective that judges.
_JUDGED = word_set("high thought considered felt deemed judged believed juge jugee considere consideree estime estimee")
#: Farthest back that an insertion between commas begins.
_INSERTION = 12


def subject_before(reading: Reading, sentence: Sentence, cue: int, lowest: int = 0) -> list[tuple[int, int]]:
    """The subject of a cue's verb: back to the start of its clause, over the list that it ends.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("The rash persisted, but Lyme disease was excluded.", "en")
    >>> [reading.slice(a, b) for a, b in subject_before(reading, reading.sentences[0], 7)]
    ['Lyme disease']
    """
    words = reading.words
    lowest = max(sentence.first, lowest, cue - FARTHEST)
    verb = group_before(reading, cue, lowest)
    token, joined, brackets = verb - 1, False, 0
    if token >= lowest and words[token] == ",":
        token = _before_insertion(words, lowest, token)
    while token >= lowest:
        word = words[token]
        if word in ENDS or (word == ":" and not _is_label(sentence, token)):
            break
        brackets += (word == ")") - (word == "(")
        if brackets < 0 and token < verb - 1:
            break
        if brackets <= 0 and finite(reading, token):
            return _after_verb(reading, max(token, lowest), verb)
        joined = joined or word in _ANY_JOIN
        if word == "," and words[token + 1] in JOINING and words[verb] in _SINGULAR:
            break
        if (word in SUBORDINATE and word != "that") or (word == "," and not joined and token < verb - 1):
            break
        token -= 1
    return _parted(reading, max(token + 1, lowest), verb)


def subject_over_turn(reading: Reading, sentence: Sentence, verb: int) -> list[tuple[int, int]]:
    """The subject of the clause before `and` or `but`: `DVT was looked for but not found`."""
    turn = verb - 1
    if turn <= sentence.first or reading.words[turn] not in _TURNING:
        return []
    start = segment_start(reading, sentence, turn)
    earlier = next((token for token in range(start, turn) if finite(reading, token)), None)
    return subject_before(reading, sentence, earlier) if earlier is not None else []


def group_before(reading: Reading, cue: int, lowest: int) -> int:
    """First token of the verb group that ends at a cue: `were all negative`, `est revenue négative`."""
    words, verb = reading.words, cue
    while verb > lowest and (words[verb - 1] in _COPULA | AUXILIARIES | _JUDGED or is_adverb(words[verb - 1])):
        verb -= 1
    linked = any(word in AUXILIARIES or word in _COPULA for word in words[verb:cue])
    return verb if linked else cue


def _before_insertion(words: list[str], lowest: int, comma: int) -> int:
    """The token before an insertion that ends at a comma: `un lymphome, évoqué ailleurs, a été exclu`."""
    for token in range(comma - 1, max(lowest, comma - _INSERTION), -1):
        if words[token] == ",":
            return token - 1
    return comma


def _after_verb(reading: Reading, before: int, cue: int) -> list[tuple[int, int]]:
    """What stands between another verb and a cue: a clause of its own behind a join, else the thing next to the cue."""
    words = reading.words
    for token in range(before, cue):
        if words[token] == "," or words[token] in JOINING | TURNS or words[token] in ("that", "que"):
            return _parted(reading, token + 1, cue)
    if finite(reading, cue) or words[cue] in ("n", "ne", "not"):
        return []
    near = max(token for token in range(before, cue) if token == before or words[token] in CIRCUMSTANCE)
    return [(near + 1, cue)]


def _parted(reading: Reading, first: int, last: int) -> list[tuple[int, int]]:
    """The subject without its circumstances: `a lesion (on CT) was excluded`."""
    words = reading.words
    while first < last and (words[first] == "," or words[first] in _ANY_JOIN | TURNS):
        first += 1
    if first < last and words[first] in CIRCUMSTANCE and words[first] != "a":
        return [(first, last)]
    return runs(reading, first, last, "subject")


def without_tests(reading: Reading, pieces: list[tuple[int, int]], cue: int) -> list[tuple[int, int]]:
    """A test that is negative was done: its name is left out, and what it is for is not."""
    if not any(is_test(reading.words[t]) for a, b in pieces for t in range(a, b)):
        return pieces
    found, start = [], pieces[0][0]
    for token in range(start, cue):
        if is_test(reading.words[token]):
            found.append((start, token))
            start = token + 1
    return [*found, (start, cue)]


def _is_label(sentence: Sentence, token: int) -> bool:
    return bool(sentence.label) and token == sentence.first + sentence.label - 1
