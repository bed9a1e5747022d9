"""How far a cue reaches over what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.assertion.events.clauses import (
    ENDS,
    begins_clause,
    finite,
    has_verb,
    list_goes_on,
    new_phrase,
    segment_end,
    verb_group_end,
)
from nlp.assertion.events.verbs import AUXILIARIES, BEING
from nlp.assertion.events.words import ARRIVAL, ARTICLES, CHOICE, CIRCUMSTANCE, DEFINITE, JOINING, SUBORDINATE, is_test
from nlp.text.reading import Reading
from nlp.text.word_set import word_set

#: Farthest a scope reaches, in tokens, and farthest an adjective of the past does.
FARTHEST = 45
_NEAR = 7
_ANY_JOIN = CHOICE | JOINING
#: Reaches of the cues of the past that are adjectives.
_OF_ADJECTIVES = ("", "began", "over")
#: Words that end a history: what brings the patient now (Harkema et al. 2009 list such terms of termination).
_PRESENT = word_set(
    "presents presenting presented complains complaining complained comes came noticed noted found reports states today"
    " currently yesterday admitted takes here now developed brought seen referred evaluated"
)
#: What stands before a participle that is no part of a history: `was noted`, not `noted in 2001`.
_TOLD_BY = word_set("is was who and , has been")
#: Prepositions with which a history opens a sentence about something else.
_PREAMBLES = word_set("with given because due considering despite view light")
_STAYS = word_set("has is was continues remains")
_HAD = word_set("had a an also known status s chronic")
#: Denials that stand before a noun, which may be the subject of a verb behind it.
_DETERMINERS = word_set("no neither nor nothing aucun aucune nul nulle ni none nobody personne")
#: Denials that open a statement of their own behind a comma.
_DENIALS = word_set("no not without pas sans aucun aucune denies denied")
_OTHER = word_set("other autre autres")
_RELATIVE = word_set("who which whom that because although though whereas qui dont car puisque")
_PRONOUNS = word_set("he she they it")
#: Words with which the subject of a sentence begins behind a denial: `without treatment the rash disappeared`.
_SUBJECTS = word_set("the his her their its le la les l son sa ses") | _PRONOUNS
#: Auxiliaries at the end of a cue, behind which stands its own participle: `may have developed`.
_PERFECT = word_set("have been be to")
_SHOWING = word_set("showed shows revealed reveals demonstrated demonstrates disclosed found suggested confirmed")
_OWN_SUBJECT = DEFINITE | _PRONOUNS | word_set("il elle patient patiente")
#: Nouns that a doubt reaches past `is`: `the most likely diagnosis was pertussis`.
_CONCLUSIONS = word_set(
    "diagnosis cause explanation etiology aetiology possibility hypothesis diagnostic etiologie origine hypothese"
    " explication possibilite"
)


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a cue announces: tokens from `first` on, under an assertion.

    Attributes:
        cue: first token of the cue.
        reach: `near` ends at a comma, `list` runs over a whole history, `clause` over verbs too.
    """

    cue: int
    first: int
    assertion: str
    reach: str = ""

    @property
    def is_history(self) -> bool:
        """A list of past things, which goes on over verbs and semicolons."""
        return self.assertion == "historical" and self.reach == "list"


def forward_end(reading: Reading, announced: Announcement, limit: int = 0) -> int:
    """Where what a cue announces ends: at its clause's end, or before the subject of the next verb.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("There was no edema, and troponin was normal.", "en")
    >>> reading.slice(3, forward_end(reading, Announcement(2, 3, "absent")))
    'edema'
    """
    first, words = announced.first, reading.words
    is_adjective = announced.assertion == "historical" and announced.reach in _OF_ADJECTIVES
    farthest = _NEAR if is_adjective else FARTHEST
    limit = min(limit or len(reading), reading.sentence(announced.cue).last, first + farthest)
    listed = words[first : first + 1] == [":"]
    separator = first
    for token in range(first, limit):
        word = words[token]
        if announced.is_history and _comes_to_the_present(words, announced, token):
            return token
        if _is_passed(reading, announced, token):
            continue
        if word in ENDS or (word == ":" and token > first) or (word == ")" and "(" not in words[first:token]):
            return token
        if announced.reach == "clause":
            if word == "," and not list_goes_on(reading, token, limit, _ANY_JOIN):
                return token
            continue
        if token == first and announced.assertion == "possible" and _awaits_verb(words[first - 1]):
            continue
        if finite(reading, token) or (word in ("n", "ne") and token > first):
            return _at_verb(reading, announced, token, limit, separator)
        if token > first and (_subordinates(announced, words, token) or _is_exception(words, announced.cue, token)):
            return token
        if word == "," and not listed and not _comma_goes_on(reading, announced, token, limit):
            return token
        if token + 1 < limit and _parts(reading, announced, token):
            return token
        if word == "," or (word in JOINING and _separates(words, token)):
            separator = token
    return limit


