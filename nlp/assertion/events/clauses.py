"""Where the clause of a cue begins and ends, and which of its words a denial or a doubt passes over."""

from __future__ import annotations

from nlp.assertion.events.words import (
    BEING,
    CHOICE,
    CIRCUMSTANCE,
    DEFINITE,
    JOINING,
    NEW_PHRASE,
    PLACE,
    REACHED_BY_DOUBT,
    SUBORDINATE,
    is_adverb,
    is_finite,
    relates,
)
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

#: Ends of a clause whatever stands in it.
ENDS = frozenset([";", ".", "!"])
_OF = frozenset(["of", "de", "d", "du", "des"])
_LOOKING_FOR = frozenset(["suspicious", "concerning", "worrisome", "evidence", "indication", "need", "criteria"])
_WITH = frozenset(["with", "avec"])
_NOT_BEFORE = frozenset(["faveur", "evidence", "addition", "order"])


def finite(reading: Reading, token: int) -> bool:
    """Whether a token is a finite verb; `à` is none though it folds to `a`."""
    word = reading.words[token]
    if word == "a" and (reading.text[reading.starts[token]] in "àÀ" or reading.sentence(token).lang == "en"):
        return False
    if word == "s" or word == "felt":
        return False
    return is_finite(word)


def segment_start(reading: Reading, sentence: Sentence, token: int) -> int:
    """First token of the run of words between marks and conjunctions that holds a token."""
    first = token
    while first > sentence.first:
        word = reading.words[first - 1]
        if (
            word in ENDS
            or word in (",", ":", "(", ")")
            or word in JOINING
            or word in SUBORDINATE
            or word in ("but", "mais")
        ):
            break
        first -= 1
    return first


def begins_clause(reading: Reading, sentence: Sentence, cue: int) -> bool:
    """Whether nothing but a subject's own words stand before a cue in its clause: it denies the subject of a verb."""
    first = segment_start(reading, sentence, cue)
    return not any(finite(reading, token) for token in range(first, cue))


def segment_end(reading: Reading, token: int, limit: int) -> int:
    """The next comma, semicolon or bracket from a token on."""
    while token < limit and reading.words[token] not in ENDS and reading.words[token] not in (",", ":", "(", ")"):
        token += 1
    return token


def list_goes_on(reading: Reading, comma: int, limit: int, joins: frozenset[str]) -> bool:
    """Whether the items after a comma are ended by one of `joins` before any verb: `sans fièvre, toux ni dyspnée`."""
    for token in range(comma + 1, min(limit, comma + 40)):
        word = reading.words[token]
        if word in joins:
            return True
        if finite(reading, token) or word in SUBORDINATE or word in ENDS or word in (":", "(", ")"):
            return False
    return False


def verb_group_end(reading: Reading, token: int, limit: int) -> int:
    """End of the predicate that begins at a finite verb: `were noted`, `n'a été constatée`, `occurred`."""
    words = reading.words
    if words[token] in ("n", "ne"):
        token += 1 + (token + 1 < limit and words[token + 1] == "'")
    end = token
    linking = False
    while end < limit and (
        words[end] in BEING or finite(reading, end) or is_adverb(words[end]) or words[end] in ("n", "ne", "'", "to")
    ):
        linking = (
            linking
            or words[end] in BEING
            or words[end] in ("has", "have", "had", "a", "ont", "avait", "avaient", "could", "can", "did")
        )
        end += 1
    if linking and end < limit and words[end].isalpha() and words[end] not in CIRCUMSTANCE | DEFINITE:
        end += 1
    return end


def runs(reading: Reading, first: int, last: int, assertion: str) -> list[tuple[int, int]]:
    """The parts of a scope that remain when its circumstances are taken out: `no pain (on palpation), no rash`.

    A preposition opens a gap that a comma or `ni` closes; `of the` and `de la` take for granted what they name.
    """
    found, start, token = [], first, first
    gap: int | None = None
    words = reading.words
    while token < last:
        word = words[token]
        opens = gap is None and (token > first or assertion == "absent") and _opens_gap(reading, token, last, assertion)
        if opens:
            found.append((start, token))
            gap = token
        elif gap is not None and finite(reading, token):
            gap, start = None, token
        elif gap is not None and (word == "," or word in ("nor", "ni") or (word in CHOICE and words[gap] in PLACE)):
            gap, start = None, token + 1
        token += 1
    if gap is None:
        found.append((start, last))
    return [(a, b) for a, b in found if b > a]


def _opens_gap(reading: Reading, token: int, last: int, assertion: str) -> bool:
    words, word = reading.words, reading.words[token]
    following = words[token + 1] if token + 1 < last else ""
    if word in ("a", "an") and not (
        word == "a" and reading.text[reading.starts[token]] in "àÀ" or _is_french_a(reading, token)
    ):
        return False
    if word in CIRCUMSTANCE:
        if word == "to" and following in ("suggest", "indicate", "support"):
            return False
        if word == "for" and words[token - 1] in _LOOKING_FOR:
            return False
        if assertion == "possible" and word in REACHED_BY_DOUBT and (word not in _WITH or relates(words[token - 1])):
            return False
        return (
            following not in _NOT_BEFORE
            and word != "en"
            or word == "en"
            and following in ("irm", "tdm", "echographie", "imagerie", "raison", "cours")
        )
    if assertion in ("absent", "possible") and word in _OF and following in DEFINITE - {"leurs", "des"}:
        return True
    if assertion != "absent":
        return False
    return word in ("of", "du", "des", "de", "d") and words[token - 1] in RELATIONAL_NOUNS


def _is_french_a(reading: Reading, token: int) -> bool:
    """`a` written for `à` in capitals or without accents is read as a verb; only the accent makes it a preposition."""
    return reading.text[reading.starts[token]] in "àÀ"


#: Nouns of change, cause and effect: what they are of is there.
RELATIONAL_NOUNS = word_set(
    "cause causes origine etiologie modification modifications changement augmentation diminution majoration aggravation"
    " amelioration regression progression evolution reponse effet effets benefice complication complications change changes"
    " increase decrease worsening improvement resolution extension etiology effects effect sequelae explanation"
    " deterioration consequences reduction"
)


def new_phrase(reading: Reading, token: int) -> bool:
    """Whether a word after a comma or `and` opens a new phrase rather than the next thing of a list."""
    return reading.words[token] in NEW_PHRASE
