"""What a denial or a doubt passes over: the place, time and occasion of a thing, and what is taken for granted."""

from __future__ import annotations

from nlp.assertion.events.clauses import finite
from nlp.assertion.events.verbs import relates
from nlp.assertion.events.words import CHOICE, CIRCUMSTANCE, DEFINITE, PLACE, REACHED_BY_DOUBT
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

_OF = word_set("of de d du des")
_WITH = word_set("with avec")
#: What `for` names after these is looked for, and denied with them.
_LOOKING_FOR = word_set("suspicious concerning worrisome evidence indication need criteria")
#: What `to` announces here is a purpose of proof: `no infiltrate to suggest pneumonia`.
_PROVING = word_set("suggest indicate support")
#: `en` is a circumstance before these alone; elsewhere it is part of a verb or of a phrase.
_AFTER_EN = word_set("irm tdm echographie imagerie raison cours")
#: Words before which a preposition is part of a phrase: `en faveur de`, `in addition`.
_PHRASES = word_set("faveur evidence addition order")
#: Nouns of change, cause and effect: what they are of is there.
_RELATIONAL = word_set(
    "cause causes origine etiologie modification modifications changement augmentation diminution majoration"
    " aggravation amelioration regression progression evolution reponse effet effets benefice complication"
    " complications change changes increase decrease worsening improvement resolution extension etiology effects"
    " effect sequelae explanation deterioration consequences reduction"
)


def runs(reading: Reading, first: int, last: int, assertion: str) -> list[tuple[int, int]]:
    """The parts of a scope that remain when its circumstances are taken out.

    A preposition opens a gap that a comma, `ni` or a verb closes; `of the` and `de la` take what they name for granted.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("no pain on palpation, no rash", "en")
    >>> [reading.slice(a, b) for a, b in runs(reading, 1, len(reading), "absent")]
    ['pain', 'no rash']
    """
    found, start = [], first
    gap: int | None = None
    for token in range(first, last):
        if gap is None:
            if (token > first or assertion == "absent") and _opens_gap(reading, token, last, assertion):
                found.append((start, token))
                gap = token
        elif finite(reading, token):
            gap, start = None, token
        elif _closes_gap(reading.words, gap, token):
            gap, start = None, token + 1
    if gap is None:
        found.append((start, last))
    return [(a, b) for a, b in found if b > a]


def _closes_gap(words: list[str], gap: int, token: int) -> bool:
    """A comma or `ni` goes on with the list; `or` does after a place, where what it joins is a thing again."""
    word = words[token]
    return word in (",", "nor", "ni") or (word in CHOICE and words[gap] in PLACE)


def _opens_gap(reading: Reading, token: int, last: int, assertion: str) -> bool:
    words, word = reading.words, reading.words[token]
    following = words[token + 1] if token + 1 < last else ""
    if word == "a" and reading.text[reading.starts[token]] not in "àÀ":
        return False
    if word in CIRCUMSTANCE:
        return _is_circumstance(words, token, following, assertion)
    if word in _OF and assertion == "subject":
        return words[token - 1] in _RELATIONAL
    if word not in _OF or assertion not in ("absent", "possible"):
        return False
    if following in DEFINITE - {"leurs", "des"}:
        return True
    return assertion == "absent" and words[token - 1] in _RELATIONAL


def _is_circumstance(words: list[str], token: int, following: str, assertion: str) -> bool:
    word, before = words[token], words[token - 1]
    if word == "en":
        return following in _AFTER_EN
    if (word == "to" and following in _PROVING) or (word == "for" and before in _LOOKING_FOR):
        return False
    if assertion == "possible" and word in REACHED_BY_DOUBT and (word not in _WITH or relates(before)):
        return False
    return following not in _PHRASES