def _awaits_verb(word: str) -> bool:
    """Whether a verb behind the last word of a doubt is doubted: `may have developed`, `apparently fell`."""
    return word in _PERFECT or word.endswith("ly")


def _comes_to_the_present(words: list[str], announced: Announcement, token: int) -> bool:
    """`a history of asthma presents with fever`, `… and is here for fever`, `s/p resection with pain`."""
    word, following = words[token], words[token + 1 : token + 2]
    if word == "with":
        return words[announced.cue] in ("status", "s") and token > announced.first
    if token <= announced.first or following in (["-"], ["resolved"]):
        return False
    if word in JOINING and not _STAYS.isdisjoint(following):
        return _HAD.isdisjoint(words[token + 2 : token + 3])
    verb = word.endswith("s") or word in ("today", "currently", "yesterday", "here", "now", "presenting")
    return word in _PRESENT and (verb or words[token - 1] in _TOLD_BY or following == ["to"])


def _subordinates(announced: Announcement, words: list[str], token: int) -> bool:
    """A history goes on past `since 1990` and `as well as`, a denial does not."""
    if announced.is_history:
        return words[token] in _RELATIVE
    return words[token] in SUBORDINATE and words[token : token + 2] != ["as", "well"]


def _is_exception(words: list[str], cue: int, token: int) -> bool:
    """`no other lesion than a cyst`, `pas d'autre anomalie qu'une tachycardie`: what stands behind is there."""
    return words[token] in ("than", "que", "qu") and not _OTHER.isdisjoint(words[cue:token])


def _is_passed(reading: Reading, announced: Announcement, token: int) -> bool:
    """Words that end other clauses and not this one: `r/o.`, `HTN; gout`, `the likely cause was`, `nor did he have`."""
    words, word, first = reading.words, reading.words[token], announced.first
    listed = word == ";" and not _OWN_SUBJECT & set(words[token + 1 : token + 2])
    if announced.is_history and (listed or (word in AUXILIARIES and not new_phrase(reading, token - 1))):
        return True
    if (
        announced.assertion == "possible"
        and word in BEING
        and _CONCLUSIONS & set(words[max(0, announced.cue - 4) : token])
    ):
        return True
    inverted = words[first - 1] == "nor" and token < first + 3 and (word in AUXILIARIES or word in _PRONOUNS)
    return inverted or (word == "." and token == first)


def _parts(reading: Reading, announced: Announcement, token: int) -> bool:
    """Whether a conjunction, or after an adjective of the past a preposition, ends what is announced."""
    word = reading.words[token]
    if announced.assertion == "absent":
        return word in JOINING and _joins_a_phrase(reading, announced.first, token)
    if announced.assertion == "historical" and not announced.is_history:
        joins = word in JOINING and new_phrase(reading, token + 1)
        return joins or (word in CIRCUMSTANCE and token > announced.first)
    return False


def _separates(words: list[str], join: int) -> bool:
    """A conjunction that no comma precedes, nor `de` follows, which would go on with a list."""
    return words[join - 1] != "," and words[join + 1 : join + 2] not in (["de"], ["d"], ["of"])


def _joins_a_phrase(reading: Reading, first: int, join: int) -> bool:
    """`no fever and a cough` begins something new; `excluded an ulcer and a tumour` goes on with its articles."""
    words = reading.words
    parallel = words[first] in ARTICLES or words[first - 1] in DEFINITE
    return new_phrase(reading, join + 1) and not (parallel and words[join + 1] in ARTICLES)


