"""Where the clauses of a sentence begin and end, and how far their lists go."""

from __future__ import annotations

from nlp.assertion.events.verbs import AUXILIARIES, BEING, HAVING, is_finite
from nlp.assertion.events.words import CIRCUMSTANCE, DEFINITE, JOINING, NEW_PHRASE, SUBORDINATE, TURNS, is_adverb
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Ends of a clause whatever stands in it.
ENDS = frozenset([";", ".", "!"])
_MARKS = ENDS | {",", ":", "(", ")"}
#: Farthest that a list is looked through for its last join, in tokens.
_LONGEST_LIST = 40
#: Words behind which a participle is an adjective: `a raised white cell count`.
_BEFORE_ADJECTIVES = word_set("a an the no any of with without")
#: Words behind which `found` has an object: `histology found no atypia`.
_FOUND = word_set("a an no any the")


def finite(reading: Reading, token: int) -> bool:
    """Whether a token is a finite verb; `à` is none though it folds to `a`, nor is the English article."""
    word = reading.words[token]
    if word == "a" and (reading.text[reading.starts[token]] in "àÀ" or reading.sentence(token).lang == "en"):
        return False
    if word.endswith("ed") and token and reading.words[token - 1] in _BEFORE_ADJECTIVES:
        return False
    if word == "found":
        following = reading.words[token + 1 : token + 2]
        return bool(_FOUND & set(following)) and reading.words[token - 1] not in AUXILIARIES
    return is_finite(word)


def has_verb(reading: Reading, first: int, last: int) -> bool:
    """Whether a finite verb stands among some tokens."""
    return any(finite(reading, token) for token in range(first, last))


def new_phrase(reading: Reading, token: int) -> bool:
    """Whether a word after a comma or `and` opens a new phrase rather than the next thing of a list."""
    return token < len(reading) and reading.words[token] in NEW_PHRASE


def segment_start(reading: Reading, sentence: Sentence, token: int) -> int:
    """First token of the run of words between marks and conjunctions that holds a token."""
    bounds = _MARKS | JOINING | SUBORDINATE | TURNS
    while token > sentence.first and reading.words[token - 1] not in bounds:
        token -= 1
    return token


def segment_end(reading: Reading, token: int, limit: int) -> int:
    """The next comma, semicolon or bracket from a token on."""
    while token < limit and reading.words[token] not in _MARKS:
        token += 1
    return token


def begins_clause(reading: Reading, sentence: Sentence, cue: int) -> bool:
    """Whether no verb stands before a cue in its clause: then it denies the subject of the verb behind it."""
    return not has_verb(reading, segment_start(reading, sentence, cue), cue)


def list_goes_on(reading: Reading, comma: int, limit: int, joins: frozenset[str]) -> bool:
    """Whether the items after a comma are ended by one of `joins` before any verb: `sans fièvre, toux ni dyspnée`."""
    for token in range(comma + 1, min(limit, comma + _LONGEST_LIST)):
        word = reading.words[token]
        if word in joins:
            return True
        if word in SUBORDINATE or word in _MARKS - {","} or finite(reading, token):
            return False
    return False


def verb_group_end(reading: Reading, token: int, limit: int) -> int:
    """End of the predicate that begins at a finite verb: `were noted`, `n'a été constatée`, `occurred`."""
    words, linking = reading.words, False
    if words[token] in ("n", "ne"):
        token += 1 + (words[token + 1 : token + 2] == ["'"])
    while token < limit and (_in_group(words[token]) or finite(reading, token)):
        linking = linking or words[token] in BEING or words[token] in HAVING
        token += 1
    closing = linking and token < limit and words[token].isalpha() and words[token] not in CIRCUMSTANCE | DEFINITE
    return token + closing


def _in_group(word: str) -> bool:
    return word in BEING or word in ("n", "ne", "'", "to") or is_adverb(word)
