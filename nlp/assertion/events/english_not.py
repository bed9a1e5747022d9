"""Where English denies a verb: `was not seen`, `didn't respond`, `no longer required`, `failed to show`."""

from __future__ import annotations

from collections.abc import Iterator

from nlp.assertion.events.denied_verbs import Denial, is_otherwise, scopes_of_denial
from nlp.assertion.events.verbs import BEING
from nlp.assertion.events.words import TURNS, is_adverb
from nlp.assertion.scope import Scope
from nlp.text.reading import Reading, Sentence
from nlp.text.word_set import word_set

_NOT = word_set("not never cannot")
_FAILING = word_set("failed fails failing unable failure inability")
#: Words between a denial and the verb that it denies, beside adverbs.
_BETWEEN = word_set("able to appear seem have had a an")
_JUDGED = word_set("felt thought believed known found noted considered deemed reported seen")
#: Most words between a denial and its verb.
_FARTHEST = 8


def denied_in_english(reading: Reading, sentence: Sentence) -> Iterator[Scope]:
    """Scopes of the verbs that `not` and its like deny in a sentence.

    >>> from nlp.assertion.spans import read_text
    >>> reading = read_text("She did not respond to steroids.", "en")
    >>> [reading.slice(s.first, s.last) for s in denied_in_english(reading, reading.sentences[0])]
    ['respond']
    """
    for token in range(sentence.first, sentence.last):
        after = _after_denial(reading.words, sentence.first, token)
        if after is None or is_otherwise(reading.words, after, sentence.last):
            continue
        head = _head(reading.words, after, min(sentence.last, after + _FARTHEST))
        if head is not None:
            denial = Denial(token, after, head, _is_passive(reading.words, sentence.first, token, after, head))
            yield from scopes_of_denial(reading, sentence, denial)


def _after_denial(words: list[str], lowest: int, token: int) -> int | None:
    """The token after a denial that begins or ends at a token; None where there is none."""
    word, following = words[token], words[token + 1 : token + 2]
    if word in _NOT:
        return token + 1
    if word == "t" and token - 2 >= lowest and words[token - 1] == "'" and words[token - 2].endswith("n"):
        return token + 1
    if (word == "no" and following == ["longer"]) or (word in _FAILING and following == ["to"]):
        return token + 2
    return None


def _head(words: list[str], token: int, limit: int) -> int | None:
    """The verb, adjective or noun that is denied, past what judges it: `was not felt to have a fracture`."""
    while token < limit:
        judged = words[token] in _JUDGED and words[token + 1 : token + 2] == ["to"]
        if not (judged or is_adverb(words[token]) or words[token] in _BETWEEN):
            break
        token += 1
    return token if token < limit and words[token].isalpha() else None


def _is_passive(words: list[str], lowest: int, token: int, after: int, head: int) -> bool:
    """A form of `be` in the verb's group, or a participle behind `but not`."""
    if words[after - 1] == "to":
        return False
    if words[head] in ("in", "on", "under"):
        return True
    turned = token > lowest and words[token - 1] in TURNS and words[head].endswith(("ed", "en", "und"))
    return turned or bool(BEING & set(words[max(lowest, token - 4) : head]))