def _at_verb(reading: Reading, announced: Announcement, verb: int, limit: int, separator: int) -> int:
    """A verb ends the scope before its own subject, or belongs to the denied subject: `no lesions were seen`."""
    words, first, cue = reading.words, announced.first, announced.cue
    denies_subject = (
        announced.assertion == "absent"
        and words[cue] in _DETERMINERS
        and begins_clause(reading, reading.sentence(cue), cue)
    )
    if not denies_subject:
        if separator > first or announced.assertion != "absent":
            return separator if separator > first else verb
        return next((token for token in range(first + 1, verb) if words[token] in _SUBJECTS), verb)
    if shows(words, first, verb):
        return forward_end(reading, Announcement(cue, verb + 1, "absent"), limit)
    if separator > first and words[separator] == "," and not _is_list(words, first, verb):
        return separator
    return verb_group_end(reading, verb, limit)


def shows(words: list[str], first: int, verb: int) -> bool:
    """`neither CT nor MRI revealed an invasion`: what tests did not show is denied, and they were done."""
    return words[verb] in _SHOWING and any(is_test(word) for word in words[first:verb])


def _is_list(words: list[str], first: int, verb: int) -> bool:
    """Whether the last join before a verb is `or`, `ni`: all items are its subject."""
    joins = [word for word in words[first:verb] if word == "," or word in _ANY_JOIN]
    return bool(joins) and joins[-1] in CHOICE


def _comma_goes_on(reading: Reading, announced: Announcement, comma: int, limit: int) -> bool:
    """Whether a comma parts the items of a list rather than the clauses of a sentence."""
    following = reading.words[comma + 1] if comma + 1 < limit else ""
    if not following or following in SUBORDINATE or (following in CIRCUMSTANCE and following != "a"):
        return False
    if announced.assertion == "historical":
        if announced.is_history and _is_preamble(reading, announced, comma, limit):
            return False
        opens = new_phrase(reading, comma + 1) and following not in ("a", "an", "un", "une", "with", "avec")
        goes_on = announced.is_history or list_goes_on(reading, comma, limit, _ANY_JOIN)
        return goes_on and following not in ARRIVAL and not opens
    if announced.assertion != "absent":
        return list_goes_on(reading, comma, limit, _ANY_JOIN)
    if following in _DENIALS or _is_graded(reading, comma, limit):
        return False
    if following in JOINING:
        return not new_phrase(reading, comma + 2) and list_goes_on(reading, comma, limit, _ANY_JOIN)
    return following in ("de", "d", *CHOICE) or (
        not new_phrase(reading, comma + 1) and _denied_list_goes_on(reading, announced, comma, limit)
    )


def _is_preamble(reading: Reading, announced: Announcement, comma: int, limit: int) -> bool:
    """`With his history of drug use, endocarditis is a concern`: it stands before the sentence's own subject."""
    opening = reading.words[reading.sentence(announced.cue).first : announced.cue]
    if _PREAMBLES.isdisjoint(opening[:3]) or has_verb(reading, reading.sentence(announced.cue).first, announced.cue):
        return False
    return has_verb(reading, comma + 1, segment_end(reading, comma + 1, limit))


def _is_graded(reading: Reading, comma: int, limit: int) -> bool:
    """`no murmur, edema 2+`: what has a grade is there."""
    words, end = reading.words, segment_end(reading, comma + 1, limit)
    return any(words[token].isdigit() and words[token + 1] == "+" for token in range(comma + 1, end - 1))


def _denied_list_goes_on(reading: Reading, announced: Announcement, comma: int, limit: int) -> bool:
    """English lists go on without a last `or`; French ones and those of `without` do not, nor where each is denied."""
    if list_goes_on(reading, comma, limit, CHOICE):
        return True
    cue, sentence = announced.cue, reading.sentence(announced.cue)
    if reading.words[cue] in reading.words[sentence.first : cue]:
        return False
    if sentence.lang == "fr" or announced.reach == "near":
        return list_goes_on(reading, comma, limit, JOINING)
    return not has_verb(reading, comma + 1, segment_end(reading, comma + 1, limit))
