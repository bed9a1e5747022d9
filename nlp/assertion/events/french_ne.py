"""Where French denies a verb: `n'a pas été retrouvé`, `ne prend aucun`, `rien n'évoque`, `n'a pu être objectivé`."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.assertion.events.denied_verbs import Denial, is_otherwise, scopes_of_denial
from nlp.assertion.events.forward import Announcement, forward_end
from nlp.assertion.events.gaps import runs
from nlp.assertion.events.verbs import AUXILIARIES, BEING
from nlp.assertion.events.words import is_adverb
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_NE = word_set("n ne")
_DENIERS = word_set("pas plus jamais guere point aucunement nullement")
#: Denials that are a determiner or a pronoun of the object: the verb between is denied, they deny the rest.
_INDEFINITE = word_set("aucun aucune ni nul nulle rien")
#: Verbs that `ne` denies without `pas`: `n'a pu être retrouvé`.
_ALONE = word_set("pu peut pouvait peuvent pouvaient saurait")
_NO_VERBS = word_set("s se l le la les lui leur y en m me nous vous ' t ete")
#: Auxiliaries between `pas` and the participle.
_BETWEEN = word_set("pu etre permis paru semble avoir")
#: Most tokens between `ne` and `pas`.
_FARTHEST = 9
#: Most tokens between `rien` and its `ne`: `rien dans l'histoire ne suggérait`.
_SUBJECT = 6


def denied_in_french(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes of the verbs that `ne` and its second half deny in a sentence.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("Elle n'a pas répondu au traitement.", "fr")
    >>> [reading.slice(s.first, s.last) for s in denied_in_french(reading, reading.sentences[0])]
    ['répondu']
    """
    words = reading.words
    for ne in range(sentence.first, sentence.last):
        if words[ne] not in _NE:
            continue
        if "rien" in words[max(sentence.first, ne - _SUBJECT) : ne]:
            yield _after_nothing(reading, ne)
            continue
        denier = _denier(words, ne, sentence.last)
        if denier is None:
            continue
        verbs = [t for t in range(ne + 1, denier) if words[t] not in _NO_VERBS and words[t].isalpha()]
        if words[denier] in _INDEFINITE:
            yield from (Scope("absent", t, t + 1, ne, ne + 1, False) for t in verbs)
        elif not is_otherwise(words, denier + 1, sentence.last):
            yield from _one_denied(reading, sentence, ne, denier, verbs[:1])


def _after_nothing(reading: Reading, ne: int) -> Scope:
    """`rien n'évoque un lupus`: verb and object alike."""
    end = max(forward_end(reading, Announcement(ne - 1, ne + past, "absent")) for past in (2, 3))
    return Scope("absent", ne + 1, end, ne, ne + 1, False)


def _denier(words: list[str], ne: int, last: int) -> int | None:
    """Where the second half of a denial stands; None where the clause ends before one."""
    for place in range(ne + 1, min(last, ne + _FARTHEST)):
        if words[place] in (",", ";", ":", "."):
            return None
        alone = words[place] in _ALONE and words[place + 1 : place + 2] and words[place + 1] not in _DENIERS
        if words[place] in _DENIERS or words[place] in _INDEFINITE or alone:
            return place
    return None


def _one_denied(reading: Reading, sentence: Sentence, ne: int, denier: int, verbs: list[int]) -> Iterator[Scope]:
    words = reading.words
    if verbs and words[verbs[0]] not in AUXILIARIES:
        yield Scope("absent", verbs[0], verbs[0] + 1, ne, ne + 1, False)
        if words[denier + 1 : denier + 3] == ["en", "evidence"]:
            end = forward_end(reading, Announcement(denier, denier + 3, "absent"))
            yield from (Scope("absent", a, b, ne, ne + 1, False) for a, b in runs(reading, denier + 3, end, "absent"))
        return
    head = _head_after(words, denier + 1, min(sentence.last, denier + _FARTHEST))
    if head is not None:
        yield from scopes_of_denial(reading, sentence, Denial(ne, ne + 1, head, _is_passive(words, ne, head, verbs)))


def _is_passive(words: list[str], ne: int, head: int, verbs: list[int]) -> bool:
    if not verbs:
        return False
    reflexive = "s" in words[ne + 1 : ne + 4] or "se" in words[ne : ne + 3]
    return bool({"ete", "etre"} & set(words[ne:head])) or (words[verbs[0]] in BEING and not reflexive)


def _head_after(words: list[str], token: int, limit: int) -> int | None:
    """The participle, adjective or infinitive that `pas` denies; None before `de`, where the object alone is denied."""
    while token < limit and (is_adverb(words[token]) or words[token] in _BETWEEN):
        if words[token] == "permis" and words[token + 1 : token + 2] in (["de"], ["d"]):
            token += 1 + (words[token + 2 : token + 3] == ["'"])
        token += 1
    if token >= limit or not words[token].isalpha() or words[token] in ("de", "d", "un", "une"):
        return None
    return token
