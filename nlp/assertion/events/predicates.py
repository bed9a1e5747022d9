"""Verbs that are denied or supposed: `did not respond`, `n'a pas été retrouvée`, `could be explained`, `serait lié`.

No list of cues can hold every verb. Here the denial is read from `not` or `ne … pas` and the group of its verb; whether
the verb's subject or object is denied too is told by the class of the verb (`nlp.assertion.events.words.states`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.assertion.cues.compile import EXCLUSIONS
from nlp.assertion.events.clauses import finite, runs, segment_start
from nlp.assertion.events.scopes import forward_end, subject_before
from nlp.assertion.events.words import (
    AUXILIARIES,
    BEING,
    CIRCUMSTANCE,
    DEFINITE,
    is_adverb,
    is_conditional,
    relates,
    states,
)
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_CAUSED = word_set(
    "due related explained caused secondary attributed attributable responsible associated considered consistent linked"
    " indicative suggestive compatible du due dus dues lie liee lies liees explique expliquee expliques responsable"
    " secondaire attribue attribuee imputable compatible l considere consideree evoque evoquee cause causee origine"
)
_HAVING = word_set("has have had having a ont avait avaient ai avons aurait auraient eu")
_DENIERS = frozenset(["pas", "plus", "jamais", "guere", "point", "aucunement", "nullement"])
_INDEFINITE = frozenset(["aucun", "aucune", "ni", "nul", "nulle", "rien"])
#: Verbs that `ne` denies without `pas`: `n'a pu être retrouvé`.
_ALONE = word_set("pu peut pouvait peuvent pouvaient saurait")
_CLITICS = word_set("s se l le la les lui leur y en m me nous vous ' t")
#: After a denial these take it back or make it something else.
_OTHERWISE = word_set(
    "only necessarily certain sure clear uncommon unusual merely just seulement uniquement que sans qu rare"
)
_CHANGES = word_set(
    "improve improved improving relieve relieved reduce reduced change changed alter altered affect affected control"
    " controlled worsen worsened tolerate tolerated modify modified complete completed respond responded attend help"
    " cure stop resolve eliminate alleviate ameliorate decrease increase prevent prevented impair limit follow comply"
    " consent agree want wish know remember explain support justify match meet fit"
)
#: What may be supposed with `could`, `peut` and `pouvait`, which else tell of being able.
_SUPPOSED = word_set(
    "be cause lead result occur contribute trigger mimic play represent reflect explain indicate correspond account suggest conceivably also have result correspondre etre"
    " s expliquer traduire evoquer representer temoigner suggerer relever resulter avoir faire"
)


def predicate_scopes(reading: Reading, sentence: Sentence) -> list[Scope]:
    """Scopes of the denied and supposed verbs of a sentence."""
    english = list(_denied_english(reading, sentence))
    french = list(_denied_french(reading, sentence)) if sentence.lang == "fr" else []
    return [
        *english,
        *french,
        *_supposed(reading, sentence),
        *_consequences(reading, sentence),
        *_to_come(reading, sentence),
    ]


def _scope(assertion: str, first: int, last: int, cue: int, cue_end: int) -> Scope:
    return Scope(assertion, first, last, cue, cue_end, False)


def _denied_english(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    words = reading.words
    for token in range(sentence.first, sentence.last):
        after = _after_not(words, token, sentence)
        if after is None or _is_otherwise(words, after, sentence.last):
            continue
        head = after
        while head < sentence.last and (
            is_adverb(words[head]) or words[head] in ("able", "to", "appear", "seem", "have", "had")
        ):
            head += 1
        if head >= sentence.last or not words[head].isalpha():
            continue
        lead = words[max(sentence.first, token - 4) : head]
        turned = (
            token > sentence.first and words[token - 1] in ("but", "mais") and words[head].endswith(("ed", "en", "und"))
        )
        passive = (bool(BEING & set(lead)) or turned) and words[after - 1] != "to"
        yield from _around_head(reading, sentence, token, after, head, passive)


def _after_not(words: list[str], token: int, sentence: Sentence) -> int | None:
    """The token after a denial of a verb, None where there is none."""
    word = words[token]
    if word in ("not", "never", "cannot"):
        return token + 1
    if word == "t" and token - 2 >= sentence.first and words[token - 1] == "'" and words[token - 2].endswith("n"):
        return token + 1
    if word == "no" and words[token + 1 : token + 2] == ["longer"]:
        return token + 2
    if word in ("failed", "fails", "failing", "unable", "failure", "inability") and words[token + 1 : token + 2] == [
        "to"
    ]:
        return token + 2
    return None


def _is_otherwise(words: list[str], after: int, last: int) -> bool:
    """`not only`, `cannot be excluded`, `n'est pas exclu`: no denial of what is spoken of."""
    following = words[after : min(last, after + 5)]
    if following and following[0] in _OTHERWISE:
        return True
    for word in following:
        if word in (",", ";") or (word in CIRCUMSTANCE and word not in ("en", "pour")):
            return False
        if word.startswith((*EXCLUSIONS, "exclud", "rule", "elimin", "ecart", "doubt")):
            return True
    return False


def _around_head(
    reading: Reading, sentence: Sentence, cue: int, cue_end: int, head: int, passive: bool
) -> Iterator[Scope]:
    """The scopes of one denied verb or adjective: itself, and its subject or its object where they fall with it."""
    words = reading.words
    limit = sentence.last
    if passive and words[head] in ("in", "on", "under", "at", "of", "sous", "en"):
        end = forward_end(reading, sentence, head, head + 1, limit, "absent", "near")
        yield from (_scope("absent", a, b, cue, cue_end) for a, b in runs(reading, head + 1, end, "absent"))
        return
    if words[head] in CIRCUMSTANCE or words[head] in DEFINITE:
        return
    if passive:
        end = max(head + 1, forward_end(reading, sentence, head, head + 1, limit, "absent", "near"))
        pieces = [(head, end)] if relates(words[head]) else runs(reading, head, end, "absent")
        for first, last in pieces:
            yield _scope("absent", first, last, cue, cue_end)
        if states(words[head]) and not relates(words[head]):
            verb = _group_start(reading, sentence, cue)
            for first, last in subject_before(reading, sentence, verb) or _subject_of_turn(
                reading, sentence, verb, head
            ):
                yield _scope("absent", first, last, cue, cue_end)
        return
    yield _scope("absent", head, head + 1, cue, cue_end)
    first = head + 1
    if words[head] in ("mis", "met", "mettre", "mettait", "mettaient") and words[first : first + 2] == [
        "en",
        "evidence",
    ]:
        first += 2
    if first < limit and _object_falls(words, head, first):
        end = forward_end(reading, sentence, head, first, limit, "absent", "")
        for a, b in runs(reading, first, end, "absent"):
            yield _scope("absent", a, b, cue, cue_end)


def _subject_of_turn(reading: Reading, sentence: Sentence, verb: int, head: int) -> list[tuple[int, int]]:
    """`DVT was looked for but not found`: a turn without a subject speaks of the subject before it."""
    turn = verb - 1
    if (
        turn <= sentence.first
        or reading.words[turn] not in ("but", "mais", "and", "et", "yet")
        or reading.words[head].startswith("confirm")
    ):
        return []
    start = segment_start(reading, sentence, turn)
    first_verb = next((t for t in range(start, turn) if finite(reading, t)), None)
    return subject_before(reading, sentence, first_verb) if first_verb is not None else []


def _object_falls(words: list[str], head: int, first: int) -> bool:
    """A denied verb of being there denies its object; another verb only one that it does not take for granted."""
    following = words[first]
    if following in CIRCUMSTANCE and not relates(words[head]):
        return False
    if words[head] in _CHANGES:
        return following in ("any", "de", "d", "aucun", "aucune")
    if states(words[head]):
        return following not in DEFINITE or relates(words[head])
    return following.isalpha() and following not in CIRCUMSTANCE | DEFINITE and not is_adverb(following)


def _group_start(reading: Reading, sentence: Sentence, token: int) -> int:
    """First token of the verb group that a denial stands in: `has not been`, `n'a pas été`."""
    words = reading.words
    while token > sentence.first and (
        words[token - 1] in AUXILIARIES
        or words[token - 1] in ("'", "n", "ne")
        or words[token - 1].endswith("dn")
        or is_adverb(words[token - 1])
    ):
        token -= 1
    return token


def _denied_french(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    words = reading.words
    for token in range(sentence.first, sentence.last):
        if words[token] not in ("n", "ne"):
            continue
        if token > sentence.first and words[token - 1] == "rien":
            end = forward_end(reading, sentence, token - 1, token + 2, sentence.last, "absent", "")
            end = max(end, forward_end(reading, sentence, token - 1, token + 3, sentence.last, "absent", ""))
            yield _scope("absent", token + 1, end, token, token + 1)
            continue
        denier = _denier(words, token, sentence.last)
        if denier is None:
            continue
        verbs = [
            t for t in range(token + 1, denier) if words[t] not in _CLITICS and words[t].isalpha() and words[t] != "ete"
        ]
        if words[denier] in _INDEFINITE:
            yield from (_scope("absent", t, t + 1, token, token + 1) for t in verbs)
            continue
        if not _is_otherwise(words, denier + 1, sentence.last):
            yield from _one_denied(reading, sentence, token, denier, verbs)


def _denier(words: list[str], token: int, last: int) -> int | None:
    for place in range(token + 1, min(last, token + 9)):
        if words[place] in (",", ";", ":", "."):
            return None
        if words[place] in _DENIERS or words[place] in _INDEFINITE:
            return place
        if words[place] in _ALONE and words[place + 1 : place + 2] and words[place + 1] not in _DENIERS:
            return place
    return None


def _one_denied(reading: Reading, sentence: Sentence, ne: int, denier: int, verbs: list[int]) -> Iterator[Scope]:
    words = reading.words
    if not verbs:
        head = _head_after(words, denier + 1, sentence.last)
        if head is not None:
            yield from _around_head(reading, sentence, ne, ne + 1, head, False)
        return
    verb = verbs[0]
    if words[verb] not in AUXILIARIES:
        yield _scope("absent", verb, verb + 1, ne, ne + 1)
        if (
            words[denier + 1 : denier + 2]
            and words[denier + 1] in ("en",)
            and words[denier + 2 : denier + 3] == ["evidence"]
        ):
            end = forward_end(reading, sentence, denier, denier + 3, sentence.last, "absent", "")
            yield from (_scope("absent", a, b, ne, ne + 1) for a, b in runs(reading, denier + 3, end, "absent"))
        return
    head = _head_after(words, denier + 1, sentence.last)
    if head is None:
        return
    group = words[ne:head]
    reflexive = words[ne + 1 : ne + 4].count("s") > 0 or "se" in words[ne : ne + 3]
    passive = bool({"ete", "etre"} & set(group)) or (words[verb] in BEING and not reflexive)
    yield from _around_head(reading, sentence, ne, ne + 1, head, passive)


def _head_after(words: list[str], token: int, last: int) -> int | None:
    """The participle, adjective or infinitive that `pas` denies; None before `de`, where the object alone is denied."""
    while token < last and (
        is_adverb(words[token]) or words[token] in ("pu", "etre", "permis", "paru", "semble", "formellement", "avoir")
    ):
        if words[token] == "permis" and words[token + 1 : token + 2] and words[token + 1] in ("de", "d"):
            token += 2 + (words[token + 2 : token + 3] == ["'"])
            continue
        token += 1
    if token >= last or not words[token].isalpha() or words[token] in ("de", "d", "un", "une"):
        return None
    return token


def _explains(words: list[str], token: int, last: int) -> bool:
    """`could be due to`, `peut être lié à`: what `be` is followed by shows whether it tells of a cause or of ability."""
    while token < last and (
        words[token] in ("be", "have", "been", "etre", "avoir", "ete", "also", "s", "'") or is_adverb(words[token])
    ):
        token += 1
        if token < last and words[token - 1] in ("be", "been", "etre", "ete"):
            following = next((w for w in words[token:last] if not is_adverb(w) and w != "'"), "")
            return (
                following in _CAUSED or following in DEFINITE or following in ("a", "an", "un", "une", "en", "either")
            )
    return token < last and words[token] not in ("be", "etre")


def _supposed(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """`could be explained by`, `pourrait être lié à`, `serait dû à`: what the verb says is supposed."""
    words = reading.words
    for token in range(sentence.first, sentence.last - 1):
        word = words[token]
        following = words[token + 1]
        able = word in ("could", "peut", "peuvent", "pouvait", "pouvaient", "pouvant")
        supposed = sentence.lang == "fr" and is_conditional(reading.slice(token, token + 1))
        if not supposed and not (able and following in _SUPPOSED and _explains(words, token + 1, sentence.last)):
            continue
        if any(w in ("not", "pas") for w in words[token + 1 : token + 3]):
            continue
        end = forward_end(reading, sentence, token, token + 1, sentence.last, "possible", "")
        for first, last in runs(reading, token + 1, end, "possible"):
            yield _scope("possible", first, last, token, token + 1)


#: What opens a condition, and what shows that the clause beside it waits for it.
_CONDITION = word_set("if unless should si")
_AWAITING = word_set("will would should shall could may might must")
_FUTURE = re.compile(r"[a-z]{2,}(?:era|eront|ira|iront|dra|dront|vra|vront|rra|rront)|sera|seront|aura|auront")
_NO_FUTURE = word_set("camera cholera opera viscera libera considera hydra vera etera lira tibra palindra")


def _is_future(word: str, lang: str) -> bool:
    return word in ("will", "shall") if lang == "en" else bool(_FUTURE.fullmatch(word)) and word not in _NO_FUTURE


def _to_come(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """`Un dépistage sera proposé`, `surgery will be performed`: subject and predicate of a future verb."""
    for token in range(sentence.first, sentence.last):
        if _is_future(reading.words[token], sentence.lang):
            end = forward_end(reading, sentence, token, token + 1, sentence.last, "planned", "")
            subject = subject_before(reading, sentence, token)
            yield _scope("planned", subject[0][0] if subject else token, end, token, token + 1)


def _consequences(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """`If it recurs, surgery will be considered`: the clause beside a condition is planned where its verb looks ahead."""
    words = reading.words
    conditions = [
        t
        for t in range(sentence.first, sentence.last)
        if words[t] in _CONDITION or words[t : t + 3] in (["en", "cas", "de"], ["en", "cas", "d"], ["in", "case", "of"])
    ]
    if not conditions:
        return
    first, last = sentence.first, conditions[0]
    if last == sentence.first:
        comma = next((t for t in range(last, sentence.last) if words[t] == ","), None)
        if comma is None:
            return
        first, last = comma + 1, sentence.last
    start = max((t + 1 for t in range(first, last) if words[t] in (";", "but", "mais")), default=first)
    if any(
        words[t] in _AWAITING or _is_future(words[t], sentence.lang) or is_conditional(reading.slice(t, t + 1))
        for t in range(start, last)
    ):
        yield _scope("planned", start, last, conditions[0], conditions[0] + 1)
