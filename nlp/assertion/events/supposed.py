"""What is supposed or still to come: `could be due to`, `serait lié à`, `will be repeated`, what waits for an `if`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.events.backward import subject_before
from nlp.assertion.events.forward import Announcement, forward_end
from nlp.assertion.events.gaps import runs
from nlp.assertion.events.verbs import explains_what_is_there, is_conditional
from nlp.assertion.events.words import DEFINITE, TURNS, is_adverb
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_ABLE = word_set("could peut peuvent pouvait pouvaient pouvant")
#: What may be supposed with `could`, `peut` and `pouvait`, which else tell of being able.
_SUPPOSED = word_set(
    r"be cause lead result occur contribute trigger mimic play represent reflect explain indicate correspond"
    r" account suggest conceivably also have correspondre etre s expliquer traduire evoquer representer temoigner"
    r" suggerer relever resulter avoir faire"
)
_BEING = word_set("be been etre ete")
#: Endings of adjectives, behind which `could be` doubts; a participle tells of ability (`could be palpated`).
_OF_ADJECTIVES = ("ive", "ous", "ic", "al", "ary", "ign", "ant")
_LINKS = _BEING | word_set("have avoir also s '")
#: What shows that `could be` tells of a cause, not of ability.
_CAUSED = word_set(
    "due related explained caused secondary attributed attributable responsible associated considered consistent linked"
    " indicative suggestive compatible dus dues lie liee lies liees explique expliquee expliques responsable secondaire"
    " attribue attribuee imputable considere consideree evoque evoquee cause causee origine a an un une en either"
)
#: What `would` says of a wish, not of a case: `he would like`, `she would not take`.
_WISHED = word_set("like prefer rather not never")
#: What opens a condition, and what shows that the clause beside it waits for it.
_CONDITIONS = word_set("if unless should si")
_CASES = (["en", "cas", "de"], ["en", "cas", "d"], ["in", "case", "of"])
_AWAITING = word_set("will would should shall could may might must")
_FUTURE = re.compile(r"[a-z]{2,}(?:e|i|d|v|r)r(?:a|ont)|sera|seront|aura|auront")
#: Stems of what is offered with a conditional.
_OFFERED = ("considered", "offered", "propos", "envisag", "discut", "performed", "realis", "tried", "tent")
_NO_FUTURE = word_set("camera cholera opera viscera libera considera hydra vera etera lira tibra palindra")


def supposed_scopes(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes of the supposed, conditional and future verbs of a sentence."""
    yield from _supposed(reading, sentence)
    yield from _consequences(reading, sentence)
    yield from _to_come(reading, sentence)


def _supposed(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    words = reading.words
    for token in range(sentence.first, sentence.last - 1):
        if not _is_supposed(reading, sentence, token) or {"not", "pas"} & set(words[token + 1 : token + 3]):
            continue
        head = next((t for t in range(token + 1, sentence.last - 1) if not _is_link(words[t])), token + 1)
        end = forward_end(reading, Announcement(token, head, "possible"))
        if explains_what_is_there(words, head):
            end = head + 1
        for first, last in runs(reading, token + 1, end, "possible"):
            yield Scope("possible", first, last, token, token + 1, False)


def _is_supposed(reading: Reading, sentence: Sentence, token: int) -> bool:
    """A French conditional, or a verb of ability before a verb of cause."""
    words = reading.words
    if words[token] == "would" and sentence.lang == "en":
        return words[token + 1] not in _WISHED and not _offers(words, token)
    if words[token] in _ABLE:
        return words[token + 1] in _SUPPOSED and _tells_a_cause(words, token + 1, sentence.last)
    return sentence.lang == "fr" and is_conditional(reading.slice(token, token + 1))


def _is_link(word: str) -> bool:
    return word in _LINKS or is_adverb(word)


def _tells_a_cause(words: list[str], token: int, last: int) -> bool:
    """`could be due to`, `peut être lié à`, not `could be palpated`: seen by what follows `be`."""
    while token < last and (words[token] in _LINKS or is_adverb(words[token])):
        token += 1
        if token < last and words[token - 1] in _BEING:
            following = next((word for word in words[token:last] if not is_adverb(word) and word != "'"), "")
            return following in _CAUSED or following in DEFINITE or following.endswith(_OF_ADJECTIVES)
    return token < last


def _is_future(word: str, lang: str) -> bool:
    return word in ("will", "shall") if lang == "en" else bool(_FUTURE.fullmatch(word)) and word not in _NO_FUTURE


def _to_come(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """`Un dépistage sera proposé`, `surgery will be performed`: subject and predicate of a future verb."""
    for token in range(sentence.first, sentence.last):
        if _is_future(reading.words[token], sentence.lang) or _is_offer(reading, sentence, token):
            end = forward_end(reading, Announcement(token, token + 1, "planned"))
            subject = subject_before(reading, sentence, token)
            yield Scope("planned", subject[0][0] if subject else token, end, token, token + 1, False)


def _is_offer(reading: Reading, sentence: Sentence, token: int) -> bool:
    """`could be considered`, `pourrait être proposée`: a conditional that offers its subject."""
    word = reading.words[token]
    conditional = word in ("could", "might", "would") or (
        sentence.lang == "fr" and is_conditional(reading.slice(token, token + 1))
    )
    return conditional and _offers(reading.words, token)


def _offers(words: list[str], token: int) -> bool:
    return any(word.startswith(_OFFERED) for word in words[token + 1 : token + 4])


def _consequences(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """`If it recurs, surgery will be considered`: the clause beside a condition, where its verb looks ahead."""
    words = reading.words
    condition = next((t for t in range(sentence.first, sentence.last) if _is_condition(words, t)), None)
    if condition is None:
        return
    first, last = sentence.first, condition
    if condition == sentence.first:
        comma = next((t for t in range(condition, sentence.last) if words[t] == ","), sentence.last)
        first, last = comma + 1, sentence.last
    first = max((t + 1 for t in range(first, last) if words[t] == ";" or words[t] in TURNS), default=first)
    if any(_looks_ahead(reading, sentence, token) for token in range(first, last)):
        yield Scope("planned", first, last, condition, condition + 1, False)


def _is_condition(words: list[str], token: int) -> bool:
    return words[token] in _CONDITIONS or words[token : token + 3] in _CASES


def _looks_ahead(reading: Reading, sentence: Sentence, token: int) -> bool:
    word = reading.words[token]
    return word in _AWAITING or _is_future(word, sentence.lang) or is_conditional(reading.slice(token, token + 1))
